"""How often one learner is given a credit of one content (R44): for ever once, unless there is a reason on record."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from credence.catalog.rules.credit_types import Once


@dataclass(frozen=True, kw_only=True, slots=True)
class Prior:
    """An award of the same credit for the same content, by this course or a twin, even if it was revoked since."""

    completed_on: dt.date
    last: dt.date
    """The last day of the offer that it was given by."""


def stand_in_the_way(prior: Iterable[Prior], once: Once, *, first: dt.date, completed_on: dt.date) -> bool:
    """Return whether an award forbids another (R44).

    Once in a period of certification: neither was completed in the period of the other. Once in a biennium: two years
    lie between them, which no biennium is longer than, whenever it begins. [ARRT-14] [ARRT-15]

    Args:
        prior: the awards there are.
        once: how often the credit is given.
        first: the first day of the offer that would give it again.
        completed_on: the day of completion of the new one.
    """
    if once is Once.PERIOD:
        return any(each.completed_on >= first or completed_on <= each.last for each in prior)
    if once is Once.BIENNIUM:
        return any(_is_within_two_years(each.completed_on, completed_on) for each in prior)
    return any(True for _ in prior)


def _is_within_two_years(one: dt.date, other: dt.date) -> bool:
    earlier, later = sorted((one, other))
    return (later.year, later.month, later.day) < (earlier.year + 2, earlier.month, earlier.day)


def period_of(once: Once, *, first: dt.date, completed_on: dt.date) -> str:
    """Return what an award is the only one in: nothing for ever, else its period by name.

    Two awards that do not stand in each other's way never have the same, so that the database can forbid the others.
    """
    if once is Once.PERIOD:
        return f"period {first}"
    return f"biennium {completed_on.year // 2 * 2}" if once is Once.BIENNIUM else ""
