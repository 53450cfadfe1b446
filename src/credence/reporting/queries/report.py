"""The participation and support report of an accrediting provider, for one or all of its courses and a period (R59)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from credence.accounts.enums import Profession
from credence.accounts.rules.identifiers import split_token
from credence.catalog.models import AccreditingProvider, Course, CourseVersion, CreditOffer
from credence.catalog.rules.credit_types import CreditType, codes, credit_types
from credence.kit.clock import day_in
from credence.kit.refusal import Refusal
from credence.reporting.queries.participation import CHUNK, courses_of, participations
from credence.reporting.queries.spool import Spool
from credence.reporting.queries.support import Gift, Supporter, gifts_to, supporters
from credence.reporting.rules.counting import Count, Period, Sum, Year
from credence.reporting.rules.tally import Part, Tally

LETTERS_OF_A_YEAR = 4
PROFESSIONS: tuple[str, ...] = tuple(Profession.values)


class NoSuchReport(Refusal):
    """The provider has no such course, or there is no such year."""

    code = "no-such-report"


@dataclass(frozen=True, kw_only=True, slots=True)
class Activity:
    """One course with its figures, as the yearly report of activities wants them.

    `is_own` says whether the provider answers for the course or only adds a credit. `offers` are the provider's.
    """

    course: Course
    version: CourseVersion
    is_own: bool
    offers: tuple[CreditOffer, ...]
    gifts: tuple[Gift, ...]
    took_part: Count
    completed: Count
    took_part_to_date: Count
    completed_to_date: Count
    sums: tuple[Sum, ...]


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everybody and everything that is asked for. `year` is None for all time; `course` is None for all courses."""

    provider: AccreditingProvider
    courses: tuple[Course, ...]
    course: Course | None
    year: int | None
    years_to_choose: tuple[int, ...]
    period: Period
    made_at: dt.datetime
    tally: Tally
    roster: Spool | None
    """The list of learners, in its order; None where it is too long to be read for a page."""
    offers: Mapping[int, tuple[CreditOffer, ...]]
    """The provider's offers of the current version of each course."""
    gifts: tuple[Gift, ...]

    @cached_property
    def chosen(self) -> tuple[Course, ...]:
        """The courses of the report."""
        return (self.course,) if self.course else self.courses

    @property
    def part(self) -> Part:
        """The figures of these courses."""
        return Part(self.tally, {each.pk for each in self.chosen})

    @cached_property
    def learners(self) -> int:
        """How many are listed, each once in a course."""
        return self.part.listed(self.year)

    @property
    def listed(self) -> Spool:
        """The list of learners, by name; of all courses, by the title of the course first."""
        if self.roster is None:
            raise ValueError("the list was not read")
        return self.roster

    @cached_property
    def waiting(self) -> int:
        """How many of them are not listed yet, because a number is in several accounts and staff decide whose it is."""
        return self.part.listed(self.year, waits=True)

    @cached_property
    def took_part(self) -> Count:
        """Who took part for the first time in the period."""
        return self.part.took_part(self.period)

    @cached_property
    def completed(self) -> Count:
        """Who completed in the period."""
        return self.part.completed(self.period)

    @cached_property
    def years(self) -> tuple[Year, ...]:
        """Every year from the release to the end of the period."""
        return self.part.by_year(self.period.last)

    @cached_property
    def months(self) -> tuple[tuple[dt.date, Count], ...]:
        """Who completed in each month of the period."""
        return self.part.by_month(self.period)

    @cached_property
    def sums(self) -> tuple[Sum, ...]:
        """What was given of each credit type in the period, in the order of the types."""
        return _in_order(self.part.sums(self.period))

    @cached_property
    def professions(self) -> tuple[tuple[str, int], ...]:
        """Who took part for the first time in the period, by profession."""
        return self.part.by_profession(self.period)

    @cached_property
    def supporters(self) -> tuple[Supporter, ...]:
        """What each company gave."""
        return supporters(self.gifts)

    @cached_property
    def activities(self) -> tuple[Activity, ...]:
        """Each course of the report with its own figures."""
        return tuple(self._activity(course) for course in self.chosen)

    def _activity(self, course: Course) -> Activity:
        since = Period(first=dt.date.min, last=self.period.last)
        version, part = current_version(course), Part(self.tally, {course.pk})
        return Activity(
            course=course,
            version=version,
            is_own=version.provider_id == self.provider.pk,
            offers=self.offers.get(course.pk, ()),
            gifts=tuple(gift for gift in self.gifts if gift.course == course.pk),
            took_part=part.took_part(self.period),
            completed=part.completed(self.period),
            took_part_to_date=part.took_part(since),
            completed_to_date=part.completed(since),
            sums=_in_order(part.sums(self.period)),
        )

    @cached_property
    def credit_types(self) -> tuple[str, ...]:
        """The codes of every credit type that is offered or was given, in their order."""
        offered = {each.credit_type for offers in self.offers.values() for each in offers}
        return tuple(code for code in codes() if code in offered | self.part.types())

    @cached_property
    def number_kinds(self) -> tuple[str, ...]:
        """The kinds of identifier that the bodies behind these credit types know learners by, in their order."""
        kinds = {split_token(token)[0] for each in self._types for token in each.reported_identifiers}
        return tuple(sorted(kinds))

    @cached_property
    def asks_for_birthday(self) -> bool:
        """Whether one of these bodies matches by month and day of birth."""
        return any(each.reported_birthday for each in self._types)

    @property
    def _types(self) -> list[CreditType]:
        return [each for each in credit_types() if each.code in self.credit_types]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a report is asked on: one course of a provider or all, and a year as it stands in an address."""

    provider: AccreditingProvider
    courses: tuple[Course, ...]
    course: Course | None
    year: str
    """"" for the running one, or "all"."""


def asked_for(provider: AccreditingProvider, *, course: str, year: str) -> Asked:
    """Return what is asked of a provider: the course with this slug, "" for all, and a year; one query.

    Raises:
        NoSuchReport: the provider has no such course.
    """
    courses = tuple(courses_of(provider))
    chosen = next((each for each in courses if each.slug == course), None)
    if course and chosen is None:
        raise NoSuchReport(course=course)
    return Asked(provider=provider, courses=courses, course=chosen, year=year)


def read(
    asked: Asked,
    *,
    now: dt.datetime,
    each_chunk: Callable[[int], None] = lambda _count: None,
    is_listed: bool = True,
) -> Report:
    """Go through all who took part and count them; tells how many it has read.

    Those who are listed are put in order, unless figures are enough.

    Raises:
        NoSuchReport: there is no such year.
    """
    tally, spool = new_tally(asked.provider, now), Spool() if is_listed else None
    place = {course.pk: place for place, course in enumerate(asked.courses)}
    wanted = _wanted(asked.year, tally.last)
    for number, each in enumerate(participations(asked.provider, asked.course), start=1):
        tally.add(each)
        if spool is not None and each.is_listed_in(wanted) and not each.waits:
            spool.add(place[each.course], each)
        if number % CHUNK == 0:
            each_chunk(number)
    return told_by(asked, tally, spool, now)


def new_tally(provider: AccreditingProvider, now: dt.datetime) -> Tally:
    """Return an empty tally through the provider's day."""
    return Tally(day_in(provider.time_zone, now), PROFESSIONS)


def told_by(asked: Asked, tally: Tally, roster: Spool | None, now: dt.datetime) -> Report:
    """Return a report with the figures of a tally that was made at `now`; three queries.

    Raises:
        NoSuchReport: there is no such year.
    """
    today, courses = tally.last, (asked.course,) if asked.course else asked.courses
    to_choose = _years(tally.since, today)
    number = _year(asked.year, to_choose, today)
    last = min(dt.date(number, 12, 31), today) if number else today
    return Report(
        provider=asked.provider,
        courses=asked.courses,
        course=asked.course,
        year=number,
        years_to_choose=to_choose,
        period=Period(first=dt.date(number or to_choose[-1], 1, 1), last=last),
        made_at=now,
        tally=tally,
        roster=roster,
        offers=_offers(asked.provider, courses),
        gifts=gifts_to(asked.provider, courses, last),
    )


def _wanted(year: str, today: dt.date) -> Period:
    """Return the period of a year as it is asked for, before it is known whether there is such a year."""
    if year == "all":
        return Period(first=dt.date.min, last=today)
    number = int(year) if year.isdecimal() and len(year) == LETTERS_OF_A_YEAR else today.year
    number = number if number else today.year
    return Period(first=dt.date(number, 1, 1), last=min(dt.date(number, 12, 31), today))


def current_version(course: Course) -> CourseVersion:
    """Return the version of a published course that new learners get."""
    if course.current_version is None:
        raise ValueError("the course is not published")
    return course.current_version


def _in_order(found: Sequence[Sum]) -> tuple[Sum, ...]:
    return tuple(sorted(found, key=lambda each: codes().index(each.type)))


def _years(since: int | None, today: dt.date) -> tuple[int, ...]:
    """Return the years from the running one back to the first."""
    return tuple(range(today.year, min(since or today.year, today.year) - 1, -1))


def _year(asked: str, to_choose: Sequence[int], today: dt.date) -> int | None:
    if asked == "all":
        return None
    if asked in ("", str(today.year)):
        return today.year
    found = next((each for each in to_choose if str(each) == asked), None)
    if found is None:
        raise NoSuchReport(year=asked)
    return found


def _offers(provider: AccreditingProvider, courses: Sequence[Course]) -> dict[int, tuple[CreditOffer, ...]]:
    found: dict[int, list[CreditOffer]] = defaultdict(list)
    offers = CreditOffer.objects.filter(
        provider=provider, version__in=[each.current_version_id for each in courses if each.current_version_id]
    )
    for offer in offers.select_related("version").order_by("credit_type"):
        found[offer.version.course_id].append(offer)
    return {course: tuple(each) for course, each in found.items()}
