"""The figures as docs/participation-report.md says them, each counted for itself: what the tally must agree with."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from credence.reporting.rules.counting import Count, Participation, Period, Sum, Year, counted_under


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
