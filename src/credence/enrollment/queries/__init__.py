"""Who is enrolled in what, and what they were shown."""

from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, CharField, Count, Exists, F, OuterRef, QuerySet, Window

from credence.accounts.models import HeldProfession, User
from credence.accounts.rules.professions import LICENSED
from credence.catalog.models import Course
from credence.catalog.queries.kept import courses_kept, terms_kept, versions_kept
from credence.catalog.queries.stamp import mark_beside, with_mark
from credence.catalog.queries.terms import Terms
from credence.enrollment.models import Enrollment, FrontMatterShowing, WantedCourse
from credence.kit.statements import Asked, Statement

PER_PAGE = 20
MINE = Statement(
    lambda: with_mark(
        Enrollment.objects.filter(
            learner=Asked("learner", BigIntegerField()), course__slug=Asked("slug", CharField())
        ).annotate(
            was_shown=Exists(
                FrontMatterShowing.objects.filter(
                    enrollment=OuterRef("pk"), front_matter=OuterRef("course__current_front_matter")
                )
            )
        )
    )
)


def enrollment_of(learner: User, course: Course) -> Enrollment | None:
    """Return the learner's enrollment in `course`, if there is one."""
    return Enrollment.objects.filter(learner=learner, course=course).first()


def open_enrollment_of(learner: User, course: Course) -> Enrollment | None:
    """Return the learner's enrollment in `course`, unless its money went back and it was closed."""
    return (
        Enrollment.objects.filter(learner=learner, course=course, closed_at=None)
        .select_related("line__version")
        .first()
    )


def enrollments_of(learner: User) -> QuerySet[Enrollment]:
    """Return the learner's enrollments, newest first, each with its course, version and provider."""
    related = ("course__current_front_matter", "line__version__provider", "line__version__cover")
    return Enrollment.objects.filter(learner=learner).select_related(*related).order_by("-enrolled_at", "-pk")


def own_enrollment(learner: User, slug: str) -> Enrollment | None:
    """Return the learner's enrollment in the course at `slug`, with what is kept of it, in one query.

    `was_shown` says whether the present front matter was shown by then; it also brings the mark of content.
    """
    found = MINE.first(learner=learner.pk, slug=slug)
    if found:
        with_content([found])
        found.learner = learner
    return found


def page_of_enrollments(learner: User, number: int) -> tuple[list[Enrollment], int]:
    """Return a page of the learner's enrollments, newest first, each with what is kept of it, and how many there are.

    In one query; two where there is no such page, and then it is empty.
    """
    first = PER_PAGE * (number - 1)
    rows = list(_page(learner.pk, first)) if first else FIRST_PAGE.run(learner=learner.pk)
    with_content(rows)
    for each in rows:
        each.learner = learner
    return rows, rows[0].total if rows else Enrollment.objects.filter(learner=learner).count()  # type: ignore[attr-defined]


def _page(learner: Any, first: int) -> QuerySet[Enrollment]:
    mine = Enrollment.objects.filter(learner=learner).order_by("-enrolled_at", "-pk")
    return with_mark(mine.annotate(total=Window(Count("pk"))))[first : first + PER_PAGE]


FIRST_PAGE = Statement(lambda: _page(Asked("learner", BigIntegerField()), 0))


def with_content(enrollments: Iterable[Enrollment]) -> None:
    """Give enrollments their course, and their version with its provider and cover, as they are kept."""
    enrollments = list(enrollments)
    mark = mark_beside(enrollments)
    courses = courses_kept({each.course_id for each in enrollments}, mark)
    versions = versions_kept({each.version_id for each in enrollments}, mark)
    for each in enrollments:
        each.course, each.version = courses[each.course_id], versions[each.version_id].version


def terms_for(enrollment: Enrollment, mark: str | None = None) -> tuple[Terms, ...]:
    """Return the terms of each credit that hold for an enrollment: what was promised, and what came to it since.

    It is the only reader of what an enrolled learner is promised and can claim. Of one credit the oldest terms come
    first. The `mark` of content is what the enrollment brings, or is read.
    """
    studied = enrollment.version_id, enrollment.began_with_id
    return terms_kept([studied], mark_beside([enrollment]) if mark is None else mark)[studied]


def professions_begun_later() -> QuerySet[HeldProfession]:
    """Return the licensed professions that began after their holder enrolled in a course, the newest first (R41).

    Each comes once for each such course, with its user and `title` and `enrolled_at` of that course. The database marks
    them as they are written, so that no others are read.
    """
    begun = HeldProfession.objects.filter(
        came_later=True, profession__in=LICENSED, held_from__gt=F("user__enrollments__enrolled_at")
    ).annotate(
        title=F("user__enrollments__line__version__title"),
        enrolled_at=F("user__enrollments__enrolled_at"),
        enrollment=F("user__enrollments__pk"),
    )
    return begun.select_related("user__profile").order_by("-held_from", "-pk", "enrollment")


def is_front_matter_shown(enrollment: Enrollment) -> bool:
    """Return whether the learner was shown what the course shows at present before its start (R20, R21).

    Those of `own_enrollment` know it.
    """
    if getattr(enrollment, "was_shown", False):
        return True
    return FrontMatterShowing.objects.filter(
        enrollment=enrollment, front_matter=enrollment.course.current_front_matter_id
    ).exists()


def wanted_course_of(learner: User) -> Course | None:
    """Return the course that is kept for `learner` since they registered, with its version, if it is still there."""
    found = WantedCourse.objects.select_related("course__current_version").filter(learner=learner).first()
    return found.course if found and found.course.current_version else None
