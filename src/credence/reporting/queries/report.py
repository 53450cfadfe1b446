"""The participation and support report of an accrediting provider, for one or all of its courses and a period (R59)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from credence.accounts.enums import Profession
from credence.accounts.rules.identifiers import split_token
from credence.catalog.models import AccreditingProvider, Course, CourseVersion, CreditOffer
from credence.catalog.rules.credit_types import CreditType, codes, credit_types
from credence.kit.clock import day_in
from credence.kit.refusal import Refusal
from credence.reporting.queries.participation import courses_of, participations
from credence.reporting.queries.support import Gift, Supporter, gifts_to, supporters
from credence.reporting.rules import counting
from credence.reporting.rules.counting import Count, Participation, Period, Sum, Year

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
    all: tuple[Participation, ...]
    offers: Mapping[int, tuple[CreditOffer, ...]]
    """The provider's offers of the current version of each course."""
    gifts: tuple[Gift, ...]

    @cached_property
    def chosen(self) -> tuple[Course, ...]:
        """The courses of the report."""
        return (self.course,) if self.course else self.courses

    @cached_property
    def listed(self) -> tuple[Participation, ...]:
        """The list of learners, by name; of all courses, by the title of the course first."""
        listed = [each for each in self.all if each.is_listed_in(self.period) and not each.waits]
        place = {course.pk: place for place, course in enumerate(self.courses)}
        return tuple(sorted(listed, key=lambda each: place[each.course]))

    @cached_property
    def waiting(self) -> int:
        """How many of them are not listed yet, because a number is in several accounts and staff decide whose it is."""
        return sum(each.waits and each.is_listed_in(self.period) for each in self.all)

    @cached_property
    def took_part(self) -> Count:
        """Who took part for the first time in the period."""
        return counting.took_part(self.all, self.period)

    @cached_property
    def completed(self) -> Count:
        """Who completed in the period."""
        return counting.completed(self.all, self.period)

    @cached_property
    def years(self) -> tuple[Year, ...]:
        """Every year from the release to the end of the period."""
        return counting.by_year(self.all, self.period.last)

    @cached_property
    def months(self) -> tuple[tuple[dt.date, Count], ...]:
        """Who completed in each month of the period."""
        return counting.by_month(self.all, self.period)

    @cached_property
    def sums(self) -> tuple[Sum, ...]:
        """What was given of each credit type in the period, in the order of the types."""
        return _in_order(counting.sums(self.all, self.period))

    @cached_property
    def professions(self) -> tuple[tuple[str, int], ...]:
        """Who took part for the first time in the period, by profession."""
        return counting.by_profession(self.all, self.period, PROFESSIONS)

    @cached_property
    def supporters(self) -> tuple[Supporter, ...]:
        """What each company gave."""
        return supporters(self.gifts)

    @cached_property
    def activities(self) -> tuple[Activity, ...]:
        """Each course of the report with its own figures."""
        by_course: dict[int, list[Participation]] = defaultdict(list)
        for each in self.all:
            by_course[each.course].append(each)
        return tuple(self._activity(course, by_course[course.pk]) for course in self.chosen)

    def _activity(self, course: Course, found: Sequence[Participation]) -> Activity:
        since = Period(first=dt.date.min, last=self.period.last)
        version = current_version(course)
        return Activity(
            course=course,
            version=version,
            is_own=version.provider_id == self.provider.pk,
            offers=self.offers.get(course.pk, ()),
            gifts=tuple(gift for gift in self.gifts if gift.course == course.pk),
            took_part=counting.took_part(found, self.period),
            completed=counting.completed(found, self.period),
            took_part_to_date=counting.took_part(found, since),
            completed_to_date=counting.completed(found, since),
            sums=_in_order(counting.sums(found, self.period)),
        )

    @cached_property
    def credit_types(self) -> tuple[str, ...]:
        """The codes of every credit type that is offered or was given, in their order."""
        offered = {each.credit_type for offers in self.offers.values() for each in offers}
        given = {credit.type for each in self.all for credit in each.credits}
        return tuple(code for code in codes() if code in offered | given)

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


def report_for(provider: AccreditingProvider, *, course: str, year: str, now: dt.datetime) -> Report:
    """Return the report on the course with this slug, "" for all, and a year, "" for the running one or "all".

    Six queries, whatever the number of learners and courses.

    Raises:
        NoSuchReport: there is no such course or year for this provider.
    """
    today = day_in(provider.time_zone, now)
    courses = tuple(courses_of(provider))
    chosen = next((each for each in courses if each.slug == course), None)
    if course and chosen is None:
        raise NoSuchReport(course=course)
    everybody = tuple(participations(provider, chosen))
    to_choose = _years(everybody, today)
    number = _year(year, to_choose, today)
    last = min(dt.date(number, 12, 31), today) if number else today
    first = dt.date(number or to_choose[-1], 1, 1)
    return Report(
        provider=provider,
        courses=courses,
        course=chosen,
        year=number,
        years_to_choose=to_choose,
        period=Period(first=first, last=last),
        made_at=now,
        all=everybody,
        offers=_offers(provider, (chosen,) if chosen else courses),
        gifts=gifts_to(provider, (chosen,) if chosen else courses, last),
    )


def current_version(course: Course) -> CourseVersion:
    """Return the version of a published course that new learners get."""
    if course.current_version is None:
        raise ValueError("the course is not published")
    return course.current_version


def _in_order(found: Sequence[Sum]) -> tuple[Sum, ...]:
    return tuple(sorted(found, key=lambda each: codes().index(each.type)))


def _years(found: Sequence[Participation], today: dt.date) -> tuple[int, ...]:
    """Return the years from the running one back to the first."""
    first = min((each.took_part_on.year for each in found if each.took_part_on), default=today.year)
    return tuple(range(today.year, min(first, today.year) - 1, -1))


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
