"""The list of learners: who they are, by what the body behind their credit knows them, what they were given (R60)."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.db.models.fields.json import KT

from credence.catalog.rules.credit_types import CreditType, credit_type
from credence.credit.models import Award, Certificate
from credence.credit.queries.identity import (
    Numbered,
    Numbers,
    identity_of,
    in_order,
    numbers_of_many,
    of_one_person,
)
from credence.enrollment.models import Enrollment
from credence.reporting.rules.counting import Credit, Participation, Period

CHUNK = 1_000
"""So many learners are read at a time: three queries each, whatever the length of the list."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One learner in one course, by name and numbers as of the award. Nobody's name is "": nothing tells who it was.

    Awards of one course that were given under different names or numbers stand in a line each.
    """

    course: int
    name: str
    family_name: str
    given_name: str
    is_physician: bool
    professions: frozenset[str]
    took_part_on: dt.date
    completed_on: dt.date | None
    credits: tuple[Credit, ...]
    """Those completed in the period of the report."""
    numbers: tuple[Numbered, ...]
    """Those that the credit was given under, and with its day one that came later where there was none."""
    birthday: tuple[int, int] | None
    """Month and day."""
    beside: tuple[Numbered, ...] = ()
    """Those that came later in place of others, or were taken back: facts that replace nothing."""
    corrected_name: str = ""
    """What the certificate says since staff corrected the name, or nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Given:
    """Whose one award is."""

    name: str
    family_name: str
    given_name: str
    birthday: tuple[int, int] | None
    numbers: Numbers
    corrected_name: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What is on file about some enrollments: their learners today by enrollment, and whose each award is."""

    people: Mapping[int, Mapping[str, Any]]
    given: Mapping[int, _Given]
    first: Mapping[int, int]
    """The first award of the report's provider by enrollment."""


def lines(listed: Iterable[Participation], provider_id: int, period: Period) -> Iterator[Line]:
    """Yield the lines of those who are listed, in their order, reading `CHUNK` learners at a time in three queries."""
    remaining = iter(listed)
    while chunk := list(islice(remaining, CHUNK)):
        known = _known([each.enrollment for each in chunk], provider_id)
        for each in chunk:
            yield from _lines(each, known, period)


def reported_types(given: Iterable[Credit]) -> list[CreditType]:
    """Return the types of some credits as they were on the days of completion."""
    return [credit_type(each.type, each.completed_on) for each in given]


def _known(enrollments: Sequence[int], provider_id: int) -> _Known:
    columns = ("given_name", "middle_name", "family_name", "suffix", "birth_month", "birth_day")
    found = Enrollment.objects.filter(pk__in=enrollments)
    rows = found.values("pk", "learner_id", *(f"learner__profile__{each}" for each in columns))
    people = {row["pk"]: {key.rpartition("__")[2]: value for key, value in row.items()} for row in rows}
    certificates = Certificate.objects.filter(
        award__enrollment__in=enrollments, award__offer__provider=provider_id, replaced_by=None
    )
    said = certificates.select_related("award__identity").annotate(says=KT("snapshot__learner_name"))
    awards = {each.award: each.says or "" for each in said.defer(*UNREAD).order_by("-award__awarded_at", "-award_id")}
    numbers = numbers_of_many(awards)
    given = {award.pk: _given(award, numbers[award.pk], says) for award, says in awards.items()}
    return _Known(people, given, {award.enrollment_id: award.pk for award in awards})


NOBODY = _Given(name="", family_name="", given_name="", birthday=None, numbers=Numbers(), corrected_name="")
UNREAD = ("pdf", "snapshot", "award__evidence", "award__standard", "award__verdict")


def _given(award: Award, numbers: Numbers, says: str) -> _Given:
    identity = identity_of(award)
    if identity is None:
        return _Given(name=says, family_name=says, given_name="", birthday=None, numbers=numbers, corrected_name="")
    birthday = (identity.birth_month, identity.birth_day) if identity.birth_month and identity.birth_day else None
    names = {name: getattr(identity, name) for name in ("name", "family_name", "given_name")}
    corrected_name = "" if says in ("", identity.name) else says
    return _Given(**names, birthday=birthday, numbers=numbers, corrected_name=corrected_name)


def _lines(each: Participation, known: _Known, period: Period) -> Iterator[Line]:
    """Yield a line for each name and numbers that the credits of a participation were given under."""
    given, person = each.credits_in(period), known.people[each.enrollment]
    first = known.first.get(each.enrollment)
    if person["family_name"] is None:
        yield _line(each, given, NOBODY)
    elif not given:
        yield _line(each, (), known.given[first] if first else _today(person))
    else:
        yield from _named_lines(each, given, known)


def _named_lines(each: Participation, given: tuple[Credit, ...], known: _Known) -> Iterator[Line]:
    for group in _by_identity(given, known):
        yield _line(each, tuple(group), _together([known.given[credit.award] for credit in group]))


def _by_identity(given: Iterable[Credit], known: _Known) -> list[list[Credit]]:
    groups: list[list[Credit]] = []
    for credit in given:
        whose = known.given[credit.award]
        fitting = (group for group in groups if all(_is_same(whose, known.given[other.award]) for other in group))
        group = next(fitting, None)
        if group is None:
            groups.append([credit])
        else:
            group.append(credit)
    return groups


def _is_same(one: _Given, other: _Given) -> bool:
    return of_one_person((one.name, one.numbers.own), (other.name, other.numbers.own))


def _together(given: Sequence[_Given]) -> _Given:
    """Return what several awards of one person say: the numbers of all, each once."""
    own = sorted({each for one in given for each in one.numbers.own}, key=in_order)
    beside = sorted({each for one in given for each in one.numbers.beside}, key=in_order)
    return replace(given[-1], numbers=Numbers(own=_once(own), beside=_once(beside)))


def _once(numbers: Iterable[Numbered]) -> tuple[Numbered, ...]:
    """Return each number once: as of the award where one was given under it."""
    return tuple({in_order(each): each for each in sorted(numbers, key=_latest_first)}.values())


def _latest_first(each: Numbered) -> tuple[tuple[str, str, str], float]:
    return in_order(each), -each.since.timestamp() if each.since else float("inf")


def _today(person: Mapping[str, Any]) -> _Given:
    """Return who a learner without credit is at present."""
    full = " ".join(person[part] for part in ("given_name", "middle_name", "family_name") if person[part])
    name = ", ".join(part for part in (full, person["suffix"]) if part)
    names = {part: person[part] or "" for part in ("family_name", "given_name")}
    return _Given(name=name, **names, birthday=None, numbers=Numbers(), corrected_name="")


def _line(each: Participation, given: tuple[Credit, ...], whose: _Given) -> Line:
    types, took_part_on = reported_types(given), each.took_part_on
    reported = frozenset[str]().union(*(kind.reported_identifiers for kind in types))
    if took_part_on is None:
        raise ValueError("who did not take part is not on the list")
    return Line(
        course=each.course,
        name=whose.name,
        family_name=whose.family_name,
        given_name=whose.given_name,
        is_physician=each.is_physician,
        professions=each.professions,
        took_part_on=took_part_on,
        completed_on=each.completed_on,
        credits=given,
        numbers=tuple(number for number in whose.numbers.own if number.tokens & reported),
        birthday=whose.birthday if any(kind.reported_birthday for kind in types) else None,
        beside=tuple(number for number in whose.numbers.beside if number.tokens & reported),
        corrected_name=whose.corrected_name,
    )
