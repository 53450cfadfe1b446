"""The mark of content: what was read under it is true as long as it stands."""

from collections.abc import Iterable
from typing import TypeVar, cast

from django.db.models import Model, QuerySet, Subquery

from credence.catalog.models import Stamp

M = TypeVar("M", bound=Model)


def mark_of_content() -> str:
    """Return the mark that stands, in one query; "" where nothing was ever written."""
    return Stamp.objects.values_list("mark", flat=True).first() or ""


def with_mark(rows: QuerySet[M]) -> QuerySet[M]:
    """Return rows that each bring the mark as it stands, so that it costs no query of its own."""
    return cast("QuerySet[M]", rows.annotate(mark=Subquery(Stamp.objects.values("mark")[:1])))


def mark_beside(rows: Iterable[Model]) -> str:
    """Return the mark that rows of `with_mark` brought; of others the one that stands, in one query."""
    brought = {getattr(each, "mark", None) for each in rows}
    return str(brought.pop() or "") if len(brought) == 1 and None not in brought else mark_of_content()
