"""Time: what it is, and how fast it goes for those who wait."""

import datetime as dt
from typing import Any

import pytest

from credence.kit.clock import after, speed

NOON = dt.datetime(2026, 2, 2, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def test_time_is_true_unless_a_demo_hurries() -> None:
    assert (speed(), after(NOON, MINUTE)) == (1, NOON + MINUTE)


@pytest.mark.parametrize("factor", [2, 60, 3600])
def test_in_a_demo_that_hurries_a_wait_is_over_sooner_and_exactly_then(settings: Any, factor: int) -> None:
    settings.CLOCK_SPEED = factor
    assert after(NOON, 60 * MINUTE) == NOON + 60 * MINUTE / factor
