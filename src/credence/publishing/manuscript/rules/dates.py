"""Release, review and expiry (R1, R4, R5)."""

import datetime as dt
from collections.abc import Iterator

from credence.publishing.manuscript.flaws import Flaw, in_course
from credence.publishing.manuscript.rules.submission import Submission

LONGEST_TERM_YEARS = 3


def latest_expiry(reviewed: dt.date) -> dt.date:
    """Return the last day of the three years that begin with `reviewed` (R4, the stricter reading).

    >>> latest_expiry(dt.date(2026, 3, 1))
    datetime.date(2029, 2, 28)
    """
    return last_day_of_years(reviewed, LONGEST_TERM_YEARS)


def last_day_of_years(first: dt.date, years: int) -> dt.date:
    """Return the last day of so many years that begin with `first`."""
    year = first.year + years
    try:
        return first.replace(year=year) - dt.timedelta(days=1)
    except ValueError:  # 29 February in a year that has none
        return dt.date(year, 2, 28)


def months_before(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months earlier, or the last day of that month."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(years, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(day)


def term_too_long(submission: Submission) -> Iterator[Flaw]:
    """R4: credit expires within three years of release or last review; a day to come makes the term no longer."""
    since = min(submission.reviewed, submission.today)
    latest = latest_expiry(since)
    if submission.course.dates.expires > latest:
        data = {"latest": latest, "reviewed": since}
        yield in_course("R4", "expiry-too-late", "dates", "expires", **data)


def dates_out_of_order(submission: Submission) -> Iterator[Flaw]:
    """R1, R5: a course expires after its release and its review, and nobody reviews it on a day to come."""
    dates = submission.course.dates
    if dates.expires < submission.reviewed:
        yield in_course("R1", "expiry-before-release", "dates", "expires")
    if dates.reviewed and dates.reviewed < dates.released:
        yield in_course("R1", "review-before-release", "dates", "reviewed")
    if dates.reviewed and dates.reviewed > submission.today:
        yield in_course("R5", "review-ahead", "dates", "reviewed")


def extended_without_review(submission: Submission) -> Iterator[Flaw]:
    """R5: a later expiry needs a review newer than the last one, with who and what came of it."""
    before = submission.previous
    if not before or submission.course.dates.expires <= before.expires_on:
        return
    if submission.reviewed <= before.reviewed_on:
        yield in_course("R5", "extended-without-review", "dates", "expires", before=before.expires_on)
    elif not submission.course.review:
        yield in_course("R5", "review-not-recorded", "review")


RULES = (term_too_long, dates_out_of_order, extended_without_review)
