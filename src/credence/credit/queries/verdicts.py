"""What each credit of a course is to a learner: due, awarded, or what is missing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.db.models import BigIntegerField, CharField, QuerySet

from credence.accounts.models import User
from credence.accounts.rules.professions import LICENSED
from credence.assessment.models import Attempt as HandedIn
from credence.catalog.models import CourseVersion, CreditOffer
from credence.catalog.queries.kept import courses_kept, terms_kept, version_kept
from credence.catalog.queries.stamp import mark_beside, mark_of_content
from credence.catalog.queries.terms import Terms, last_day_of
from credence.catalog.rules.credit_types import CreditType
from credence.catalog.rules.repeats import Prior
from credence.credit.models import Award, Certificate, Revocation
from credence.credit.queries.coursework import Coursework, Known, known_of
from credence.credit.queries.ledger import OF_THE_PROOF, revocation_of
from credence.credit.queries.numbers import Credit
from credence.credit.queries.people import Person, people_of
from credence.credit.rules import (
    OF_THE_CREDIT,
    OF_THE_PERSON,
    Attempt,
    Evidence,
    Missing,
    Shortfall,
    Standard,
    Verdict,
    judge,
)
from credence.enrollment.models import Enrollment
from credence.enrollment.queries.done import LEARNERS
from credence.evaluation.queries import DueForm
from credence.kit.kept import Kept
from credence.kit.statements import Among, Asked, AskedKeys, Statement


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
    certificate: Certificate | None = None
    """What stands for it, if it was awarded."""


def verdicts_for_many(
    enrollments: Iterable[Enrollment], now: dt.datetime, known: Known | None = None, mark: str | None = None
) -> dict[int, tuple[OfferVerdict, ...]]:
    """Return how each credit of each enrollment stands, by primary key of the enrollment.

    The enrollments must come with their `course` and `version`. In one query for all, and that of `known_of`, which is
    asked unless its answer is given; `mark` is as there.
    """
    enrollments = list(enrollments)
    mark = mark_beside(enrollments) if mark is None else mark
    known = known or known_of(enrollments, mark)
    held = _certificates_by_credit(enrollments)
    offered = offers_kept({_studied(each) for each in enrollments}, mark)
    judged = {each.pk: _all_judged(each, offered[_studied(each)], known, held, now) for each in enrollments}
    return {pk: tuple(_one_a_credit(found)) for pk, found in judged.items()}


def _studied(enrollment: Enrollment) -> tuple[int, int]:
    return enrollment.version_id, enrollment.began_with_id


def _one_a_credit(found: Sequence[OfferVerdict]) -> Iterator[OfferVerdict]:
    """Yield the verdict that counts of each credit, which later terms may have been added to.

    It is that by which the credit was awarded, else the first by which it is due, else the first by which it still can
    be, else the last. Credit that came to the course after the learner had completed it is not theirs at all, and not
    shown (R7).
    """
    for _, group in groupby(found, key=lambda each: each.offer.credit_type):
        terms = list(group)
        ladder = (
            [each for each in terms if each.award and each.award.offer_id == each.offer.pk],
            [each for each in terms if each.verdict.is_due],
            [each for each in terms if not any(one.is_final for one in each.verdict.shortfalls)],
            terms[-1:],
        )
        chosen = next(each for each in ladder if each)[0]
        if not (chosen.terms.is_added and chosen.award is None and _is_early(chosen)):
            yield chosen


def _is_early(found: OfferVerdict) -> bool:
    return any(each.code is Missing.EARLY for each in found.verdict.shortfalls)


Offered = tuple[Terms, Standard]
Holdings = Mapping[tuple[int, str, str], Sequence[Certificate]]
MOST = 500
Studied = tuple[int, int]
"""The version that is studied, and the one it began with."""
_offers: Kept[Studied, tuple[Offered, ...]] = Kept(MOST)


def offers_kept(studied: Collection[Studied], mark: str) -> dict[Studied, tuple[Offered, ...]]:
    """Return the terms of each credit that hold, the largest first, each with the standard that is made of them.

    Kept as long as the mark of content stands, as the terms are, of which the standard is nothing but a reading.
    """
    return _offers.get(mark, studied, lambda missing: _read_offers(missing, mark))


def _read_offers(studied: Collection[Studied], mark: str) -> dict[Studied, tuple[Offered, ...]]:
    found = terms_kept(studied, mark)
    return {pair: tuple((terms, standard_of(terms)) for terms in found[pair]) for pair in studied}


def _all_judged(
    enrollment: Enrollment, offers: Iterable[Offered], known: Known, held: Holdings, now: dt.datetime
) -> tuple[OfferVerdict, ...]:
    """Return how each credit stands: what was done is evidence for all of them, and told once."""
    done, person = known.coursework[enrollment.pk], known.people[enrollment.learner_id]
    work, found = _work(enrollment, person, done), []
    for terms, standard in offers:
        credit = enrollment.course.content, terms.type.code
        mine = held.get((enrollment.learner_id, *credit), ())
        of_credit = _prior(person, [each.award for each in mine], credit) | _evaluation(terms, done.forms)
        evidence = replace(work, **of_credit) if of_credit else work
        found.append(_judged(enrollment, (terms, standard), evidence, mine, now))
    return tuple(found)


def _judged(
    enrollment: Enrollment, offer: Offered, evidence: Evidence, held: Sequence[Certificate], now: dt.datetime
) -> OfferVerdict:
    certificate = next((each for each in held if each.award.course_id == enrollment.course_id), None)
    award, (terms, standard) = certificate.award if certificate else None, offer
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


def preflight(
    learner: User, version: CourseVersion, now: dt.datetime, mark: str | None = None
) -> tuple[PreflightLine, ...]:
    """Return what each credit of a version would be for `learner`, who is not enrolled, in two queries.

    Without the `mark` of content it is one more.
    """
    mark = mark_of_content() if mark is None else mark
    person = people_of([learner.pk])[learner.pk]
    content = courses_kept([version.course_id], mark)[version.course_id].content
    held: dict[str, list[Award]] = defaultdict(list)
    for award in HELD.run(learner=learner.pk, content=content):
        held[award.credit_type].append(award)
    own = {code for code, awards in held.items() if any(each.course_id == version.course_id for each in awards)}
    return tuple(
        _preflight(each, evidence_of(person, held[each.type.code], (content, each.type.code)), now, own)
        for each in version_kept(version.pk, mark).terms
    )


def _held() -> QuerySet[Award]:
    asked = {"learner": Asked("learner", BigIntegerField()), "course__content": Asked("content", CharField())}
    return Award.objects.filter(**asked).select_related("offer").defer("evidence", "standard", "verdict")


HELD = Statement(_held)


def _preflight(terms: Terms, evidence: Evidence, now: dt.datetime, awarded: Collection[str]) -> PreflightLine:
    verdict = judge(evidence, standard_of(terms), now)
    return _preflight_line(terms, verdict, now, awarded=terms.type.code in awarded)


def preflight_of(results: Iterable[OfferVerdict], now: dt.datetime) -> tuple[PreflightLine, ...]:
    """Return what each credit of their version is to an enrolled learner, by the very verdicts of the claim page."""
    return tuple(
        replace(
            _preflight_line(each.terms, each.verdict, now, awarded=each.award is not None),
            certificate=each.certificate,
        )
        for each in results
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
        valid_from=terms.begins,
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
        **_prior(person, held, credit),
    )


def _prior(person: Person, held: Iterable[Award], credit: Credit) -> dict[str, Any]:
    """Return where the learner, or another account under a number of theirs, holds the same credit (R44)."""
    prior = tuple(Prior(completed_on=each.completed_on, last=last_day_of(each.offer)) for each in held)
    under_number = tuple(person.elsewhere.get(credit, ()))
    return ({"prior": prior} if prior else {}) | ({"under_number": under_number} if under_number else {})


def _work(enrollment: Enrollment, person: Person, done: Coursework) -> Evidence:
    """Return what a learner is, and what was done in a course, whichever of its credits is asked about."""
    closings = [at for at in (person.closed_at, enrollment.closed_at) if at]
    return Evidence(
        closed_at=min(closings, default=None),
        profile_complete=person.has_profile,
        held=person.held,
        identifiers=person.identifiers,
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
    )


def _attempt(each: HandedIn) -> Attempt:
    test = each.posttest.version.number
    return Attempt(
        number=each.number,
        right=each.right,
        total=each.total,
        at=each.submitted_at,
        version=test,
        risen_at=getattr(each, "risen_at", None),
    )


def _evaluation(terms: Terms, forms: Iterable[DueForm]) -> dict[str, Any]:
    """Return which form was answered first, and when: only that of the credit's own provider counts (R37)."""
    sent = [(due.response.submitted_at, due.form) for due in forms if due.response and due.provider == terms.provider]
    if not sent:
        return {}
    at, form = min(sent, key=lambda each: each[0])
    return {"evaluated_at": at, "form": f"{form.slug} v{form.version}"}


JOINED = ("award__course", "award__offer", "award__revocation", "award__correction")


def _certificates() -> QuerySet[Certificate]:
    contents = AskedKeys("contents", CharField(max_length=22))
    mine = Among("award__learner", LEARNERS), Among("award__course__content", contents)
    found = Certificate.objects.select_related(*JOINED).defer("pdf", "snapshot", *OF_THE_PROOF)
    return found.filter(*mine, replaced_by=None).order_by("-award__completed_on", "-award_id")


CERTIFICATES = Statement(_certificates)


def _certificates_by_credit(enrollments: Sequence[Enrollment]) -> dict[tuple[int, str, str], list[Certificate]]:
    """Return the present certificates of each learner, content and credit type, the latest completion first.

    Each award has exactly one. Those of twins are among them (R44).
    """
    learners, contents = {each.learner_id for each in enrollments}, {each.course.content for each in enrollments}
    by_credit: dict[tuple[int, str, str], list[Certificate]] = defaultdict(list)
    for each in CERTIFICATES.run(learners=learners, contents=contents):
        by_credit[each.award.learner_id, each.award.course.content, each.award.credit_type].append(each)
    return by_credit
