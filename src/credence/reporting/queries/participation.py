"""Who took part in the courses of an accrediting provider, read in pieces of a fixed size and number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Least

from credence.accounts.models import HeldProfession
from credence.assessment.models import Attempt
from credence.catalog.models import AccreditingProvider, Course, CourseVersion
from credence.credit.models import Award
from credence.credit.queries.numbers import waiting
from credence.enrollment.models import Enrollment
from credence.evaluation.models import EvaluationResponse
from credence.kit.clock import day_in
from credence.progress.models import ChapterProgress
from credence.reporting.rules.counting import Credit, Participation

CHUNK = 1_000
"""So many enrollments are read at a time."""


class _Ledger(NamedTuple):
    """What the awards of some enrollments say, by primary key of the enrollment."""

    credits: dict[int, list[Credit]]
    """Those of the report's provider."""
    professions: dict[int, frozenset[str]]
    """At the first award, whoever gave it."""
    names: dict[int, tuple[str, str]]
    """Family and given name at the first award, whoever gave it."""


def courses_of(provider: AccreditingProvider) -> QuerySet[Course]:
    """Return the courses that a provider answers for or ever gave credit in, by title, with their current version."""
    versions = CourseVersion.objects.filter(Q(provider=provider) | Q(credit_offers__provider=provider))
    found = Course.objects.filter(pk__in=versions.values("course"), current_version__isnull=False)
    return found.select_related("current_version").order_by("current_version__title", "pk")


def enrollments_of(provider: AccreditingProvider, course: Course | None = None) -> QuerySet[Enrollment]:
    """Return the enrollments whose learners are the provider's: in its own courses, or with credit that it gave."""
    own = CourseVersion.objects.filter(provider=provider)
    joined = CourseVersion.objects.filter(credit_offers__provider=provider)
    given = Exists(Award.objects.filter(enrollment=OuterRef("pk"), offer__provider=provider))
    found = Enrollment.objects.filter(Q(line__version__in=own) | (Q(line__version__in=joined) & given))
    return found.filter(course=course) if course else found


def are_more_than(number: int, provider: AccreditingProvider, course: Course | None = None) -> bool:
    """Return whether a provider has more enrollments than `number`, in two queries that count no further than that."""
    own = Enrollment.objects.filter(line__version__provider=provider)
    given = Award.objects.filter(offer__provider=provider).exclude(enrollment__line__version__provider=provider)
    count = 0
    for rows in (own, given):
        asked = rows.filter(course=course) if course else rows
        count += len(asked.order_by().values_list("pk")[: number + 1 - count])
        if count > number:
            return True
    return False


def participations(provider: AccreditingProvider, course: Course | None = None) -> Iterator[Participation]:
    """Yield everybody who took part in one or all courses of a provider, reading `CHUNK` at a time in three queries."""
    enrollments, last = enrollments_of(provider, course).order_by("pk"), 0
    while rows := _rows(enrollments.filter(pk__gt=last)[:CHUNK]):
        yield from (each for each in _of(rows, provider) if each.took_part_on)
        if len(rows) < CHUNK:
            return
        last = rows[-1]["pk"]


def _of(rows: list[dict[str, Any]], provider: AccreditingProvider) -> Iterator[Participation]:
    ledger, zone = _ledger([row["pk"] for row in rows], provider), ZoneInfo(provider.time_zone)
    held = _held_professions([row["learner_id"] for row in rows])
    for row in rows:
        yield Participation(
            enrollment=row["pk"],
            course=row["course_id"],
            name=_name(row, ledger),
            professions=ledger.professions.get(row["pk"]) or held[row["learner_id"]],
            first_part_on=None if row["first"] == AFTER_ALL else row["first"].astimezone(zone).date(),
            credits=tuple(ledger.credits.get(row["pk"], ())),
            waits=row["waits"],
        )


def _name(row: Mapping[str, Any], ledger: _Ledger) -> tuple[str, str]:
    """Return family and given name as of the first award, else those of the profile; of the erased nothing."""
    if row["family_name"] is None:
        return "", ""
    return ledger.names.get(row["pk"]) or (row["family_name"], row["given_name"])


FIRST_PARTS = (
    (ChapterProgress.objects.filter(finished_at__isnull=False), "finished_at"),
    (Attempt.objects.all(), "submitted_at"),
    (EvaluationResponse.objects.all(), "submitted_at"),
)
"""What counts as a part whose completion can be verified, and the column that says when."""
AFTER_ALL = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


def _rows(enrollments: QuerySet[Enrollment]) -> list[dict[str, Any]]:
    first = Least(*(_first(rows, column) for rows, column in FIRST_PARTS))
    names = {name: F(f"learner__profile__{name}") for name in ("family_name", "given_name")}
    waits = Exists(waiting().filter(learner=OuterRef("learner")))
    told = enrollments.annotate(first=first, waits=waits, **names)
    return list(told.values("pk", "course_id", "learner_id", "first", "waits", *names))


def _first(rows: QuerySet[Any], column: str) -> Coalesce:
    """Return the earliest moment among the rows of each enrollment, or that after all."""
    mine = rows.filter(enrollment=OuterRef("pk")).order_by().values("enrollment")
    return Coalesce(Subquery(mine.annotate(first=Min(column)).values("first")), Value(AFTER_ALL, DateTimeField()))


def _ledger(enrollments: Sequence[int], provider: AccreditingProvider) -> _Ledger:
    awards = Award.objects.filter(enrollment__in=enrollments).order_by("awarded_at", "pk")
    columns = ("enrollment_id", "offer__provider_id", "credit_type", "correction__amount", "amount")
    given: dict[int, list[Credit]] = defaultdict(list)
    professions: dict[int, frozenset[str]] = {}
    names: dict[int, tuple[str, str]] = {}
    for enrollment, giver, *told, withdrawn_at, counted, held, family, given_name in awards.values_list(
        *(*columns, "completed_on", "pk", "revocation__revoked_at", "verdict__professions", "evidence__professions"),
        *("identity__family_name", "identity__given_name"),
    ):
        professions.setdefault(enrollment, frozenset(counted or held or ()))
        if family is not None:
            names.setdefault(enrollment, (family, given_name))
        if giver == provider.pk:
            withdrawn_on = withdrawn_at and day_in(provider.time_zone, withdrawn_at)
            code, corrected, awarded, completed_on, award = told
            amount = awarded if corrected is None else corrected
            given[enrollment].append(
                Credit(award=award, type=code, amount=amount, completed_on=completed_on, withdrawn_on=withdrawn_on)
            )
    return _Ledger(given, professions, names)


def _held_professions(learners: Sequence[int]) -> dict[int, frozenset[str]]:
    held: dict[int, set[str]] = defaultdict(set)
    found = HeldProfession.objects.filter(user__in=learners, ended_at=None)
    for learner, profession in found.values_list("user_id", "profession"):
        held[learner].add(profession)
    return defaultdict(frozenset, {learner: frozenset(each) for learner, each in held.items()})
