"""Signs that credit came faster than people work: for staff to look at, never a reason to refuse (R26).

Each is a span that was measured, beside what it is compared with. A sign proves nothing: some are quick, and some
have done the course before on paper.
"""

import datetime as dt

from credence.credit.rules.judgement import Attempt, Evidence

SECONDS_A_QUESTION = 3
"""In less nobody reads a question and its options."""
SECONDS_AN_EVALUATION = 10
"""In less nobody reads a form."""
MINUTES_TO_TELL = 10
"""Of a course whose chapters take less, its minutes tell nothing."""

Figures = dict[str, int]


def signs_of_haste(evidence: Evidence, attempt: int | None) -> Figures:
    """Return the figures of every sign there is: none of them, and nothing was hasty.

    `test_seconds` of `questions`: the posttest was handed in so soon after it could be opened at all: after the last
    chapter was finished, the last attempt handed in, and the front matter shown. `evaluation_seconds`: the evaluation
    was sent so soon after that. `course_minutes` of `chapter_minutes`: from the first look at the course to the
    posttest less than half of the time went by that its chapters take.

    Args:
        evidence: what the award rests on.
        attempt: the number of the attempt that met the credit's mark.
    """
    passed = next((each for each in evidence.attempts if each.number == attempt), None)
    if passed is None:
        return {}
    return {
        **_of_the_test(evidence, passed),
        **_of_the_evaluation(evidence, passed),
        **_of_the_course(evidence, passed),
    }


def _of_the_test(evidence: Evidence, passed: Attempt) -> Figures:
    before = [each.at for each in evidence.attempts if each.number < passed.number]
    ahead = [*(each.at for each in evidence.showings), *before, evidence.studied_at]
    since = max((at for at in ahead if at and at <= passed.at), default=None)
    if since is None or (seconds := _seconds(since, passed.at)) >= SECONDS_A_QUESTION * passed.total:
        return {}
    return {"test_seconds": seconds, "questions": passed.total}


def _of_the_evaluation(evidence: Evidence, passed: Attempt) -> Figures:
    if evidence.evaluated_at is None or evidence.evaluated_at < passed.at:
        return {}
    seconds = _seconds(passed.at, evidence.evaluated_at)
    return {"evaluation_seconds": seconds} if seconds < SECONDS_AN_EVALUATION else {}


def _of_the_course(evidence: Evidence, passed: Attempt) -> Figures:
    since = min((each.at for each in evidence.showings), default=evidence.enrolled_at)
    if since is None or evidence.chapter_minutes < MINUTES_TO_TELL:
        return {}
    minutes = _seconds(since, passed.at) // 60
    is_fast = 0 <= minutes * 2 < evidence.chapter_minutes
    return {"course_minutes": minutes, "chapter_minutes": evidence.chapter_minutes} if is_fast else {}


def _seconds(since: dt.datetime, until: dt.datetime) -> int:
    return int((until - since).total_seconds())
