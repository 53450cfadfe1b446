"""What a company that supports courses may know: counts, never a person, and no group under five (R64)."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from credence.catalog.models import AccreditingProvider
from credence.kit.clock import day_in
from credence.reporting.queries.participation import courses_of
from credence.reporting.queries.report import PROFESSIONS, current_version
from credence.reporting.queries.support import Gift, gifts_to
from credence.reporting.rules.counting import Period
from credence.reporting.rules.hiding import shown, shown_total
from credence.reporting.rules.tally import Part, Tally


@dataclass(frozen=True, kw_only=True, slots=True)
class SupportedCourse:
    """One course that a company supports. Counts are None where they must not be known."""

    title: str
    took_part: int | None
    professions: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SupporterReport:
    """What is told to one company: each course for itself, through the last day of a month."""

    company: str
    last: dt.date
    courses: tuple[SupportedCourse, ...]


def supporters_of(provider: AccreditingProvider, now: dt.datetime) -> tuple[str, ...]:
    """Return the companies that support courses of a provider, by name, in two queries."""
    return tuple(sorted(_by_company(_gifts(provider, now)), key=str.casefold))


def counts_for_supporter(
    provider: AccreditingProvider, company: str, now: dt.datetime, tally: Tally
) -> SupporterReport | None:
    """Return what `company` may know of the courses it supports (R24, R64), None if it supports none.

    There is no row for a person, no date to choose and no sum over courses: nothing is left to subtract.
    """
    gifts = _gifts(provider, now)
    supported = {gift.course for gift in _by_company(gifts).get(company, [])}
    if not supported:
        return None
    last = last_month_end(day_in(provider.time_zone, now))
    through = Period(first=dt.date.min, last=last)
    courses = (
        _supported(current_version(course).title, dict(Part(tally, {course.pk}).by_profession(through)))
        for course in courses_of(provider)
        if course.pk in supported
    )
    return SupporterReport(company=company, last=last, courses=tuple(courses))


def last_month_end(today: dt.date) -> dt.date:
    """Return the last day of the month before."""
    return today.replace(day=1) - dt.timedelta(days=1)


def _supported(title: str, groups: dict[str, int]) -> SupportedCourse:
    told = shown(groups)
    return SupportedCourse(
        title=title,
        took_part=shown_total(groups),
        professions=tuple((code, told[code]) for code in (*PROFESSIONS, "") if code in told),
    )


def _gifts(provider: AccreditingProvider, now: dt.datetime) -> tuple[Gift, ...]:
    return gifts_to(provider, courses_of(provider), day_in(provider.time_zone, now))


def _by_company(gifts: tuple[Gift, ...]) -> dict[str, list[Gift]]:
    """Return the gifts by company, as the first of its agreements writes the name."""
    names: dict[str, str] = {}
    found: dict[str, list[Gift]] = defaultdict(list)
    for gift in gifts:
        found[names.setdefault(gift.company.casefold(), gift.company)].append(gift)
    return found
