"""A learner before a course: whether they are enrolled, or have begun to pay."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, CharField, Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from credence.accounts.models import User
from credence.catalog.models import Course, Line
from credence.catalog.queries.kept import VersionFacts, courses_kept, version_kept
from credence.catalog.queries.stamp import with_mark
from credence.commerce.models import Order
from credence.commerce.rules.states import LIVE_ORDERS
from credence.enrollment.models import Enrollment
from credence.enrollment.queries import with_content
from credence.kit.statements import Asked, Statement

COLUMNS = "id", "public_id", "learner_id", "course_id", "line_id", "began_with_id", "enrolled_at", "closed_at"


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """A learner before a published course.

    `course` is as it is kept, with its listing; `facts` are of the version that new learners get. `enrollment` is the
    learner's, unless it was closed.
    """

    learner: User
    course: Course
    facts: VersionFacts
    enrollment: Enrollment | None
    has_order: bool
    mark: str


def _rows() -> QuerySet[Any, tuple[Any, ...]]:
    learner = Asked("learner", BigIntegerField())
    ordered = Order.objects.filter(learner=learner, course=OuterRef("pk"), state__in=LIVE_ORDERS)
    published = Course.objects.filter(slug=Asked("slug", CharField()), current_version__isnull=False)
    mine = FilteredRelation("enrollments", condition=Q(enrollments__learner=learner))
    visited = with_mark(published.annotate(mine=mine, has_order=Exists(ordered)))
    return visited.values_list(
        "pk",
        "current_version_id",
        "mark",
        "has_order",
        F("mine__line__version_id"),
        *(F(f"mine__{each}") for each in COLUMNS),
    )


VISIT = Statement(_rows)


def visit_of(learner: User, slug: str) -> Visit | None:
    """Return a learner before the published course at `slug`, in one query; None where there is none."""
    row = VISIT.first(learner=learner.pk, slug=slug)
    if row is None:
        return None
    course, version, mark, has_order, studied, *columns = row
    return Visit(
        learner=learner,
        course=courses_kept([course], mark)[course],
        facts=version_kept(version, mark),
        enrollment=_enrollment(columns, studied, learner, mark),
        has_order=has_order,
        mark=mark,
    )


def _enrollment(columns: list[Any], studied: int | None, learner: User, mark: str) -> Enrollment | None:
    pk, *_, closed_at = columns
    if pk is None or closed_at is not None:
        return None
    enrollment = Enrollment.from_db("default", COLUMNS, columns)
    enrollment.line = Line(pk=enrollment.line_id, course_id=enrollment.course_id, version_id=studied)
    enrollment.mark = mark  # type: ignore[attr-defined]
    with_content([enrollment])
    enrollment.learner = learner
    return enrollment
