"""Tables to take along: CSV and Excel, in which no text is ever taken for a formula."""

import csv
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, cast
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as Written
from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | Decimal | dt.date | dt.datetime | None
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BEFORE_A_FORMULA = " \u00a0\u3000\u200b\ufeff"
BOM = "\ufeff"
"""Without it Excel reads UTF-8 as something else."""
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 holds, escaped or not: https://www.w3.org/TR/xml/#charsets."""
ESCAPED = re.compile("(?<=_x[0-9A-Fa-f]{4})(?=_)")
"""Where a text would be read as the escape of a character (ECMA-376 part 1, 22.9.2.19)."""
NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\]|^'+|'+$")
WIDEST, LONGEST_TITLE = 32_767, 31
"""Excel takes no longer text in a cell, and no longer name of a sheet, in units of UTF-16."""
CUT = "…"
IN_MEMORY = 4_194_304
"""Bytes beyond which a file goes to disk."""
LEAST_LETTERS, MOST_LETTERS = 12, 48
"""How wide a column is."""


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless("Vega")
    ("'=1+1", 'Vega')
    """
    return f"'{text}" if _is_formula(text) else text


def csv_lines(rows: Iterable[Sequence[Cell]], zone: str) -> Iterator[str]:
    """Return a CSV file line by line, in UTF-8 with its mark; moments are those of `zone`."""
    echo = csv.writer(_Echo())
    yield BOM
    for row in rows:
        yield echo.writerow([as_text(cell, zone) for cell in row])


class _Echo:
    """Gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def as_text(cell: Cell, zone: str) -> str:
    """Return a cell as it stands in a CSV file: a day as 2026-03-01, an amount with its places."""
    if isinstance(cell, dt.datetime):
        return cell.astimezone(ZoneInfo(zone)).isoformat(" ", "minutes")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return harmless(_holdable(cell)) if isinstance(cell, str) else str("" if cell is None else cell)


def workbook(title: str, rows: Iterable[Sequence[Cell]], zone: str) -> IO[bytes]:
    """Return an Excel file of one sheet, open at its beginning: the first row is its head."""
    return workbook_of([(title, rows)], zone)


def workbook_of(sheets: Iterable[tuple[str, Iterable[Sequence[Cell]]]], zone: str) -> IO[bytes]:
    """Return an Excel file of sheets by title; the first row of each is its head. Days, moments and amounts are such.

    Rows are written as they come, and a long file stands on disk.
    """
    book = Workbook(write_only=True)
    for title, rows in sheets:
        _fill(cast("Worksheet", book.create_sheet(_titled(title))), rows, zone)
    file = cast("IO[bytes]", SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 - closed by whoever sends it
    book.save(file)
    file.seek(0)
    return file


def _fill(sheet: Worksheet, rows: Iterable[Sequence[Cell]], zone: str) -> None:
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows):
        if number:
            sheet.append([_typed(sheet, cell, zone) for cell in row])
        else:
            _head(sheet, row, zone)


def _head(sheet: Worksheet, row: Sequence[Cell], zone: str) -> None:
    """Write the first row in bold, and make its columns wide enough for what it says."""
    for place, cell in enumerate(row, start=1):
        width = min(MOST_LETTERS, max(LEAST_LETTERS, len(str(cell)) + 2))
        sheet.column_dimensions[get_column_letter(place)].width = width
    words: list[Written] = [_text(WriteOnlyCell(sheet), _fitting(as_text(cell, zone), WIDEST)) for cell in row]
    for written in words:
        written.font = Font(bold=True)
    sheet.append(words)


def _typed(sheet: Worksheet, cell: Cell, zone: str) -> Written | str | int | None:
    """Return a cell as what it is. Only what needs a look of its own costs an object."""
    if isinstance(cell, str):
        text = _fitting(_holdable(cell), WIDEST)
        return _text(WriteOnlyCell(sheet), text) if _is_formula(text) or ESCAPED.search(text) else text or None
    if cell is None or isinstance(cell, int):
        return cell
    written: Written = WriteOnlyCell(sheet)
    if isinstance(cell, dt.datetime):
        written.value = cell.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        written.number_format = "yyyy-mm-dd hh:mm"
    else:
        written.value = cell
        written.number_format = "#,##0.00" if isinstance(cell, Decimal) else "yyyy-mm-dd"
    return written


def _text(written: Written, text: str) -> Written:
    """Say that a text is one, also where its cell is edited, and let no part of it be read as an escape."""
    parts = ESCAPED.split(text)
    written.value = CellRichText(*parts) if len(parts) > 1 else text
    written.data_type, written.quotePrefix = "s", _is_formula(text)
    return written


def _holdable(text: str) -> str:
    return NOT_IN_XML.sub("", text)


def _fitting(text: str, most: int) -> str:
    """Return a text cut to `most` units of UTF-16, which is how Excel counts, and not within a letter."""
    if len(text) * 2 <= most or len(units := text.encode("utf-16-le")) <= 2 * most:
        return text
    return units[: 2 * (most - 1)].decode("utf-16-le", "ignore") + CUT


def _titled(title: str) -> str:
    """Return what may name a sheet."""
    return _fitting(NOT_IN_A_TITLE.sub(" ", _holdable(title)).strip(), LONGEST_TITLE) or CUT


def _is_formula(text: str) -> bool:
    """Whether a spreadsheet may take a text for a formula, whatever unseen characters stand before it."""
    return text.startswith(FORMULA_SIGNS) or text.lstrip(BEFORE_A_FORMULA).startswith(FORMULA_SIGNS)
