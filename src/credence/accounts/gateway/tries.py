"""Count tries, and refuse what is tried too often.

They are counted in a Redis where there is one, and in rows else, also while that Redis is away: then each begins at
nothing again, so that a window allows at most twice what its limit says, and never more.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator
from math import ceil

from django.db import connection

from credence.accounts.models import Tries
from credence.accounts.rules.limits import LIMITS, By, Limit, place_of
from credence.kit import shared
from credence.kit.refusal import Refusal
from credence.kit.text import normal

COUNT = """
INSERT INTO accounts_tries (key, "window", count, ends_at) VALUES (%s, %s, 1, %s)
ON CONFLICT (key, "window") DO UPDATE SET count = accounts_tries.count + 1 RETURNING count
"""
"""One statement, so that of tries at the same moment each gets a number of its own."""


class TooOften(Refusal):
    """It was tried more often than `accounts.rules.limits` allows; `seconds` says when it may be tried again."""

    code = "too-often"

    @property
    def seconds(self) -> int:
        """Whole seconds until the window ends, at least one."""
        return int(self.data["seconds"])


def count_try(action: str, *, person: str = "", address: str = "", now: dt.datetime) -> None:
    """Count one try of `action` by a person (an account, or what was typed) from an internet address.

    Raises:
        TooOften: there have been more in a window of the present than the table allows. The try is not to be made.
    """
    over = [limit for limit, key in _counted(action, person, address) if _count(limit, key, now) > limit.most]
    if over:
        waits = [(limit.end_of(limit.window_of(now)) - now).total_seconds() for limit in over]
        seconds = max(1, ceil(max(waits)))
        raise TooOften(seconds=seconds, minutes=ceil(seconds / 60))


def forget_tries(action: str, *, person: str, address: str) -> None:
    """Forget what was counted for a person who has shown who they are; what a place tried still counts."""
    keys = [key for limit, key in _counted(action, person, address) if limit.by != By.PLACE]
    Tries.objects.filter(key__in=keys).delete()
    shared.forget(keys)


def remove_ended(now: dt.datetime) -> int:
    """Remove the windows that are over, and return how many."""
    removed, _ = Tries.objects.filter(ends_at__lte=now).delete()
    return removed


def _counted(action: str, person: str, address: str) -> Iterator[tuple[Limit, str]]:
    """Give each limit that can be counted here, with the key under which it is: no name stands in the table."""
    who, place = normal(person).casefold(), place_of(address)
    asked = {By.PERSON: [who], By.PLACE: [place], By.BOTH: [who, place]}
    for limit in LIMITS[action]:
        named = asked[limit.by]
        if all(named):
            told = "\n".join([action, limit.by, str(limit.seconds), *named])
            yield limit, hashlib.sha256(told.encode()).hexdigest()


def _count(limit: Limit, key: str, now: dt.datetime) -> int:
    window = limit.window_of(now)
    number = shared.count(key, window, limit.end_of(window))
    return _count_in_rows(limit, key, window) if number is None else number


def _count_in_rows(limit: Limit, key: str, window: int) -> int:
    ends_at = connection.ops.adapt_datetimefield_value(limit.end_of(window))
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key, window, ends_at])
        (count,) = cursor.fetchone()
    return int(count)
