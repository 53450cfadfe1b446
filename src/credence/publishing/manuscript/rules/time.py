"""The time that a course takes, and the credit that it stands for (R3)."""

from collections.abc import Iterator
from decimal import Decimal

from credence.publishing.manuscript.flaws import Flaw, in_course
from credence.publishing.manuscript.rules.submission import Placed, Submission

TIME_TOLERANCE_MINUTES = Decimal("7.5")
MINUTES_A_CREDIT = 60


def chapters_too_long(submission: Submission) -> Iterator[Flaw]:
    """R3: the estimated time holds at least the time of the chapters."""
    together = sum(chapter.minutes for chapter in submission.course.chapters)
    estimated = submission.course.estimated_minutes
    if together > estimated:
        yield in_course("R3", "chapters-too-long", "estimated_minutes", chapters=together, estimated=estimated)


def time_unfit(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R3: an AMA credit is sixty minutes, give or take seven and a half for the whole course."""
    if placed.offer.type != "ama-pra-1":
        return
    minutes, estimated = placed.offer.amount * MINUTES_A_CREDIT, submission.course.estimated_minutes
    if abs(minutes - estimated) > TIME_TOLERANCE_MINUTES:
        data = {"amount": placed.offer.amount, "needed": int(minutes), "estimated": estimated}
        yield in_course("R3", "time", *placed.at, "amount", **data)


RULES = (chapters_too_long,)
OFFER_RULES = (time_unfit,)
