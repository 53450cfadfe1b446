"""Grading, attempts and the key, each at its edges."""

import datetime as dt
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credence.assessment import rules
from credence.assessment.rules import Bar, Key, Misfit, Window

OPEN = Window(opens=dt.date(2026, 1, 2), closes=dt.date(2026, 12, 31), today=dt.date(2026, 6, 1))
EXPIRED = Window(opens=dt.date(2026, 1, 2), closes=dt.date(2026, 5, 31), today=dt.date(2026, 6, 1))
COMING = Window(opens=dt.date(2026, 6, 2), closes=dt.date(2026, 12, 31), today=dt.date(2026, 6, 1))
AWAITED = Window(opens=COMING.opens, closes=COMING.closes, today=COMING.today, awaited=True)


@dataclass
class Attempt:
    """An attempt as the rules see it."""

    number: int
    right: int
    total: int = 10
    target: int = 70


FAILED, FAILED_AGAIN, PASSED = Attempt(1, 6), Attempt(2, 6), Attempt(2, 7)


@pytest.mark.parametrize(
    ("right", "total", "mark", "passed"),
    [
        (7, 10, 75, False),
        (8, 10, 75, True),
        (6, 8, 75, True),
        (7, 10, 70, True),
        (6, 10, 70, False),
        (159, 200, 80, False),
        (160, 200, 80, True),
        (11, 15, 70, True),
        (11, 15, 75, False),
        (2, 3, 67, False),
        (10, 10, 100, True),
        (9, 10, 100, False),
    ],
)
def test_a_mark_is_reached_in_whole_numbers_and_never_by_rounding(right, total, mark, passed):
    assert rules.passes(right, total, mark) is passed


@given(st.integers(1, 200), st.integers(1, 100), st.data())
def test_one_more_right_answer_never_loses_a_pass(total, mark, data):
    right = data.draw(st.integers(0, total - 1))
    assert rules.passes(right, total, mark) <= rules.passes(right + 1, total, mark)


@given(st.integers(1, 200), st.integers(1, 100), st.data())
def test_the_percentage_shown_agrees_with_the_verdict(total, mark, data):
    right = data.draw(st.integers(0, total))
    assert (rules.percent(right, total) >= mark) == rules.passes(right, total, mark)


@pytest.mark.parametrize(
    ("chosen", "correct", "right"),
    [
        (["a"], ["a"], True),
        (["b"], ["a"], False),
        ([], ["a"], False),
        (["a", "b"], ["a"], False),
        (["b", "a"], ["a", "b"], True),
        (["a"], ["a", "b"], False),
        (["a", "b", "c"], ["a", "b"], False),
        ([], [], False),
    ],
)
def test_an_answer_is_right_only_as_exactly_the_correct_set(chosen, correct, right):
    assert rules.is_right(chosen, correct) is right


def test_what_is_left_out_counts_as_wrong():
    key = {"q1": ["a"], "q2": ["a", "b"], "q3": ["true"]}
    assert rules.grade(key, {"q1": ["a"], "q3": ["false"]}) == rules.Grade(right=1, total=3, wrong=("q2", "q3"))


OFFERED = {"q1": ["a", "b", "c"], "q2": ["a", "b"], "q3": ["a"]}


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({"q1": ["a"], "q2": ["b"]}, {}),
        ({"q2": ["a", "b"]}, {}),
        ({"q1": []}, {}),
        ({}, {}),
        ({"q1": ["a", "b"]}, {"q1": Misfit.SEVERAL}),
        ({"q1": ["a", "a"]}, {"q1": Misfit.TWICE}),
        ({"q2": ["a", "b", "a"]}, {"q2": Misfit.TWICE}),
        ({"q2": ["a", "c"]}, {"q2": Misfit.NOT_OFFERED}),
        ({"q3": ["A"]}, {"q3": Misfit.NOT_OFFERED}),
        ({"q3": [""]}, {"q3": Misfit.NOT_OFFERED}),
        ({"q4": ["a"], "q1": ["a"]}, {"q4": Misfit.NOT_ASKED}),
        ({"": ["a"], "q2": ["z"]}, {"": Misfit.NOT_ASKED, "q2": Misfit.NOT_OFFERED}),
    ],
)
def test_an_answer_fits_only_a_question_that_was_asked_by_options_it_has_each_once(answers, found):
    assert rules.misfits(answers, OFFERED, {"q1", "q3"}) == found


def test_answers_are_kept_in_the_order_of_the_test_without_those_left_out():
    assert list(rules.in_order({"q2": ["b", "a"], "q3": [], "q1": ["c"]}, OFFERED).items()) == [
        ("q1", ["c"]),
        ("q2", ["a", "b"]),
    ]


@pytest.mark.parametrize(
    ("mark", "limit", "met"),
    [
        (70, None, True),
        (75, None, True),
        (80, None, True),
        (81, None, False),
        (75, 2, True),
        (75, 1, False),
        (70, 1, True),
    ],
)
def test_each_credit_is_met_by_its_own_mark_within_its_own_limit(mark, limit, met):
    assert rules.meets([Attempt(1, 73, 100), Attempt(2, 80, 100)], mark, limit) is met


def test_73_percent_meets_70_but_not_75():
    attempts = [Attempt(1, 11, 15)]
    assert (rules.meets(attempts, 70, 3), rules.meets(attempts, 75, 3)) == (True, False)


def test_the_target_is_the_highest_mark_that_matters_or_the_courses_own():
    assert rules.target([70, 75], 60) == 75
    assert rules.target([], 60) == 60


def test_a_profession_added_later_reopens_nothing():
    met_as_physician = Attempt(1, 73, 100, target=70)
    failed_as_technologist = Attempt(2, 74, 100, target=75)
    assert rules.is_settled([met_as_physician, failed_as_technologist])


@pytest.mark.parametrize(("used", "limit", "left"), [(0, 3, 3), (3, 3, 0), (4, 3, 0), (9, None, None), (0, 1, 1)])
def test_attempts_left_never_fall_below_none(used, limit, left):
    assert rules.attempts_left(used, limit) == left


def off(window):
    """Return a window whose credit is withdrawn."""
    return replace(window, withdrawn=True)


@pytest.mark.parametrize(
    ("attempts", "limit", "windows", "expected"),
    [
        ([], 2, [OPEN], None),
        ([FAILED], 2, [OPEN], None),
        ([FAILED], None, [OPEN], None),
        ([], 2, [OPEN, EXPIRED], None),
        ([FAILED, PASSED], 3, [OPEN], Bar.PASSED),
        ([FAILED, PASSED], 2, [OPEN], Bar.PASSED),
        ([FAILED, PASSED], 3, [off(EXPIRED)], Bar.PASSED),
        ([FAILED, FAILED_AGAIN], 2, [OPEN], Bar.USED_UP),
        ([FAILED, FAILED_AGAIN], 2, [off(EXPIRED)], Bar.USED_UP),
        ([FAILED], 2, [EXPIRED], Bar.EXPIRED),
        ([], 2, [off(EXPIRED)], Bar.EXPIRED),
        ([FAILED], 2, [off(OPEN)], Bar.WITHDRAWN),
        ([], 2, [COMING], Bar.NOT_YET),
        ([], 2, [COMING, EXPIRED], Bar.NOT_YET),
        ([], 2, [COMING, OPEN], None),
        ([], 2, [AWAITED, OPEN], Bar.NOT_YET),
        ([], 2, [off(OPEN), OPEN], None),
        ([], 2, [off(AWAITED), OPEN], None),
        ([FAILED], 2, [off(OPEN), EXPIRED], Bar.WITHDRAWN),
    ],
)
def test_the_test_is_barred_for_the_first_reason_that_holds(attempts, limit, windows, expected):
    assert rules.bar(attempts, limit=limit, windows=windows) is expected


@pytest.mark.parametrize("day", [OPEN.opens, OPEN.closes])
def test_the_first_and_the_last_day_belong_to_the_period(day):
    window = Window(opens=OPEN.opens, closes=OPEN.closes, today=day)
    assert rules.bar([], limit=1, windows=[window]) is None


@pytest.mark.parametrize(
    ("day", "expected"),
    [(OPEN.opens - dt.timedelta(days=1), Bar.NOT_YET), (OPEN.closes + dt.timedelta(days=1), Bar.EXPIRED)],
)
def test_the_days_before_and_after_do_not(day, expected):
    window = Window(opens=OPEN.opens, closes=OPEN.closes, today=day)
    assert rules.bar([], limit=1, windows=[window]) is expected


BARS = [None, *Bar]


@pytest.mark.parametrize("feedback_due", [False, True])
@pytest.mark.parametrize("barred", BARS)
def test_who_passed_sees_the_key_when_they_can_never_try_again(barred, feedback_due):
    never_again = barred in {Bar.PASSED, Bar.USED_UP, Bar.EXPIRED}
    shown = rules.key_for(barred, passed=True, feedback_due=feedback_due)
    assert (shown is Key.ALL) is never_again
    assert (shown is Key.NOTHING) is not never_again


@pytest.mark.parametrize("barred", BARS)
def test_who_failed_never_sees_the_key(barred):
    assert rules.key_for(barred, passed=False, feedback_due=False) is Key.NOTHING


@pytest.mark.parametrize("barred", BARS)
def test_who_failed_for_the_last_time_gets_feedback_where_a_credit_needs_it(barred):
    expected = Key.DRAWN if barred is Bar.USED_UP else Key.NOTHING
    assert rules.key_for(barred, passed=False, feedback_due=True) is expected


@pytest.mark.parametrize(
    ("drawn", "there", "ample"),
    [(5, 10, True), (5, 11, True), (5, 9, False), (1, 2, True), (1, 1, False), (None, 10, False)],
)
def test_a_pool_keeps_the_key_where_it_draws_at_most_half(drawn, there, ample):
    assert rules.is_ample(drawn, there) is ample


def test_the_pause_grows_with_each_attempt_up_to_a_day():
    minutes = [rules.pause_after(used) // dt.timedelta(minutes=1) for used in range(1, 9)]
    assert minutes == [1, 5, 15, 60, 240, 1440, 1440, 1440]


OPTIONS = ["a", "b", "c", "d", "e"]


def test_a_reload_shows_the_same_order_and_another_attempt_another():
    first = rules.disguise(OPTIONS, seed="secret:1", shuffle=True)
    assert list(first.values()) == list(rules.disguise(OPTIONS, seed="secret:1", shuffle=True).values())
    orders = {tuple(rules.disguise(OPTIONS, seed=f"secret:{number}", shuffle=True).values()) for number in range(20)}
    assert len(orders) > 10


def test_every_option_comes_first_about_equally_often():
    firsts = [next(iter(rules.disguise(OPTIONS, seed=str(seed), shuffle=True).values())) for seed in range(2000)]
    assert all(320 < firsts.count(option) < 480 for option in OPTIONS)


def test_without_shuffling_the_order_is_the_authors():
    assert list(rules.disguise(OPTIONS, seed="secret", shuffle=False).values()) == OPTIONS


def test_codes_do_not_tell_the_options_keys():
    codes = rules.disguise(OPTIONS, seed="secret", shuffle=False)
    assert not set(codes) & set(rules.disguise(OPTIONS, seed="another secret", shuffle=False))
    assert all(len(code) == rules.CODE_LENGTH for code in codes)


QUESTIONS = [(f"{objective}{number}", objective) for number in range(4) for objective in ("treat", "see")]


def test_of_an_objective_in_the_pool_so_many_are_drawn_and_of_another_all():
    asked = rules.drawn(QUESTIONS, {"treat": 2}, seed="secret:1")
    assert [key for key in asked if key.startswith("see")] == ["see0", "see1", "see2", "see3"]
    assert sum(key.startswith("treat") for key in asked) == 2
    assert list(asked) == [key for key, _ in QUESTIONS if key in asked]


def test_the_same_seed_draws_the_same_and_each_question_is_drawn_about_equally_often():
    draws = [rules.drawn(QUESTIONS, {"treat": 2, "see": 1}, seed=str(seed)) for seed in range(2000)]
    assert draws == [rules.drawn(QUESTIONS, {"treat": 2, "see": 1}, seed=str(seed)) for seed in range(2000)]
    counts = {key: sum(key in asked for asked in draws) for key, _ in QUESTIONS}
    assert all(880 < counts[key] < 1120 for key in counts if key.startswith("treat"))
    assert all(400 < counts[key] < 600 for key in counts if key.startswith("see"))
