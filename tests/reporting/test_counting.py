"""The counting rules by themselves."""

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from credence.reporting.rules.counting import Count, Credit, Participation, Period, counted_under
from tests.reporting.counted import by_month, by_profession, by_year, completed, sums, took_part

DAY = dt.date(2026, 3, 1)
LAST = dt.date(2028, 12, 31)
EVER = Period(first=dt.date.min, last=dt.date.max)
ORDER = ("nurse", "physician", "resident", "student")
days = st.dates(dt.date(2024, 1, 1), LAST)


def one(**values: Any) -> Participation:
    fields = {"enrollment": 1, "course": 1, "name": ("", ""), "professions": frozenset(), "first_part_on": None}
    return Participation(**{**fields, **values})


def credit(**values: Any) -> Credit:
    return Credit(**{"type": "ama-pra-1", "amount": Decimal("1.25"), "completed_on": DAY, **values})


credits_given = st.builds(
    Credit,
    type=st.sampled_from(["ama-pra-1", "arrt-a"]),
    amount=st.decimals(Decimal("0.25"), 10, places=2),
    completed_on=days,
    withdrawn_on=st.none() | days,
)
everybody = st.lists(
    st.builds(
        Participation,
        enrollment=st.integers(),
        course=st.integers(1, 3),
        name=st.just(("", "")),
        professions=st.frozensets(st.sampled_from(ORDER)),
        first_part_on=st.none() | days,
        credits=st.lists(credits_given, max_size=2).map(tuple),
    )
)


def test_who_did_no_part_and_has_no_credit_did_not_take_part() -> None:
    assert (one().took_part_on, one().completed_on) == (None, None)


def test_the_day_of_taking_part_is_the_first_of_parts_and_credits() -> None:
    earlier, later = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)
    assert one(first_part_on=earlier, credits=(credit(),)).took_part_on == earlier
    assert one(first_part_on=later, credits=(credit(),)).took_part_on == DAY


def test_withdrawn_credit_is_no_completion_and_no_credit_but_the_learner_took_part() -> None:
    taken = one(credits=(credit(withdrawn_on=DAY),), professions=frozenset({"physician"}))
    kept = one(credits=(credit(),), professions=frozenset({"physician"}))
    assert (completed([kept], EVER), took_part([kept], EVER)) == (Count(1, 0), Count(1, 0))
    assert (completed([taken], EVER), took_part([taken], EVER)) == (Count(), Count(1, 0))
    assert (sums([kept], EVER)[0].awards, sums([taken], EVER)) == (1, ())


def test_who_has_two_professions_counts_once_and_as_a_physician() -> None:
    both = one(first_part_on=DAY, professions=frozenset({"nurse", "resident"}))
    assert took_part([both], EVER) == Count(1, 0)
    assert by_profession([both], EVER, ORDER) == (("resident", 1),)
    assert counted_under(frozenset({"student", "nurse"}), ORDER) == "nurse"


def test_who_has_no_profession_on_file_is_among_the_others() -> None:
    assert took_part([one(first_part_on=DAY)], EVER) == Count(0, 1)
    assert by_profession([one(first_part_on=DAY)], EVER, ORDER) == (("", 1),)


def test_every_month_of_a_period_is_there_also_after_a_leap_day() -> None:
    leap = one(credits=(credit(completed_on=dt.date(2028, 2, 29)),))
    months = by_month([leap], Period(first=dt.date(2028, 1, 31), last=dt.date(2028, 3, 1)))
    assert months == (
        (dt.date(2028, 1, 1), Count()),
        (dt.date(2028, 2, 1), Count(0, 1)),
        (dt.date(2028, 3, 1), Count()),
    )


@given(everybody)
def test_years_add_up_to_everybody(found: list[Participation]) -> None:
    years = by_year(found, LAST)
    assert sum((each.took_part for each in years), Count()) == took_part(found, EVER)
    assert sum((each.completed for each in years), Count()) == completed(found, EVER)
    if years:
        assert (years[-1].took_part_to_date, years[-1].completed_to_date) == (
            took_part(found, EVER),
            completed(found, EVER),
        )


@given(everybody)
def test_nobody_completes_who_did_not_take_part_before(found: list[Participation]) -> None:
    for each in by_year(found, LAST):
        assert each.completed_to_date.physicians <= each.took_part_to_date.physicians
        assert each.completed_to_date.others <= each.took_part_to_date.others


@given(everybody, days, days)
def test_a_period_and_the_rest_are_the_whole(found: list[Participation], one_day: dt.date, other: dt.date) -> None:
    first, last = sorted((one_day, other))
    parts = (
        Period(first=dt.date.min, last=first - dt.timedelta(days=1)),
        Period(first=first, last=last),
        Period(first=last + dt.timedelta(days=1), last=dt.date.max),
    )
    assert sum((took_part(found, part) for part in parts), Count()) == took_part(found, EVER)
    assert sum(each.amount for part in parts for each in sums(found, part)) == sum(
        each.amount for each in sums(found, EVER)
    )


@given(everybody, days)
def test_by_profession_everybody_stands_once(found: list[Participation], last: dt.date) -> None:
    period = Period(first=dt.date.min, last=last)
    counted = sum(count for _code, count in by_profession(found, period, ORDER))
    assert counted == took_part(found, period).total


@given(everybody, days)
def test_everybody_who_is_counted_is_listed(found: list[Participation], last: dt.date) -> None:
    period = Period(first=last.replace(day=1), last=last)
    listed = [each for each in found if each.is_listed_in(period)]
    assert took_part(listed, period) == took_part(found, period)
    assert completed(listed, period) == completed(found, period)
    assert sums(listed, period) == sums(found, period)
