"""What is known of enrollments and learners, as rows of one shape: one statement reads them from several tables."""

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, CharField, DateTimeField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast

from credence.kit.statements import Among, AskedKeys

ENROLLMENTS = AskedKeys("enrollments", BigIntegerField())
LEARNERS = AskedKeys("learners", BigIntegerField())
OF_ENROLLMENT = ("enrollment", ENROLLMENTS)
FIGURES = 4
Rows = QuerySet[Any, tuple[Any, ...]]


class Done(NamedTuple):
    """A row of some table that belongs to an enrollment or a learner: what its columns mean is its table's to say."""

    kind: str
    of: int
    """The primary key of the enrollment or of the learner, as the kind says."""
    pk: int
    about: int
    figures: tuple[int, ...]
    said: str
    at: dt.datetime | None
    until: dt.datetime | None

    @classmethod
    def read(cls, row: tuple[Any, ...]) -> "Done":
        """Return a row of `rows_done`."""
        kind, of, pk, about, *figures, said, at, until = row
        return cls(kind, of, pk, about, tuple(figures), said, at, until)


def rows_done(
    rows: QuerySet[Any],
    kind: str,
    *,
    of: tuple[str, AskedKeys] = OF_ENROLLMENT,
    about: str = "",
    figures: tuple[str, ...] = (),
    said: str = "",
    at: str = "",
    until: str = "",
) -> Rows:
    """Return rows in the shape of `Done`, of columns by their names: those `of` which the column holds a key asked for.

    A column that is left out is zero, empty or None; `said` is text, or a document as text.
    """
    number, text, never = BigIntegerField(), TextField(), Cast(Value(None), DateTimeField())
    places: list[str | Value] = [*figures, *(Value(0, number) for _ in range(FIGURES - len(figures)))]
    asked = rows.filter(Among(*of)).order_by()
    return asked.values_list(
        Value(kind, CharField()),
        F(of[0]),
        F("pk"),
        Cast(about, number) if about else Value(0, number),
        *(Cast(each, number) for each in places),
        Cast(said, text) if said else Value("", text),
        F(at) if at else never,
        F(until) if until else never,
    )
