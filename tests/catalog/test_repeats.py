"""How often a credit is given to one learner, to the day (R44)."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credence.catalog.rules.credit_types import Once
from credence.catalog.rules.repeats import Prior, period_of, stand_in_the_way

FIRST = dt.date(2026, 1, 15)
BEFORE = dt.date(2026, 1, 14)
days = st.dates(min_value=dt.date(2020, 1, 1), max_value=dt.date(2040, 12, 31))


@pytest.mark.parametrize(
    ("once", "prior", "completed_on", "expected"),
    [
        # For ever, whenever it was
        (Once.FOR_EVER, "2006-01-01", "2026-03-02", True),
        # Once in a period of certification: the one before ended on 14 January 2026, and this one began the day after
        (Once.PERIOD, "2026-01-14", "2026-03-02", False),
        (Once.PERIOD, "2026-01-15", "2026-03-02", True),
        (Once.PERIOD, "2026-01-14", "2026-01-14", True),
        # Once in two years
        (Once.BIENNIUM, "2024-03-02", "2026-03-02", False),
        (Once.BIENNIUM, "2024-03-03", "2026-03-02", True),
        (Once.BIENNIUM, "2024-02-29", "2026-02-28", True),
        (Once.BIENNIUM, "2024-02-29", "2026-03-01", False),
        (Once.BIENNIUM, "2027-03-02", "2026-03-02", True),
        (Once.BIENNIUM, "2028-03-02", "2026-03-02", False),
    ],
)
def test_an_award_stands_in_the_way_of_another_for_as_long_as_is_on_record(once, prior, completed_on, expected):
    held = Prior(completed_on=dt.date.fromisoformat(prior), last=BEFORE)
    new = dt.date.fromisoformat(completed_on)
    assert stand_in_the_way([held], once, first=FIRST, completed_on=new) is expected


@settings(deadline=None)
@given(st.sampled_from([Once.PERIOD, Once.BIENNIUM]), days, days, days, days, days)
def test_two_awards_that_are_both_given_never_have_the_same_period(once, first, last, prior, first_again, completed_on):
    """The database goes by the period, the rule by the days."""
    held = Prior(completed_on=prior, last=last)
    is_given = not stand_in_the_way([held], once, first=first_again, completed_on=completed_on)
    if first <= prior <= last and is_given:
        assert period_of(once, first=first, completed_on=prior) != period_of(
            once, first=first_again, completed_on=completed_on
        )


def test_what_is_given_once_for_ever_has_no_period():
    assert period_of(Once.FOR_EVER, first=FIRST, completed_on=FIRST) == ""
