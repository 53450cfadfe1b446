"""What each credit of a course is to a learner: due, awarded, or what is missing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from credence.accounts.models import User
from credence.accounts.rules.identifiers import BIRTHDAY, tokens
from credence.accounts.rules.professions import LICENSED
from credence.assessment.models import Attempt as HandedIn
from credence.assessment.queries import AttemptSummary, attempts_of_many
from credence.catalog.models import Course, CourseVersion, CreditOffer
from credence.catalog.queries.terms import Terms, last_day_of, terms_of_many, terms_of_version
from credence.catalog.rules.credit_types import CreditType
from credence.catalog.rules.repeats import Prior
from credence.credit.models import Award, Certificate, Revocation
from credence.credit.queries.ledger import certificates, revocation_of
from credence.credit.queries.numbers import Credit, are_shared, held_elsewhere
from credence.credit.rules import (
    OF_THE_CREDIT,
    OF_THE_PERSON,
    Attempt,
    Evidence,
    Held,
    Shortfall,
    Showing,
    Standard,
    Verdict,
    judge,
)
from credence.enrollment.models import Enrollment, FrontMatterShowing
from credence.evaluation.queries import DueForm, forms_for_many
from credence.progress.queries import Study, studies_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Coursework:
    """What was done in one enrollment. `front_matter` is the number of the one that the course shows at present."""

    study: Study
    attempts: AttemptSummary
    forms: tuple[DueForm, ...]
    front_matter: int | None
    showings: tuple[Showing, ...]

    @property
    def front_matter_shown(self) -> bool:
        """Whether the learner was shown the present one (R21)."""
        return any(each.front_matter == self.front_matter for each in self.showings)


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferVerdict:
    """One credit of a course as it stands for one learner.

    `award` is the award there was, even if revoked; `certificate` is the one that stands for it, none if revoked.
    """

    terms: Terms
    verdict: Verdict
    evidence: Evidence
    standard: Standard
    award: Award | None
    certificate: Certificate | None

    @property
    def offer(self) -> CreditOffer:
        """The offer whose terms these are."""
        return self.terms.offer

    @property
    def type(self) -> CreditType:
        """The credit type as it was when the offer began."""
        return self.terms.type

    @property
    def for_me(self) -> bool:
        """Whether the credit is for those of the learner's professions that count (R41)."""
        return self.terms.is_open_to(self.verdict.professions)

    @property
    def last(self) -> dt.date:
        """The last day for what is left to do: of the credit, or where it is completed of its claim."""
        return self.terms.last_claim if self.verdict.completed_on else self.terms.last

    @property
    def can_be_earned(self) -> bool:
        """Whether it is the learner's, was not awarded, and lacks nothing that cannot be mended."""
        return self.for_me and self.award is None and not any(each.is_final for each in self.verdict.shortfalls)

    @property
    def revocation(self) -> Revocation | None:
        """How the award was taken back, if it was."""
        return revocation_of(self.award) if self.award else None


@dataclass(frozen=True, kw_only=True, slots=True)
class PreflightLine:
    """What one credit of a course is to a learner, whatever is still to be done in the course.

    `obstacles` are what doing it does not remove. `days_left` to the last day is negative after it.
    """

    terms: Terms
    for_me: bool
    awarded: bool
    days_left: int
    obstacles: tuple[Shortfall, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """What the rule of credit needs to know of a learner, whatever the course."""

    closed_at: dt.datetime | None
    has_profile: bool
    held: tuple[Held, ...]
    identifiers: frozenset[str]
    elsewhere: Mapping[Credit, Sequence[Prior]]
    """What other accounts hold under the learner's numbers, by content and credit type."""


def coursework_of(enrollments: Iterable[Enrollment]) -> dict[int, Coursework]:
    """Return what was done in each enrollment by its primary key, in seven queries for all.

    The enrollments must come with their `version`.
    """
    enrollments = list(enrollments)
    studies, attempts, forms = studies_of(enrollments), attempts_of_many(enrollments), forms_for_many(enrollments)
    present, showings = _showings_of(enrollments)
    return {
        each.pk: Coursework(
            study=studies[each.pk],
            attempts=attempts[each.pk],
            forms=forms[each.pk],
            front_matter=present.get(each.pk),
            showings=tuple(showings[each.pk]),
        )
        for each in enrollments
    }


def _showings_of(enrollments: Collection[Enrollment]) -> tuple[dict[int, int], dict[int, list[Showing]]]:
    """Return by enrollment which front matter the course shows at present, where any was shown, and what was."""
    present: dict[int, int] = {}
    showings: dict[int, list[Showing]] = defaultdict(list)
    found = FrontMatterShowing.objects.filter(enrollment__in=enrollments).order_by("shown_at", "pk")
    columns = ("enrollment_id", "enrollment__course__current_front_matter__number", "front_matter__number", "shown_at")
    for pk, number, shown, at in found.values_list(*columns):
        present[pk] = number
        showings[pk].append(Showing(front_matter=shown, at=at))
    return present, showings


def verdicts_for_many(
    enrollments: Iterable[Enrollment], now: dt.datetime, coursework: Mapping[int, Coursework] | None = None
) -> dict[int, tuple[OfferVerdict, ...]]:
    """Return how each credit of each enrollment's version stands, by primary key of the enrollment.

    The enrollments must come with their `course` and `version`.

    Three queries for all beside those of `coursework_of`, which is asked unless its answer is given.
    """
    enrollments = list(enrollments)
    coursework = coursework_of(enrollments) if coursework is None else coursework
    people = people_of({each.learner_id for each in enrollments})
    held = _certificates_by_credit(enrollments)
    offered = terms_of_many({each.version_id for each in enrollments})
    return {
        each.pk: tuple(
            _judged(each, terms, people[each.learner_id], coursework[each.pk], held.get(_credit(each, terms), []), now)
            for terms in offered[each.version_id]
        )
        for each in enrollments
    }


def _judged(
    enrollment: Enrollment,
    terms: Terms,
    person: Person,
    done: Coursework,
    held: Sequence[Certificate],
    now: dt.datetime,
) -> OfferVerdict:
    certificate = next((each for each in held if each.award.course_id == enrollment.course_id), None)
    award, standard = certificate.award if certificate else None, standard_of(terms)
    credit = enrollment.course.content, terms.type.code
    evidence = with_work(evidence_of(person, [each.award for each in held], credit), terms, enrollment, done)
    return OfferVerdict(
        terms=terms,
        verdict=judge(evidence, standard, now),
        evidence=evidence,
        standard=standard,
        award=award,
        certificate=None if award is None or revocation_of(award) else certificate,
    )


def verdicts_for(enrollment: Enrollment, now: dt.datetime) -> tuple[OfferVerdict, ...]:
    """Return how each credit of the enrollment's version stands, the largest first."""
    return verdicts_for_many([enrollment], now)[enrollment.pk]


def preflight(learner: User, version: CourseVersion, now: dt.datetime) -> tuple[PreflightLine, ...]:
    """Return what each credit of a version would be for `learner`, who is not enrolled, in three queries."""
    person = people_of([learner.pk])[learner.pk]
    content = Course.objects.filter(pk=version.course_id).values("content")
    held: dict[str, list[Award]] = defaultdict(list)
    for award in Award.objects.filter(learner=learner, course__content__in=content).select_related("offer"):
        held[award.credit_type].append(award)
    own = {code for code, awards in held.items() if any(each.course_id == version.course_id for each in awards)}
    same = content.values_list("content", flat=True).get() if person.elsewhere else ""
    return tuple(
        _preflight(each, evidence_of(person, held[each.type.code], (same, each.type.code)), now, own)
        for each in terms_of_version(version)
    )


def _preflight(terms: Terms, evidence: Evidence, now: dt.datetime, awarded: Collection[str]) -> PreflightLine:
    verdict = judge(evidence, standard_of(terms), now)
    return _preflight_line(terms, verdict, now, awarded=terms.type.code in awarded)


def preflight_of(enrollment: Enrollment, now: dt.datetime) -> tuple[PreflightLine, ...]:
    """Return what each credit of their version is to an enrolled learner, by the very verdicts of the claim page."""
    return tuple(
        _preflight_line(each.terms, each.verdict, now, awarded=each.award is not None)
        for each in verdicts_for(enrollment, now)
    )


def _preflight_line(terms: Terms, verdict: Verdict, now: dt.datetime, *, awarded: bool) -> PreflightLine:
    ahead = OF_THE_CREDIT | OF_THE_PERSON
    return PreflightLine(
        terms=terms,
        for_me=terms.is_open_to(verdict.professions),
        awarded=awarded,
        days_left=terms.days_left(now),
        obstacles=tuple(each for each in verdict.shortfalls if each.is_final or each.code in ahead),
    )


def standard_of(terms: Terms) -> Standard:
    """Return what an offer asks, as the rule of credit knows it."""
    kind = terms.type
    return Standard(
        credit_type=kind.code,
        amount=terms.amount,
        step=kind.step,
        self_claimed=terms.self_claimed,
        attested=bool(kind.attestation),
        professions=kind.professions,
        licensed=kind.professions & LICENSED,
        served=terms.served,
        required_identifiers=terms.required_identifiers,
        certified_on=terms.certified_on,
        valid_from=terms.valid_from,
        valid_to=terms.last,
        claim_days=terms.claim_days,
        zone=terms.zone,
        pass_mark=terms.pass_mark,
        attempt_limit=terms.attempt_limit,
        evaluation_required=terms.evaluation_required,
        once=terms.once,
        withdrawn_at=terms.withdrawn_at,
    )


def evidence_of(person: Person, held: Iterable[Award], credit: Credit) -> Evidence:
    """Return what a learner is and holds, before anything was done in a course.

    `held` are the learner's awards of the same `credit`, of this course and of its twins (R44).
    """
    return Evidence(
        closed_at=person.closed_at,
        profile_complete=person.has_profile,
        held=person.held,
        identifiers=person.identifiers,
        prior=tuple(Prior(completed_on=each.completed_on, last=last_day_of(each.offer)) for each in held),
        under_number=tuple(person.elsewhere.get(credit, ())),
    )


def with_work(evidence: Evidence, terms: Terms, enrollment: Enrollment, done: Coursework) -> Evidence:
    """Return evidence with what was done in a course; only the form of the credit's own provider counts (R37)."""
    closings = [at for at in (evidence.closed_at, enrollment.closed_at) if at]
    return replace(
        evidence,
        closed_at=min(closings, default=None),
        enrolled_at=enrollment.enrolled_at,
        version=enrollment.version.number,
        front_matter=done.front_matter,
        showings=done.showings,
        chapters=tuple(each.slug for each in done.study.chapters if each.finished),
        studied=done.study.complete,
        minutes_left=0 if done.study.next_chapter else done.study.minutes_left,
        studied_at=done.study.finished_at,
        chapter_minutes=sum(each.minutes for each in done.study.chapters),
        attempts=tuple(map(_attempt, done.attempts.attempts)),
        **_evaluation(terms, done.forms),
    )


def _attempt(each: HandedIn) -> Attempt:
    test = each.posttest.version.number
    return Attempt(number=each.number, right=each.right, total=each.total, at=each.submitted_at, version=test)


def _evaluation(terms: Terms, forms: Iterable[DueForm]) -> dict[str, Any]:
    """Return which form of the credit's provider was answered first, and when."""
    sent = [(due.response.submitted_at, due.form) for due in forms if due.response and due.provider == terms.provider]
    if not sent:
        return {}
    at, form = min(sent, key=lambda each: each[0])
    return {"evaluated_at": at, "form": f"{form.slug} v{form.version}"}


def people_of(learner_ids: Collection[int]) -> dict[int, Person]:
    """Return what is known of learners by their primary keys, in one query for all.

    Where one of them shares a number with another account there are two more.
    """
    held: dict[int, set[Held]] = defaultdict(set)
    identifiers: dict[int, set[str]] = defaultdict(set)
    of_one: dict[int, tuple[dt.datetime | None, bool]] = {}
    sharing = set()
    found = User.objects.filter(pk__in=learner_ids).annotate(shares=are_shared())
    for row in found.values("shares", *PERSONAL):
        pk = row["pk"]
        sharing |= {pk} if row["shares"] else set()
        of_one[pk] = (row["closed_at"], row["profile__pk"] is not None)
        held[pk] |= _held(row)
        identifiers[pk] |= _tokens(row)
    elsewhere = held_elsewhere(sharing) if sharing else {}
    return {
        pk: Person(
            closed_at=closed_at,
            has_profile=has_profile,
            held=tuple(sorted(held[pk], key=lambda each: (each.since, each.profession))),
            identifiers=frozenset(identifiers[pk]),
            elsewhere=elsewhere.get(pk, {}),
        )
        for pk, (closed_at, has_profile) in of_one.items()
    }


PERSONAL = (
    "pk",
    "closed_at",
    "profile__pk",
    "profile__birth_month",
    "professions__profession",
    "professions__held_from",
    "professions__ended_at",
    "identifiers__kind",
    "identifiers__region",
)


def _held(row: Mapping[str, Any]) -> set[Held]:
    name, since, until = (row[f"professions__{column}"] for column in ("profession", "held_from", "ended_at"))
    return {Held(profession=name, since=since, until=until)} if name else set()


def _tokens(row: Mapping[str, Any]) -> set[str]:
    given = tokens(row["identifiers__kind"], row["identifiers__region"]) if row["identifiers__kind"] else set()
    return set(given) | ({BIRTHDAY} if row["profile__birth_month"] else set())


def _credit(enrollment: Enrollment, terms: Terms) -> tuple[int, str, str]:
    return enrollment.learner_id, enrollment.course.content, terms.type.code


def _certificates_by_credit(enrollments: Sequence[Enrollment]) -> dict[tuple[int, str, str], list[Certificate]]:
    """Return the present certificates of each learner, content and credit type, the latest completion first.

    Each award has exactly one. Those of twins are among them (R44).
    """
    learners, contents = {each.learner_id for each in enrollments}, {each.course.content for each in enrollments}
    found = certificates().filter(award__learner__in=learners, award__course__content__in=contents, replaced_by=None)
    by_credit: dict[tuple[int, str, str], list[Certificate]] = defaultdict(list)
    for each in found.select_related("award__course").order_by("-award__completed_on", "-award_id"):
        by_credit[each.award.learner_id, each.award.course.content, each.award.credit_type].append(each)
    return by_credit
