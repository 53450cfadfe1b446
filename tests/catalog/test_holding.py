"""Which terms hold for a learner: what was promised stays, later ones are added, and no gap is filled."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credence.catalog.rules.holding import Dated, Held, held, is_for_enrolled

D = dt.date
FIRST, LAST = D(2026, 1, 15), D(2028, 12, 31)


def terms(version: int = 1, **values: Any) -> Dated[int]:
    """Return terms of a credit from January 2026 through 2028, published on the first of the version's month."""
    fields = {"row": version, "version": version, "since": D(2026, version, 1), "first": FIRST, "last": LAST}
    return Dated(**{**fields, "asks": "1.00", "approval": "A1", "for_enrolled": True, **values})


def rows(found: tuple[Held[int], ...]) -> list[tuple[int, dt.date | None, bool]]:
    """Return which terms hold, from when on, and whether they were added."""
    return [(each.terms.row, each.not_before, each.is_added) for each in found]


def test_whoever_begins_with_a_version_has_its_terms() -> None:
    assert rows(held([terms(1), terms(2, last=D(2030, 1, 1))], 2)) == [(2, None, False)]


def test_the_same_terms_go_on_under_the_newest_row() -> None:
    assert rows(held([terms(1), terms(2), terms(3)], 1)) == [(3, None, False)]


def test_another_number_of_the_same_approval_reaches_the_enrolled() -> None:
    assert rows(held([terms(1), terms(2, approval="A2")], 1)) == [(2, None, False)]


def test_longer_without_a_gap_is_one_term() -> None:
    assert rows(held([terms(1), terms(2, last=D(2030, 1, 1))], 1)) == [(2, None, False)]


def test_longer_after_the_end_holds_from_its_publication_and_the_gap_stays() -> None:
    late = terms(2, since=D(2029, 3, 1), last=D(2031, 12, 31))
    assert rows(held([terms(1), late], 1)) == [(1, None, False), (2, D(2029, 3, 1), False)]


def test_longer_with_another_approval_is_added_beside_the_promised_one() -> None:
    renewed = terms(2, first=D(2029, 1, 1), last=D(2031, 12, 31), approval="A2", asks="1.25")
    assert rows(held([terms(1), renewed], 1)) == [(1, None, False), (2, D(2026, 2, 1), False)]


@pytest.mark.parametrize(
    "change", [{"last": D(2027, 1, 1)}, {"asks": "0.75"}, {"asks": "1.25"}, {"first": D(2026, 3, 1)}]
)
def test_whatever_else_is_another_is_for_new_learners(change: dict[str, Any]) -> None:
    other = terms(2, **change)
    assert is_for_enrolled(terms(1), other) is False
    assert rows(held([terms(1), terms(2, **change, for_enrolled=False)], 1)) == [(1, None, False)]


def test_a_correction_after_a_shorter_term_leaves_the_promised_one() -> None:
    shorter = {"last": D(2027, 1, 1)}
    line = [terms(1), terms(2, **shorter, for_enrolled=False), terms(3, **shorter)]
    assert rows(held(line, 1)) == [(1, None, False)]
    assert rows(held(line, 2)) == [(3, None, False)]


def test_a_credit_that_is_dropped_stays_with_whom_it_was_promised() -> None:
    assert rows(held([terms(1)], 1)) == [(1, None, False)]
    assert rows(held([terms(1)], 2)) == []


def test_a_new_credit_is_added_from_its_publication_on() -> None:
    assert rows(held([terms(2)], 1)) == [(2, D(2026, 2, 1), True)]


days = st.dates(D(2026, 1, 1), D(2032, 12, 31))
lines = st.lists(
    st.tuples(days, days, st.sampled_from("ab"), st.sampled_from("xy"), st.integers(0, 400)), min_size=1, max_size=6
)


def published(drawn: list[tuple[dt.date, dt.date, str, str, int]]) -> list[Dated[int]]:
    """Return drawn terms one after the other, each for whom the rule says."""
    found: list[Dated[int]] = []
    since = D(2026, 1, 1)
    for number, (one, other, asks, approval, wait) in enumerate(drawn, 1):
        since += dt.timedelta(days=wait)
        values = {"since": since, "first": min(one, other), "last": max(one, other), "asks": asks, "approval": approval}
        each = terms(1, **values)
        reach = is_for_enrolled(found[-1] if found else None, each)
        found.append(Dated(**{**values, "row": number, "version": number, "for_enrolled": reach}))
    return found


def claimable(found: tuple[Held[int], ...], day: dt.date) -> bool:
    """Return whether what is completed on a day earns the credit by any of the terms."""
    return any(max(each.terms.first, each.not_before or day) <= day <= each.terms.last for each in found)


@given(lines, days)
def test_no_day_that_was_promised_is_ever_taken_away(drawn: Any, day: dt.date) -> None:
    line = published(drawn)
    promised = held(line[:1], 1)
    for count in range(1, len(line) + 1):
        now = held(line[:count], 1)
        assert claimable(now, day) or not claimable(promised, day)
        promised = now


@given(lines, days)
def test_no_day_before_a_publication_is_given_back_by_it(drawn: Any, day: dt.date) -> None:
    line = published(drawn)
    for count in range(2, len(line) + 1):
        was, now = held(line[: count - 1], 1), held(line[:count], 1)
        if day < line[count - 1].since and not claimable(was, day):
            assert not claimable(now, day)
