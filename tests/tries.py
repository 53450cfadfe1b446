"""Tries that were made before, so that a test makes only the last one."""

from credence.accounts.gateway.tries import TooOften, count_try
from credence.accounts.rules.limits import LIMITS, By
from credence.kit.clock import now

HERE = "127.0.0.1"
"""Where the requests of a test come from."""


def use_up(action: str, by: By, *, person: object = "", address: str = HERE) -> None:
    """Make as many tries as one of the limits of `action` allows, in the window of the present.

    It is wide enough that the test's own try falls into it, but for one in some ten thousand.
    """
    most = min(limit.most for limit in LIMITS[action] if limit.by == by)
    who = {By.PERSON: (str(person), ""), By.PLACE: ("", address), By.BOTH: (str(person), address)}[by]
    for _ in range(most):
        count_try(action, person=who[0], address=who[1], now=now())


def is_refused(action: str, **who: str) -> bool:
    """Return whether one more try is refused."""
    try:
        count_try(action, now=now(), **who)
    except TooOften:
        return True
    return False
