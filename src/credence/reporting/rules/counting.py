"""What is counted, in the words of docs/participation-report.md. Pure.

Days are the provider's, so that a year ends at its midnight (R70). Whoever took part counts once in a course.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
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


def took_part(found: Iterable[Participation], period: Period) -> Count:
    """Return who took part for the first time in a period."""
    return _count(each for each in found if each.took_part_on in period)


def completed(found: Iterable[Participation], period: Period) -> Count:
    """Return who completed in a period."""
    return _count(each for each in found if each.completed_on in period)


def by_year(found: Sequence[Participation], last: dt.date) -> tuple[Year, ...]:
    """Return every year from the first in which somebody took part to the one of `last`, counted through `last`."""
    starts = _yearly(last, ((each.took_part_on, each.is_physician) for each in found))
    ends = _yearly(last, ((each.completed_on, each.is_physician) for each in found))
    years: list[Year] = []
    to_date = (Count(), Count())
    for year in range(min(starts, default=last.year + 1), last.year + 1):
        to_date = (to_date[0] + starts[year], to_date[1] + ends[year])
        years.append(
            Year(
                year=year,
                took_part=starts[year],
                completed=ends[year],
                took_part_to_date=to_date[0],
                completed_to_date=to_date[1],
            )
        )
    return tuple(years)


def by_month(found: Iterable[Participation], period: Period) -> tuple[tuple[dt.date, Count], ...]:
    """Return who completed in each month of a period, by the first day of the month."""
    counted = Counter(
        (each.completed_on.replace(day=1), each.is_physician)
        for each in found
        if each.completed_on and each.completed_on in period
    )
    return tuple((month, Count(counted[month, True], counted[month, False])) for month in _months(period))


def sums(found: Iterable[Participation], period: Period) -> tuple[Sum, ...]:
    """Return what was given of each credit type in a period and stands, by the code of the type."""
    awards: Counter[str] = Counter()
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for each in found:
        for credit in each.credits_in(period):
            if credit.withdrawn_on is None:
                awards[credit.type] += 1
                amounts[credit.type] += credit.amount
    return tuple(Sum(type=code, awards=awards[code], amount=amounts[code]) for code in sorted(awards))


def by_profession(found: Iterable[Participation], period: Period, order: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Return who took part for the first time in a period by profession, each learner once, in `order`.

    Somebody without a profession on file stands under "".
    """
    counted = Counter(counted_under(each.professions, order) for each in found if each.took_part_on in period)
    return tuple((code, counted[code]) for code in (*order, "") if counted[code])


def counted_under(professions: frozenset[str], order: Sequence[str]) -> str:
    """Return the one profession under which a learner counts: a physician's before all, then the first of `order`."""
    physician = [each for each in order if each in professions & PHYSICIANS]
    return next((each for each in (*physician, *order) if each in professions), "")


def _yearly(last: dt.date, days: Iterable[tuple[dt.date | None, bool]]) -> dict[int, Count]:
    """Return how many days, each with whether it is a physician's, lie in each year through `last`."""
    counted = Counter((day.year, is_physician) for day, is_physician in days if day and day <= last)
    found: dict[int, Count] = defaultdict(Count)
    for year, _is_physician in counted:
        found[year] = Count(counted[year, True], counted[year, False])
    return found


def _months(period: Period) -> Iterator[dt.date]:
    month = period.first.replace(day=1)
    while month <= period.last:
        yield month
        month = (month + dt.timedelta(days=31)).replace(day=1)


def _count(found: Iterable[Participation]) -> Count:
    counted = Counter(each.is_physician for each in found)
    return Count(counted[True], counted[False])
