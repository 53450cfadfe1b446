"""The time that a course takes, as measured, and the credit that it stands for (R3, R36)."""

from collections.abc import Iterator
from decimal import Decimal

from credence.publishing.manuscript.flaws import Flaw, in_course, warning
from credence.publishing.manuscript.measuring import (
    course_minutes,
    measured_minutes,
    study_minutes,
)
from credence.publishing.manuscript.rules.submission import Placed, Submission
from credence.publishing.manuscript.shape.chapters import VideoChapter

TIME_TOLERANCE_MINUTES = Decimal("7.5")


def film_minutes(submission: Submission) -> Iterator[Flaw]:
    """R3: a film takes its length, rounded up; what it takes beyond is extra time and has a reason."""
    for index, chapter in enumerate(submission.course.chapters):
        measured, said = measured_minutes(chapter, submission.files), chapter.minutes
        if isinstance(chapter, VideoChapter) and said and measured and said != measured:
            yield in_course("R3", "film-minutes", "chapters", index, "minutes", minutes=said, measured=measured)


def reading_minutes(submission: Submission) -> Iterator[Flaw]:
    """R3: reading takes no longer than its words and figures; what it takes beyond is extra time and has a reason."""
    for index, chapter in enumerate(submission.course.chapters):
        measured, said = measured_minutes(chapter, submission.files), chapter.minutes
        if not isinstance(chapter, VideoChapter) and said and measured and said > measured:
            yield in_course("R3", "reading-minutes", "chapters", index, "minutes", minutes=said, measured=measured)


def chapters_too_long(submission: Submission) -> Iterator[Flaw]:
    """R3: the estimated time holds at least the time of the chapters."""
    together = study_minutes(submission.course, submission.files)
    estimated = submission.course.estimated_minutes
    if together > estimated:
        yield in_course("R3", "chapters-too-long", "estimated_minutes", chapters=together, estimated=estimated)


def estimate_off(submission: Submission) -> Iterator[Flaw]:
    """R3: the time that learners are told is about the time that chapters, posttest and forms come to."""
    measured = _measured(submission)
    estimated = submission.course.estimated_minutes
    if measured is not None and abs(estimated - measured) > TIME_TOLERANCE_MINUTES:
        yield warning(in_course("R3", "estimate-off", "estimated_minutes", estimated=estimated, measured=measured))


def time_unfit(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R3: the credit stands for the time of the course: AMA's for sixty minutes each, seven and a half more or less."""
    tolerance, minutes = placed.type.tolerance_minutes, placed.minutes
    if tolerance is None or minutes is None:
        return
    estimated = submission.course.estimated_minutes
    if abs(minutes - estimated) > tolerance:
        data = {"amount": placed.offer.amount, "needed": int(minutes), "estimated": estimated}
        yield in_course("R3", "time", *placed.at, "amount", **data)


def credit_unmeasured(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R3: where amounts have a tolerance, no credit stands for more time than is measured; for less is to be known."""
    tolerance, needed, measured = placed.type.tolerance_minutes, placed.minutes, _measured(submission)
    if tolerance is None or needed is None or measured is None:
        return
    data = {"amount": placed.offer.amount, "needed": int(needed), "measured": measured}
    if needed - measured > tolerance:
        yield in_course("R3", "credit-unmeasured", *placed.at, "amount", **data)
    if measured - needed > tolerance:
        yield warning(in_course("R3", "credit-small", *placed.at, "amount", **data))


def time_short(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R36: where an approver fixes the amount, a course that is shorter than its credit is told, and may be right.

    ARRT counts fifty minutes a credit, and none of the posttest. [ARRT-5]
    """
    needed, counted = placed.minutes, _measured(submission)
    if needed is None or counted is None or placed.type.tolerance_minutes is not None:
        return
    if not placed.type.counts_posttest:
        counted = study_minutes(submission.course, submission.files)
    if counted < needed:
        data = {"type": placed.offer.type, "needed": int(needed), "counted": counted}
        yield warning(in_course("R36", "time-short", *placed.at, "amount", **data))


def _measured(submission: Submission) -> int | None:
    """Return the minutes of the whole course, or None while a file or the posttest is missing."""
    course, files = submission.course, submission.files
    if submission.posttest is None or any(measured_minutes(each, files) is None for each in course.chapters):
        return None
    return course_minutes(course, submission.posttest, files)


RULES = (film_minutes, reading_minutes, chapters_too_long, estimate_off)
OFFER_RULES = (time_unfit, credit_unmeasured, time_short)
