"""Tables to take along: CSV and Excel, in which no text is ever taken for a formula."""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from io import BytesIO
from typing import cast
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.cell.cell import Cell as Written
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | Decimal | dt.date | dt.datetime | None
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"
"""Without it Excel reads UTF-8 as something else."""
WIDEST = 32_000
"""Excel takes no longer text in a cell."""


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless("Vega")
    ("'=1+1", 'Vega')
    """
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def csv_lines(rows: Iterable[Sequence[Cell]], zone: str) -> Iterator[str]:
    """Return a CSV file line by line, in UTF-8 with its mark; moments are those of `zone`."""
    echo = csv.writer(_Echo())
    yield BOM
    for row in rows:
        yield echo.writerow([_plain(cell, zone) for cell in row])


class _Echo:
    """Gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def _plain(cell: Cell, zone: str) -> str:
    if isinstance(cell, dt.datetime):
        return cell.astimezone(ZoneInfo(zone)).isoformat(" ", "minutes")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return harmless(cell) if isinstance(cell, str) else str("" if cell is None else cell)


def workbook(title: str, rows: Iterable[Sequence[Cell]], zone: str) -> BytesIO:
    """Return an Excel file, open at its beginning: the first row is its head; days, moments and amounts are such."""
    book = Workbook(write_only=True)
    sheet = cast("Worksheet", book.create_sheet(title[:31]))
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows):
        sheet.append([_typed(sheet, cell, zone, is_head=not number) for cell in row])
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def _typed(sheet: Worksheet, cell: Cell, zone: str, *, is_head: bool) -> Written:
    written: Written = WriteOnlyCell(sheet)
    if isinstance(cell, dt.datetime):
        written.value = cell.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        written.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(cell, dt.date):
        written.value, written.number_format = cell, "yyyy-mm-dd"
    elif isinstance(cell, Decimal):
        written.value, written.number_format = cell, "#,##0.00"
    elif isinstance(cell, str):
        _text(written, cell)
    else:
        written.value = cell
    if is_head:
        written.font = Font(bold=True)
    return written


def _text(written: Written, text: str) -> None:
    written.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:WIDEST]
    written.data_type = "s"
    written.quotePrefix = text.startswith(FORMULA_SIGNS)
