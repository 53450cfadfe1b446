"""The report as an Excel workbook, a sheet for each table, written row by row so that it does not fill the memory."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from credence.reporting.writing.plain import FORMULA_STARTS
from credence.reporting.writing.tables import Cell, Table

UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that a workbook cannot hold."""
AMOUNT = "#,##0.00"
WIDEST = 48


def write(tables: Iterable[Table], to: IO[bytes], *, made_at: dt.datetime) -> None:
    """Write the tables as sheets, their headings standing still. Text stays text: nothing in it is ever a formula."""
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = made_at.replace(tzinfo=None)
    book.properties.creator = ""
    for table in tables:
        _fill(book.create_sheet(title=table.title[:31]), table)
    book.save(to)


def _fill(sheet: WriteOnlyWorksheet, table: Table) -> None:
    sheet.freeze_panes = "A2"
    for place, heading in enumerate(table.headings, start=1):
        width = min(WIDEST, max(12, len(heading) + 2))
        sheet.column_dimensions[get_column_letter(place)].width = width  # type: ignore[attr-defined] # missing in stubs
    sheet.append([_heading(sheet, each) for each in table.headings])
    for row in table.rows:
        sheet.append(_cells(sheet, row))


def _heading(sheet: WriteOnlyWorksheet, text: str) -> SheetCell:
    cell = _text(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _cells(sheet: WriteOnlyWorksheet, row: Sequence[Cell]) -> list[SheetCell | str | int | dt.date | None]:
    return [_cell(sheet, each) for each in row]


def _cell(sheet: WriteOnlyWorksheet, value: Cell) -> SheetCell | str | int | dt.date | None:
    if isinstance(value, str):
        text = UNWRITABLE.sub("", value)
        return _text(sheet, text) if text.startswith(FORMULA_STARTS) else text or None
    if isinstance(value, Decimal):
        cell = WriteOnlyCell(sheet)
        cell.value, cell.number_format = value, AMOUNT
        return cell
    return value


def _text(sheet: WriteOnlyWorksheet, text: str) -> SheetCell:
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # else what begins with = would be a formula
    cell.quotePrefix = text.startswith(FORMULA_STARTS)
    return cell
