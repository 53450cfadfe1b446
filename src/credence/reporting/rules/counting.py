"""What is counted, in the words of docs/participation-report.md. Pure.

Days are the provider's, so that a year ends at its midnight (R70). Whoever took part counts once in a course.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from credence.accounts.rules.professions import PHYSICIANS


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """From one day through another."""

    first: dt.date
    last: dt.date

    def __contains__(self, day: dt.date | None) -> bool:
        return day is not None and self.first <= day <= self.last


@dataclass(frozen=True, kw_only=True, slots=True)
class Credit:
    """One award of the report's provider, by its primary key. Once withdrawn it counts no more, and is listed."""

    type: str
    amount: Decimal
    completed_on: dt.date
    withdrawn_on: dt.date | None = None
    award: int = field(default=0, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Participation:
    """One learner in one course. `name` sorts the list, and is empty where nobody may be named."""

    enrollment: int
    course: int
    name: tuple[str, str]
    professions: frozenset[str]
    """At the first award, else at present."""
    first_part_on: dt.date | None
    """The day of the first finished chapter, posttest or evaluation."""
    credits: tuple[Credit, ...] = ()
    waits: bool = False
    """Whether its line waits until staff decided whose a number is that several accounts have."""
    is_physician: bool = field(init=False)
    """Whether the learner counts as a physician; who has two professions counts once."""
    took_part_on: dt.date | None = field(init=False)
    """The day of the first part whose completion can be verified."""
    completed_on: dt.date | None = field(init=False)
    """The earliest day of completion among the credits that stand."""

    def __post_init__(self) -> None:
        days = [each.completed_on for each in self.credits]
        standing = [each.completed_on for each in self.credits if each.withdrawn_on is None]
        first = [*days, self.first_part_on] if self.first_part_on else days
        object.__setattr__(self, "is_physician", not PHYSICIANS.isdisjoint(self.professions))
        object.__setattr__(self, "took_part_on", min(first, default=None))
        object.__setattr__(self, "completed_on", min(standing, default=None))

    def credits_in(self, period: Period) -> tuple[Credit, ...]:
        """Return the credits completed in a period, withdrawn ones among them."""
        return tuple(each for each in self.credits if each.completed_on in period)

    def is_listed_in(self, period: Period) -> bool:
        """Return whether the learner is on the list of a period."""
        return self.took_part_on in period or bool(self.credits_in(period))


@dataclass(frozen=True, slots=True)
class Count:
    """How many, physicians and others apart (R59)."""

    physicians: int = 0
    others: int = 0

    @property
    def total(self) -> int:
        """Both together."""
        return self.physicians + self.others

    def __add__(self, other: "Count") -> "Count":
        return Count(self.physicians + other.physicians, self.others + other.others)


@dataclass(frozen=True, kw_only=True, slots=True)
class Year:
    """What happened in a year, and what had happened by its last day."""

    year: int
    took_part: Count
    completed: Count
    took_part_to_date: Count
    completed_to_date: Count


@dataclass(frozen=True, kw_only=True, slots=True)
class Sum:
    """What was given of one credit type."""

    type: str
    awards: int
    amount: Decimal


def counted_under(professions: frozenset[str], order: Sequence[str]) -> str:
    """Return the one profession under which a learner counts: a physician's before all, then the first of `order`."""
    physician = [each for each in order if each in professions & PHYSICIANS]
    return next((each for each in (*physician, *order) if each in professions), "")
