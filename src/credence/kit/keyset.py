"""Long lists page by page, by the place where a page ends: the last page costs what the first costs.

A place is told by the values that its row is sorted by, so that what is written meanwhile moves nothing, and an address
leads to the same place for whoever opens it. Nothing is skipped over and nothing counted.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
APART = "~"
END = "end"
"""Before it lies the last page."""
BIGGEST = 2**63 - 1
"""The databases know no larger number."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list. `before` and `after` are the places where it goes on, empty at its ends."""

    rows: list[Row]
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of the order, and whether it falls."""

    name: str
    falls: bool
    field: Field[Any, Any]

    def passed(self, value: Any, *, back: bool = False, at: bool = False) -> Q:
        """Return the condition that a row comes after `value`, before it if `back`; `at` counts as well."""
        return Q(**{f"{self.name}__{'lt' if self.falls != back else 'gt'}{'e' if at else ''}": value})


def page_of(rows: QuerySet[Row], size: int, *, after: str = "", before: str = "") -> Page[Row]:
    """Return `size` rows after or before a place; the first rows where no place is given, or one that is no place.

    `rows` are sorted by columns that are never null, the last of which is unique. One query; a second one where the way
    back ends at the beginning.
    """
    columns = _columns(rows)
    backward = rows.reverse() if before == END else _beyond(rows, columns, before, back=True)
    if backward is not None:
        found = list(backward[: size + 1])
        if before == END or len(found) > size:
            return _page(columns, found[:size][::-1], is_first=len(found) <= size, is_last=before == END)
    onward = None if before else _beyond(rows, columns, after)
    found = list((rows if onward is None else onward)[: size + 1])
    return _page(columns, found[:size], is_first=onward is None, is_last=len(found) <= size)


def _beyond(rows: QuerySet[Row], columns: list[_Column], told: str, *, back: bool = False) -> QuerySet[Row] | None:
    """Return the rows that come after a place, or those before it in turned order; None for what is no place."""
    place = _place(columns, told)
    if place is None:
        return None
    found = rows.filter(_passed(columns, place, back=back))
    return found.reverse() if back else found


def _page(columns: list[_Column], rows: list[Row], *, is_first: bool, is_last: bool) -> Page[Row]:
    before = "" if is_first or not rows else _told(columns, rows[0])
    return Page(rows, before=before, after="" if is_last or not rows else _told(columns, rows[-1]))


def _columns(rows: QuerySet[Any]) -> list[_Column]:
    names = [str(name) for name in rows.query.order_by or rows.model._meta.ordering]  # noqa: SLF001 - Django documents it
    return [_Column(name.lstrip("-"), name.startswith("-"), _field(rows, name.lstrip("-"))) for name in names]


def _field(rows: QuerySet[Any], name: str) -> Field[Any, Any]:
    if name in rows.query.annotations:
        field: Field[Any, Any] = rows.query.annotations[name].output_field
        return field
    meta = rows.model._meta  # noqa: SLF001 - Django documents it
    own: Field[Any, Any] = meta.pk if name == "pk" else meta.get_field(name)
    return own


def _passed(columns: list[_Column], place: list[Any], *, back: bool = False) -> Q:
    """Return the condition that a row comes after a place; its first part alone lets an index begin there."""
    beyond = columns[-1].passed(place[-1], back=back)
    for column, value in reversed(list(zip(columns[:-1], place[:-1], strict=True))):
        beyond = column.passed(value, back=back, at=True) & (column.passed(value, back=back) | beyond)
    return beyond


def _told(columns: list[_Column], row: Row) -> str:
    return APART.join(_as_text(getattr(row, column.name)) for column in columns)


def _as_text(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).replace(tzinfo=None).isoformat() + "Z"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _place(columns: list[_Column], told: str) -> list[Any] | None:
    """Return the values of a place, None for what is none."""
    parts = told.split(APART)
    if len(parts) != len(columns):
        return None
    try:
        return [_value(column.field, part) for column, part in zip(columns, parts, strict=True)]
    except (ValidationError, ValueError, OverflowError):
        return None


def _value(field: Field[Any, Any], part: str) -> Any:
    value = field.to_python(part)
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=value.tzinfo or dt.UTC).astimezone(dt.UTC)
    if value is None or (isinstance(value, int) and abs(value) > BIGGEST) or "\x00" in part:
        raise ValueError(part)
    return value
