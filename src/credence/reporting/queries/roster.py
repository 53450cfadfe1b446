"""The list of learners: who they are, by what the body behind their credit knows them, what they were given (R60)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models.fields.json import KT

from credence.accounts.models import Identifier
from credence.accounts.rules.identifiers import tokens
from credence.catalog.rules.credit_types import CreditType, credit_type
from credence.credit.models import Certificate
from credence.enrollment.models import Enrollment
from credence.reporting.rules.counting import Credit, Participation, Period

CHUNK = 1_000
"""So many learners are read at a time: three queries each, whatever the length of the list."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """A number by which a body knows a learner; a license with its state."""

    kind: str
    region: str
    value: str

    def __str__(self) -> str:
        return f"{self.region} {self.value}".strip()

    @property
    def tokens(self) -> frozenset[str]:
        """The tokens that the number stands for."""
        return tokens(self.kind, self.region)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One learner in one course, as the list shows it. Nobody's name is "", and nothing else tells who it was."""

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
    numbers: tuple[Number, ...]
    birthday: tuple[int, int] | None
    """Month and day."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is on file about some enrollments."""

    people: Mapping[int, Mapping[str, Any]]
    certified: Mapping[int, str]
    numbers: Mapping[int, Sequence[Number]]


def lines(listed: Iterable[Participation], provider_id: int, period: Period) -> Iterator[Line]:
    """Yield the lines of those who are listed, in their order, reading `CHUNK` learners at a time in three queries."""
    remaining = iter(listed)
    while chunk := list(islice(remaining, CHUNK)):
        known = _known([each.enrollment for each in chunk], provider_id)
        for each in chunk:
            yield _line(each, known, period)


def reported_types(given: Iterable[Credit]) -> list[CreditType]:
    """Return the types of some credits as they were on the days of completion."""
    return [credit_type(each.type, each.completed_on) for each in given]


def _known(enrollments: Sequence[int], provider_id: int) -> _Known:
    columns = ("given_name", "middle_name", "family_name", "suffix", "birth_month", "birth_day")
    found = Enrollment.objects.filter(pk__in=enrollments)
    rows = found.values("pk", "learner_id", "learner__closed_at", *(f"learner__profile__{each}" for each in columns))
    people = {row["pk"]: {key.rpartition("__")[2]: value for key, value in row.items()} for row in rows}
    certificates = Certificate.objects.filter(
        award__enrollment__in=enrollments, award__offer__provider=provider_id, replaced_by=None
    )
    names = certificates.order_by("issued_at", "pk").values_list("award__enrollment_id", KT("snapshot__learner_name"))
    numbers: dict[int, list[Number]] = defaultdict(list)
    held = Identifier.objects.filter(user__enrollments__in=enrollments).distinct()
    for user, kind, region, value in held.order_by("kind", "region", "value").values_list(
        "user_id", "kind", "region", "value"
    ):
        numbers[user].append(Number(kind=kind, region=region, value=value))
    return _Known(people, dict(names), numbers)


def _line(each: Participation, known: _Known, period: Period) -> Line:
    person, given = known.people[each.enrollment], each.credits_in(period)
    types, took_part_on = reported_types(given), each.took_part_on
    reported = frozenset[str]().union(*(kind.reported_identifiers for kind in types))
    is_named = person["family_name"] is not None
    is_matched = is_named and person["birth_month"] and any(kind.reported_birthday for kind in types)
    if took_part_on is None:
        raise ValueError("who did not take part is not on the list")
    return Line(
        course=each.course,
        name=known.certified.get(each.enrollment) or _legal_name(person) if is_named else "",
        family_name=person["family_name"] or "",
        given_name=person["given_name"] or "",
        is_physician=each.is_physician,
        professions=each.professions,
        took_part_on=took_part_on,
        completed_on=each.completed_on,
        credits=given,
        numbers=tuple(number for number in known.numbers.get(person["learner_id"], ()) if number.tokens & reported),
        birthday=(person["birth_month"], person["birth_day"]) if is_matched else None,
    )


def _legal_name(person: Mapping[str, Any]) -> str:
    full = " ".join(person[part] for part in ("given_name", "middle_name", "family_name") if person[part])
    return ", ".join(part for part in (full, person["suffix"]) if part)
