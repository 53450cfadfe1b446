"""A table as comma-separated values, line by line, for spreadsheets and programs."""

import csv
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO

from credence.reporting.writing.tables import Cell, Table

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for something else."""


def written(table: Table) -> Iterator[str]:
    """Yield the table line by line: days as 2026-03-01, amounts as 1.25, and nothing that a spreadsheet executes."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow([harmless(each) for each in table.headings])
    yield BYTE_ORDER_MARK + _taken(buffer)
    for row in table.rows:
        writer.writerow([text_of(cell) for cell in row])
        yield _taken(buffer)


def text_of(cell: Cell) -> str:
    """Return a cell as text."""
    match cell:
        case None:
            return ""
        case dt.date():
            return cell.isoformat()
        case Decimal():
            return f"{cell:.2f}"
        case int():
            return str(cell)
    return harmless(cell)


def harmless(text: str) -> str:
    """Return text that people wrote with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def _taken(buffer: StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
