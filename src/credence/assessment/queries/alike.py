"""The same wrong answers of two learners: a sign for staff to look at, never a reason to refuse (docs/credit.md)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from credence.assessment.models import Attempt
from credence.enrollment.models import Enrollment

FEWEST_WRONG = 3
"""With fewer wrong answers many people have the same ones by chance."""
APART = dt.timedelta(hours=1)
"""Within this time of each other both were handed in."""
ONE_IN = 20
"""Answers that more than one in so many others with this score gave, at any other time, are a common error."""
MOST = 200
"""So many others with this score are looked at, the latest."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Alike:
    """An attempt of another learner with the same answers: how many are wrong, and how many minutes lie between.

    Of `among` others with this score, `elsewhere` more answered so at other times.
    """

    attempt: str
    wrong: int
    minutes: int
    among: int
    elsewhere: int


def alike_to(enrollment: Enrollment) -> Alike | None:
    """Return the attempt of another learner that is alike to one of the enrollment's, None if there is none.

    Alike are two attempts at the same questions with the same answers, of which three are wrong, within an hour, unless
    the answers are a common error. One query for the enrollment's last three attempts with so many errors, and one for
    each of them.
    """
    mine = Attempt.objects.filter(enrollment=enrollment, right__lte=F("total") - FEWEST_WRONG)
    found = (_alike(each, enrollment) for each in mine.order_by("-number")[:3])
    return next(filter(None, found), None)


def _alike(mine: Attempt, enrollment: Enrollment) -> Alike | None:
    same = {"posttest": mine.posttest_id, "right": mine.right, "total": mine.total}
    rows = Attempt.objects.filter(**same, submitted_at__lte=mine.submitted_at + APART)
    others = list(rows.exclude(enrollment__learner=enrollment.learner_id).order_by("-submitted_at")[:MOST])
    equal = [each for each in others if _said(each) == _said(mine)]
    near = [each for each in equal if each.submitted_at >= mine.submitted_at - APART]
    elsewhere = len(equal) - len(near)
    if not near or elsewhere * ONE_IN > len(others):
        return None
    nearest = min(near, key=lambda each: abs(each.submitted_at - mine.submitted_at))
    minutes = int(abs(nearest.submitted_at - mine.submitted_at).total_seconds()) // 60
    wrong = mine.total - mine.right
    return Alike(attempt=nearest.public_id, wrong=wrong, minutes=minutes, among=len(others), elsewhere=elsewhere)


def _said(attempt: Attempt) -> tuple[list[str], dict[str, Any]]:
    """Return which questions an attempt was asked, and what was answered, whatever the order on the page."""
    return sorted(attempt.asked), {key: sorted(options) for key, options in attempt.answers.items() if options}
