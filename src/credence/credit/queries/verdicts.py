"""What each credit of a course is to a learner: due, awarded, or what is missing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from credence.accounts.models import User
from credence.accounts.rules.identifiers import BIRTHDAY, tokens
from credence.assessment.queries import AttemptSummary, attempts_of_many
from credence.catalog.models import Course, CourseVersion, CreditOffer
from credence.catalog.rules.credit_types import Claim, CreditType
from credence.catalog.rules.strictest import stricter_limit, stricter_mark
from credence.credit.models import Award, Certificate, Revocation
from credence.credit.queries.ledger import certificates, revocation_of, type_of
from credence.credit.rules import Attempt, Evidence, Missing, Shortfall, Standard, Verdict, judge
from credence.enrollment.models import Enrollment, FrontMatterShowing
from credence.evaluation.queries import DueForm, forms_for_many
from credence.progress.queries import Study, studies_of

CLOSED = frozenset({Missing.WITHDRAWN, Missing.NOT_YET, Missing.EXPIRED})
AHEAD_OF_THE_START = CLOSED | {Missing.PROFILE, Missing.PROFESSION, Missing.ONCE, Missing.IDENTIFIERS}
"""What a learner can be told before enrolling: all that does not depend on doing the course."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Coursework:
    """What was done in one enrollment."""

    study: Study
    attempts: AttemptSummary
    forms: tuple[DueForm, ...]
    front_matter_shown: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferVerdict:
    """One credit of a course as it stands for one learner.

    `award` is the award there was, even if revoked; `certificate` is the one that stands for it, none if revoked.
    `for_me` says whether the credit is for the learner's professions.
    """

    offer: CreditOffer
    type: CreditType
    verdict: Verdict
    evidence: Evidence
    standard: Standard
    award: Award | None
    certificate: Certificate | None
    for_me: bool

    @property
    def revocation(self) -> Revocation | None:
        """How the award was taken back, if it was."""
        return revocation_of(self.award) if self.award else None


@dataclass(frozen=True, kw_only=True, slots=True)
class PreflightLine:
    """What one credit of a course would be for a learner who has done nothing of it yet.

    `obstacles` are what is missing whatever is done in the course. `days_left` to the last day is negative after it.
    """

    offer: CreditOffer
    type: CreditType
    for_me: bool
    awarded: bool
    open: bool
    days_left: int
    obstacles: tuple[Shortfall, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """What the rule of credit needs to know of a learner, whatever the course."""

    has_profile: bool
    professions: frozenset[str]
    identifiers: frozenset[str]


def coursework_of(enrollments: Iterable[Enrollment]) -> dict[int, Coursework]:
    """Return what was done in each enrollment by its primary key, in seven queries for all.

    The enrollments must come with their `course` and `version`.
    """
    enrollments = list(enrollments)
    studies, attempts, forms = studies_of(enrollments), attempts_of_many(enrollments), forms_for_many(enrollments)
    showings = FrontMatterShowing.objects.filter(enrollment__in=enrollments)
    shown = set(showings.values_list("enrollment_id", "front_matter_id"))
    return {
        each.pk: Coursework(
            study=studies[each.pk],
            attempts=attempts[each.pk],
            forms=forms[each.pk],
            front_matter_shown=(each.pk, each.course.current_front_matter_id) in shown,
        )
        for each in enrollments
    }


def verdicts_for_many(
    enrollments: Iterable[Enrollment], now: dt.datetime, coursework: Mapping[int, Coursework] | None = None
) -> dict[int, tuple[OfferVerdict, ...]]:
    """Return how each credit of each enrollment's version stands, by primary key of the enrollment.

    Three queries for all beside those of `coursework_of`, which is asked unless its answer is given.
    """
    enrollments = list(enrollments)
    coursework = coursework_of(enrollments) if coursework is None else coursework
    people = people_of({each.learner_id for each in enrollments})
    certificates = _certificates_by_credit(enrollments)
    offers = _offers_by_version({each.version_id for each in enrollments})
    return {
        each.pk: tuple(
            _offer_verdict(
                *(offer, each.course, people[each.learner_id], coursework[each.pk]),
                certificates.get((each.learner_id, each.course_id, offer.credit_type)),
                now,
            )
            for offer in offers[each.version_id]
        )
        for each in enrollments
    }


def verdicts_for(enrollment: Enrollment, now: dt.datetime) -> tuple[OfferVerdict, ...]:
    """Return how each credit of the enrollment's version stands, the largest first."""
    return verdicts_for_many([enrollment], now)[enrollment.pk]


def preflight(learner: User, version: CourseVersion, now: dt.datetime) -> tuple[PreflightLine, ...]:
    """Return what each credit of a version would be for `learner`, in four queries."""
    person, offers = people_of([learner.pk])[learner.pk], _offers_by_version([version.pk])[version.pk]
    awards = Award.objects.filter(learner=learner, course=version.course_id)
    awarded = set(awards.values_list("credit_type", flat=True))
    return tuple(
        _preflight_line(each, version.course, person, now, awarded=each.credit_type in awarded) for each in offers
    )


def standard_of(offer: CreditOffer, course: Course) -> Standard:
    """Return what `offer` asks, never less than its type asked when the offer began (R29, R33, R37)."""
    kind = type_of(offer)
    return Standard(
        credit_type=offer.credit_type,
        amount=offer.amount,
        step=kind.step,
        self_claimed=kind.claim is Claim.SELF_CLAIMED,
        attested=bool(kind.attestation),
        professions=kind.professions,
        required_identifiers=identifiers_for(offer),
        certified_on=offer.certified_on,
        valid_from=offer.valid_from,
        valid_to=offer.valid_to,
        zone=offer.provider.time_zone,
        pass_mark=stricter_mark(offer.pass_mark, None, kind.minimum_pass_mark),
        attempt_limit=stricter_limit(offer.attempt_limit, kind.max_attempts),
        evaluation_required=asks_for_evaluation(offer),
        withdrawn_at=course.credit_withdrawn_at,
    )


def identifiers_for(offer: CreditOffer) -> tuple[frozenset[str], ...]:
    """Return the groups of tokens that a claim of `offer` needs: those of its type (R45 to R47).

    Where its provider reports learners to PARS, they are also what PARS matches by (R60).
    """
    kind = type_of(offer)
    return kind.required_identifiers + (kind.matched_by if offer.provider.reports_to_pars else ())


def asks_for_evaluation(offer: CreditOffer) -> bool:
    """Return whether the evaluation of the offer's provider comes before its claim: by the offer or its type (R37)."""
    return offer.evaluation_required or type_of(offer).evaluation_locked


def evidence_of(offer: CreditOffer, person: Person, done: Coursework | None, *, awarded: bool) -> Evidence:
    """Return what a learner is and did for `offer`; only the form of the offer's own provider counts for it (R37)."""
    evidence = Evidence(
        profile_complete=person.has_profile,
        professions=person.professions,
        identifiers=person.identifiers,
        awarded=awarded,
    )
    if done is None:
        return evidence
    responses = [form.response for form in done.forms if form.response and form.provider.pk == offer.provider_id]
    return replace(
        evidence,
        front_matter_shown=done.front_matter_shown,
        studied=done.study.complete,
        attempts=tuple(
            Attempt(number=each.number, right=each.right, total=each.total, at=each.submitted_at)
            for each in done.attempts.attempts
        ),
        evaluated_at=min((each.submitted_at for each in responses), default=None),
    )


def people_of(learner_ids: Collection[int]) -> dict[int, Person]:
    """Return what is known of learners by their primary keys, in one query for all."""
    joined = ("pk", "profile__pk", "professions__profession", "professions__ended_at")
    numbers = ("identifiers__kind", "identifiers__region", "profile__birth_month")
    found = User.objects.filter(pk__in=learner_ids).values_list(*joined, *numbers)
    profiles, professions = defaultdict(set), defaultdict(set)
    identifiers: dict[int, set[str]] = defaultdict(set)
    for pk, profile, profession, ended_at, kind, place, birth_month in found:
        profiles[pk].add(profile)
        if ended_at is None:
            professions[pk].add(profession)
        identifiers[pk] |= (tokens(kind, place) if kind else set()) | ({BIRTHDAY} if birth_month else set())
    return {
        pk: Person(
            has_profile=None not in profiles[pk],
            professions=frozenset(professions[pk] - {None}),
            identifiers=frozenset(identifiers[pk]),
        )
        for pk in profiles
    }


def _offers_by_version(version_ids: Collection[int]) -> dict[int, list[CreditOffer]]:
    found: dict[int, list[CreditOffer]] = defaultdict(list)
    offers = CreditOffer.objects.filter(version__in=version_ids).select_related("provider")
    for offer in offers.order_by("-amount", "credit_type"):
        found[offer.version_id].append(offer)
    return found


def _certificates_by_credit(enrollments: Sequence[Enrollment]) -> dict[tuple[int, int, str], Certificate]:
    """Return the present certificate of each learner, course and credit type; each award has exactly one."""
    learners, courses = {each.learner_id for each in enrollments}, {each.course_id for each in enrollments}
    found = certificates().filter(award__learner__in=learners, award__course__in=courses, replaced_by=None)
    return {(each.award.learner_id, each.award.course_id, each.award.credit_type): each for each in found}


def _offer_verdict(
    offer: CreditOffer,
    course: Course,
    person: Person,
    done: Coursework,
    certificate: Certificate | None,
    now: dt.datetime,
) -> OfferVerdict:
    award, kind, standard = certificate.award if certificate else None, type_of(offer), standard_of(offer, course)
    evidence = evidence_of(offer, person, done, awarded=award is not None)
    return OfferVerdict(
        offer=offer,
        type=kind,
        verdict=judge(evidence, standard, now),
        evidence=evidence,
        standard=standard,
        award=award,
        certificate=None if award is None or revocation_of(award) else certificate,
        for_me=kind.is_open_to(person.professions),
    )


def _preflight_line(
    offer: CreditOffer, course: Course, person: Person, now: dt.datetime, *, awarded: bool
) -> PreflightLine:
    standard = standard_of(offer, course)
    shortfalls = judge(evidence_of(offer, person, None, awarded=awarded), standard, now).shortfalls
    obstacles = tuple(each for each in shortfalls if each.code in AHEAD_OF_THE_START)
    return PreflightLine(
        offer=offer,
        type=type_of(offer),
        for_me=type_of(offer).is_open_to(person.professions),
        awarded=awarded,
        open=all(each.code not in CLOSED for each in obstacles),
        days_left=(offer.valid_to - standard.day_of(now)).days,
        obstacles=obstacles,
    )
