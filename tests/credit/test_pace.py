"""What is faster than people work is noted with its figures, and one moment more is not."""

import datetime as dt
from dataclasses import replace

import pytest

from credence.credit.rules import Attempt, Evidence, Showing, signs_of_haste

SHOWN = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)
STUDIED, PASSED = SHOWN + 30 * MINUTE, SHOWN + 40 * MINUTE


def attempt(number: int, at: dt.datetime) -> Attempt:
    return Attempt(number=number, right=15, total=15, at=at)


CALM = Evidence(
    showings=(Showing(front_matter=1, at=SHOWN),),
    studied_at=STUDIED,
    chapter_minutes=40,
    attempts=(attempt(1, PASSED),),
    evaluated_at=PASSED + 3 * MINUTE,
)


def test_who_takes_time_gives_no_sign() -> None:
    assert signs_of_haste(CALM, 1) == {}


@pytest.mark.parametrize(("seconds", "signs"), [(44, {"test_seconds": 44, "questions": 15}), (45, {})])
def test_a_posttest_takes_three_seconds_a_question_after_the_last_chapter(seconds: int, signs: dict[str, int]) -> None:
    assert signs_of_haste(replace(CALM, attempts=(attempt(1, STUDIED + seconds * SECOND),)), 1) == signs


@pytest.mark.parametrize(("seconds", "signs"), [(44, {"test_seconds": 44, "questions": 15}), (45, {})])
def test_a_second_attempt_takes_as_long_after_the_first(seconds: int, signs: dict[str, int]) -> None:
    again = (attempt(1, PASSED), attempt(2, PASSED + seconds * SECOND))
    assert signs_of_haste(replace(CALM, attempts=again, evaluated_at=None), 2) == signs


def test_a_front_matter_that_was_shown_late_is_where_the_posttest_begins() -> None:
    late = replace(CALM, showings=(Showing(front_matter=1, at=SHOWN), Showing(front_matter=2, at=PASSED - SECOND)))
    assert signs_of_haste(late, 1) == {"test_seconds": 1, "questions": 15}


@pytest.mark.parametrize(("seconds", "signs"), [(9, {"evaluation_seconds": 9}), (10, {}), (-60, {})])
def test_an_evaluation_takes_ten_seconds_after_the_posttest(seconds: int, signs: dict[str, int]) -> None:
    assert signs_of_haste(replace(CALM, evaluated_at=PASSED + seconds * SECOND), 1) == signs


@pytest.mark.parametrize(
    ("minutes", "full", "signs"),
    [(19, 40, {"course_minutes": 19, "chapter_minutes": 40}), (20, 40, {}), (3, 9, {})],
    ids=["less than half", "half", "too short to tell"],
)
def test_a_course_takes_half_of_what_its_chapters_take(minutes: int, full: int, signs: dict[str, int]) -> None:
    passed = SHOWN + minutes * MINUTE
    done = replace(
        CALM, chapter_minutes=full, studied_at=passed - MINUTE, attempts=(attempt(1, passed),), evaluated_at=None
    )
    assert signs_of_haste(done, 1) == signs


def test_without_a_passed_attempt_there_is_nothing_to_tell() -> None:
    assert signs_of_haste(CALM, None) == {}


def test_what_older_evidence_does_not_name_is_no_sign() -> None:
    assert signs_of_haste(Evidence(attempts=(attempt(1, PASSED),)), 1) == {}
