"""The rows of a learner's time: locked in one order, and written together."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, CharField, F, OuterRef, QuerySet, Subquery

from credence.accounts.models import User
from credence.catalog.models import Chapter
from credence.catalog.queries.stamp import with_mark
from credence.enrollment.models import Enrollment
from credence.kit.statements import Asked, Statement
from credence.progress.models import ChapterProgress, LearnerClock, StudyClock

UPDATES = (
    "UPDATE progress_learnerclock SET counted_until = %s, counted_ms = %s, player = %s WHERE id = %s",
    "UPDATE progress_studyclock SET studied_ms = %s WHERE id = %s",
    """UPDATE progress_chapterprogress
    SET watched = %s, position_ms = %s, read_ms = %s, seen_percent = %s, page = %s WHERE id = %s""",
)
IN_ONE = "WITH learners AS ({}), courses AS ({}) {}".format(*UPDATES)


def locked_clock(enrollment: Enrollment) -> StudyClock:
    """Return the time on one course with the learner's clock, both locked: the latter by all courses of a learner."""
    rows = StudyClock.objects.select_for_update().select_related("clock").filter(enrollment=enrollment.pk)
    if row := rows.first():
        return row
    learners, _ = LearnerClock.objects.get_or_create(learner_id=enrollment.learner_id)
    StudyClock.objects.get_or_create(enrollment_id=enrollment.pk, defaults={"clock": learners})
    return rows.get()


def _open_rows() -> QuerySet[ChapterProgress]:
    locked = ("enrollment__study_clock", "enrollment__study_clock__clock", "self")
    mine = Enrollment.objects.filter(
        learner=Asked("learner", BigIntegerField()),
        course__slug=Asked("course", CharField()),
        closed_at=None,
        showings__front_matter=F("course__current_front_matter"),
    )
    of_version = {"version": OuterRef("enrollment__line__version")}
    chapters = Chapter.objects.filter(slug=Asked("chapter", CharField()), **of_version)
    open_rows = ChapterProgress.objects.filter(
        enrollment=Subquery(mine.values("pk")[:1]),
        chapter=Subquery(chapters.order_by().values("pk")[:1]),
        enrollment__study_clock__isnull=False,
    )
    related = open_rows.select_related("enrollment__study_clock__clock", "enrollment__line")
    return with_mark(related.select_for_update(of=locked))


OPEN_ROWS = Statement(_open_rows)


def locked_progress(learner: User, course: str, chapter: str) -> ChapterProgress | None:
    """Return a chapter that the learner may study and has opened, with both clocks: all locked, the clocks first.

    What is locked is read anew after a wait; what else is read never changes back, or is asked for again.
    """
    return OPEN_ROWS.first(learner=learner.pk, course=course, chapter=chapter)


def write_beat(progress: ChapterProgress, row: StudyClock) -> None:
    """Write what a beat came to: one statement where the database takes several updates in one."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(IN_ONE, [value for values in _values(progress, row) for value in values])
        else:
            for update, values in zip(UPDATES, _values(progress, row), strict=True):
                cursor.execute(update, values)


def _values(progress: ChapterProgress, row: StudyClock) -> tuple[Sequence[Any], ...]:
    learners = row.clock
    until = connection.ops.adapt_datetimefield_value(learners.counted_until)
    studied = (progress.position_ms, progress.read_ms, progress.seen_percent, progress.page)
    return (
        (until, learners.counted_ms, learners.player, learners.pk),
        (row.studied_ms, row.pk),
        (json.dumps(progress.watched), *studied, progress.pk),
    )
