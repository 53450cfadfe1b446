"""Remember the steps after which credit may be due, until it was judged: no failure loses what was earned."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from credence.credit.actions.drawing import GRACE, pause_after
from credence.credit.models import StepTaken
from credence.enrollment.models import Enrollment


def note_steps(*, enrollments: QuerySet[Enrollment], now: dt.datetime) -> list[StepTaken]:
    """Note, in the transaction of the step, that credit may be due where access is open.

    Whether the posttest was tried is not asked: an attempt that is handed in at the same moment is not seen from here,
    and may be judged before what this step brings is seen from there.
    """
    steps = [
        StepTaken(enrollment=each, at=now, next_try_at=now + GRACE)
        for each in enrollments.filter(closed_at=None).order_by("pk")
    ]
    return StepTaken.objects.bulk_create(steps, batch_size=1_000)


def note_step(*, enrollment: Enrollment, now: dt.datetime) -> list[StepTaken]:
    """Note the same of one enrollment whose posttest was tried, unless its access is closed."""
    if enrollment.closed_at is not None:
        return []
    return [StepTaken.objects.create(enrollment=enrollment, at=now, next_try_at=now + GRACE)]


def forget_steps(*, steps: Iterable[StepTaken]) -> None:
    """Forget steps whose credit was judged."""
    StepTaken.objects.filter(pk__in=[each.pk for each in steps]).delete()


def postpone_steps(*, steps: Iterable[StepTaken], now: dt.datetime) -> None:
    """Look after some steps again later, after pauses that grow from a minute to six hours."""
    for each in steps:
        StepTaken.objects.filter(pk=each.pk).update(tries=each.tries + 1, next_try_at=now + pause_after(each.tries))
