"""Tables as files: CSV line by line, Excel as a whole."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from django.conf import settings
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import Promise

from credence.kit.sheets import Cell, csv_lines, workbook

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ("csv", "xlsx")


class Column(NamedTuple):
    """One column: its head, and how a row fills it."""

    head: str | Promise
    cell: Callable[[Any], Cell]


def table(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[list[Cell]]:
    """Return the head and then each row."""
    return chain([[str(column.head) for column in columns]], ([each.cell(row) for each in columns] for row in rows))


def as_file(kind: str, name: str, rows: Iterable[Sequence[Cell]]) -> HttpResponseBase:
    """Return a table as `name`.csv or `name`.xlsx; another kind does not exist."""
    if kind == "csv":
        lines = (line.encode() for line in csv_lines(rows, settings.TIME_ZONE))
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response
    if kind == "xlsx":
        book = workbook(name, rows, settings.TIME_ZONE)
        return FileResponse(book, as_attachment=True, filename=f"{name}.xlsx", content_type=EXCEL)
    raise Http404
