"""No group under five is shown, nor found by subtraction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credence.reporting.rules.hiding import LEAST, shown, shown_total

groups = st.dictionaries(st.integers(0, 20), st.integers(1, 30), max_size=8)


@pytest.mark.parametrize(
    ("counted", "told"),
    [
        ({}, {}),
        ({"a": 5}, {"a": 5}),
        ({"a": 4}, {"a": None}),
        ({"a": 50, "b": 4}, {"a": None, "b": None}),
        ({"a": 50, "b": 4, "c": 6}, {"a": 50, "b": None, "c": None}),
        ({"a": 50, "b": 2, "c": 2}, {"a": None, "b": None, "c": None}),
        ({"a": 50, "b": 2, "c": 3}, {"a": 50, "b": None, "c": None}),
        ({"a": 5, "b": 5}, {"a": 5, "b": 5}),
    ],
)
def test_small_groups_are_hidden_with_the_next_smallest(counted: dict[str, int], told: dict[str, int | None]) -> None:
    assert shown(counted) == told


@given(groups)
def test_no_group_under_five_is_shown_and_what_is_shown_is_true(counted: dict[int, int]) -> None:
    told = shown(counted)
    assert told.keys() == counted.keys()
    assert all(count is None or (count == counted[key] and count >= LEAST) for key, count in told.items())


@given(groups)
def test_the_sum_tells_of_no_hidden_group(counted: dict[int, int]) -> None:
    hidden = [counted[key] for key, count in shown(counted).items() if count is None]
    if hidden and shown_total(counted) is not None:
        assert len(hidden) > 1
        assert sum(hidden) >= LEAST


@given(groups)
def test_nothing_is_hidden_where_no_group_is_small(counted: dict[int, int]) -> None:
    if all(count >= LEAST for count in counted.values()):
        assert shown(counted) == counted


@pytest.mark.parametrize(("counted", "told"), [({}, None), ({"a": 2, "b": 2}, None), ({"a": 2, "b": 3}, 5)])
def test_a_small_sum_is_not_shown(counted: dict[str, int], told: int | None) -> None:
    assert shown_total(counted) == told
