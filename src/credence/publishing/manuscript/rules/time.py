"""The time that a course takes, and the credit that it stands for (R3, R36)."""

from collections.abc import Iterator

from credence.publishing.manuscript.flaws import Flaw, in_course, noted
from credence.publishing.manuscript.rules.submission import Placed, Submission


def chapters_too_long(submission: Submission) -> Iterator[Flaw]:
    """R3: the estimated time holds at least the time of the chapters."""
    together = sum(chapter.minutes for chapter in submission.course.chapters)
    estimated = submission.course.estimated_minutes
    if together > estimated:
        yield in_course("R3", "chapters-too-long", "estimated_minutes", chapters=together, estimated=estimated)


def time_unfit(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R3: the credit stands for the time of the course: AMA's for sixty minutes each, seven and a half more or less."""
    tolerance, minutes = placed.type.tolerance_minutes, placed.minutes
    if tolerance is None or minutes is None:
        return
    estimated = submission.course.estimated_minutes
    if abs(minutes - estimated) > tolerance:
        data = {"amount": placed.offer.amount, "needed": int(minutes), "estimated": estimated}
        yield in_course("R3", "time", *placed.at, "amount", **data)


def time_short(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R36: where an approver fixes the amount, a course that is shorter than its credit is told, and may be right.

    ARRT counts fifty minutes a credit, and none of the posttest. [ARRT-5]
    """
    minutes, course = placed.minutes, submission.course
    if minutes is None or placed.type.tolerance_minutes is not None:
        return
    together = sum(chapter.minutes for chapter in course.chapters)
    counted = course.estimated_minutes if placed.type.counts_posttest else together
    if counted < minutes:
        data = {"type": placed.offer.type, "needed": int(minutes), "counted": counted}
        yield noted("R36", "time-short", *placed.at, "amount", **data)


RULES = (chapters_too_long,)
OFFER_RULES = (time_unfit, time_short)
