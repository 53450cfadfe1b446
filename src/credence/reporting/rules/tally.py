"""Counts of all who took part, added up one by one: as large as courses and months are many, not as learners are. Pure.

Every figure of a report is read from it, for one course or all and for any whole year or all, so that a million
learners are gone through once. The words are those of docs/participation-report.md.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from credence.accounts.rules.professions import PHYSICIANS
from credence.reporting.rules.counting import Count, Participation, Period, Sum, Year, counted_under

EVER = 0
"""Stands for all years among those in which a learner is listed."""
Key = tuple[Any, ...]


def month_of(day: dt.date) -> int:
    """Return the number of a day's month, counted from the year 0."""
    return day.year * 12 + day.month - 1


def first_of(month: int) -> dt.date:
    """Return the first day of a month by its number."""
    return dt.date(month // 12, month % 12 + 1, 1)


@dataclass(slots=True)
class Tally:
    """What was counted up to the day `last`; what comes after it is in `since` and `given` only.

    Keys are a course, a month or year, and what is counted there: a profession, a credit type, whether a line waits.
    """

    last: dt.date
    order: tuple[str, ...]
    """The professions in the order in which a learner counts under one."""
    took_part: Counter[Key] = field(default_factory=Counter)
    completed: Counter[Key] = field(default_factory=Counter)
    awards: Counter[Key] = field(default_factory=Counter)
    amounts: dict[Key, Decimal] = field(default_factory=dict)
    listed: Counter[Key] = field(default_factory=Counter)
    given: set[Key] = field(default_factory=set)
    """Courses with the types of credit ever given in them."""
    since: int | None = None
    """The first year in which somebody took part."""

    def add(self, each: Participation) -> None:
        """Count one learner of one course."""
        if each.took_part_on is None:
            return
        group = counted_under(each.professions, self.order)
        for counted, day in ((self.took_part, each.took_part_on), (self.completed, each.completed_on)):
            if day and day <= self.last:
                counted[each.course, month_of(day), group] += 1
        for year in self._years(each):
            self.listed[each.course, year, each.waits] += 1
        self._add_credit(each)
        self.since = min(self.since or each.took_part_on.year, each.took_part_on.year)

    def _years(self, each: Participation) -> set[int]:
        """Return the years in which a learner is listed, and `EVER` if there is one."""
        days = (each.took_part_on, *(credit.completed_on for credit in each.credits))
        years = {day.year for day in days if day and day <= self.last}
        return years | {EVER} if years else years

    def _add_credit(self, each: Participation) -> None:
        for credit in each.credits:
            self.given.add((each.course, credit.type))
            if credit.withdrawn_on is None and credit.completed_on <= self.last:
                key = (each.course, month_of(credit.completed_on), credit.type)
                self.awards[key] += 1
                self.amounts[key] = self.amounts.get(key, Decimal(0)) + credit.amount


COUNTED = ("took_part", "completed", "awards", "listed")


def as_data(tally: Tally) -> dict[str, Any]:
    """Return a tally as it is kept."""
    counted = {name: [[*key, number] for key, number in sorted(getattr(tally, name).items())] for name in COUNTED}
    amounts = [[*key, str(amount)] for key, amount in sorted(tally.amounts.items())]
    return {
        **counted,
        "amounts": amounts,
        "given": sorted(tally.given),
        "last": tally.last.isoformat(),
        "order": tally.order,
        "since": tally.since,
    }


def from_data(data: dict[str, Any]) -> Tally:
    """Return a tally that was kept."""
    counted = {name: Counter({tuple(key): number for *key, number in data[name]}) for name in COUNTED}
    return Tally(
        last=dt.date.fromisoformat(data["last"]),
        order=tuple(data["order"]),
        amounts={tuple(key): Decimal(amount) for *key, amount in data["amounts"]},
        given={tuple(each) for each in data["given"]},
        since=data["since"],
        **counted,
    )


@dataclass(frozen=True, slots=True)
class Part:
    """The figures of some courses in a tally."""

    tally: Tally
    courses: Collection[int]

    def took_part(self, period: Period) -> Count:
        """Return who took part for the first time in a period."""
        return _count(self._in(self.tally.took_part, period))

    def completed(self, period: Period) -> Count:
        """Return who completed in a period."""
        return _count(self._in(self.tally.completed, period))

    def _in(self, counted: Counter[Key], period: Period) -> Iterator[tuple[Key, int]]:
        first, last = month_of(period.first), month_of(min(period.last, self.tally.last))
        return ((key, number) for key, number in counted.items() if key[0] in self.courses and first <= key[1] <= last)

    def by_year(self, last: dt.date) -> tuple[Year, ...]:
        """Return every year from the first in which somebody took part to the one of `last`, counted through `last`."""
        before = Period(first=dt.date.min, last=last)
        starts, ends = (_by(self._in(each, before), 12) for each in (self.tally.took_part, self.tally.completed))
        years: list[Year] = []
        so_far = (Count(), Count())
        for year in range(min(starts, default=last.year + 1), last.year + 1):
            began, ended = starts.get(year, Count()), ends.get(year, Count())
            so_far = (so_far[0] + began, so_far[1] + ended)
            to_date = {"took_part_to_date": so_far[0], "completed_to_date": so_far[1]}
            years.append(Year(year=year, took_part=began, completed=ended, **to_date))
        return tuple(years)

    def by_month(self, period: Period) -> tuple[tuple[dt.date, Count], ...]:
        """Return who completed in each month of a period, by the first day of the month."""
        found = _by(self._in(self.tally.completed, period), 1)
        months = range(month_of(period.first), month_of(period.last) + 1)
        return tuple((first_of(month), found.get(month, Count())) for month in months)

    def by_profession(self, period: Period) -> tuple[tuple[str, int], ...]:
        """Return who took part for the first time in a period by profession, each once, in their order.

        Somebody without a profession on file stands under "".
        """
        counted: Counter[str] = Counter()
        for (_course, _month, group), number in self._in(self.tally.took_part, period):
            counted[group] += number
        return tuple((code, counted[code]) for code in (*self.tally.order, "") if counted[code])

    def sums(self, period: Period) -> tuple[Sum, ...]:
        """Return what was given of each credit type in a period and stands, by the code of the type."""
        awards: Counter[str] = Counter()
        amounts: dict[str, Decimal] = {}
        for key, number in self._in(self.tally.awards, period):
            awards[key[2]] += number
            amounts[key[2]] = amounts.get(key[2], Decimal(0)) + self.tally.amounts[key]
        return tuple(Sum(type=code, awards=awards[code], amount=amounts[code]) for code in sorted(awards))

    def listed(self, year: int | None, *, waits: bool = False) -> int:
        """Return how many learners are on the list of a year, None for all; or how many lines of it wait."""
        return sum(self.tally.listed[course, year or EVER, waits] for course in self.courses)

    def types(self) -> set[str]:
        """Return the types of credit that were ever given."""
        return {code for course, code in self.tally.given if course in self.courses}


def _by(found: Iterable[tuple[Key, int]], months: int) -> dict[int, Count]:
    """Return counts by so many months together, by their number."""
    counts: dict[int, Count] = {}
    for key, number in found:
        counts[key[1] // months] = counts.get(key[1] // months, Count()) + _counted(key[2], number)
    return counts


def _count(found: Iterable[tuple[Key, int]]) -> Count:
    return sum((_counted(key[2], number) for key, number in found), Count())


def _counted(group: str, number: int) -> Count:
    return Count(number, 0) if group in PHYSICIANS else Count(0, number)
