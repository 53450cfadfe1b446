"""What is due to learners, what they hold, and what a certificate stands for."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from credence.accounts.models import HeldProfession, Identifier, User
from credence.accounts.queries import identifiers_of, professions_of
from credence.assessment.queries import AttemptSummary, attempts_of_many
from credence.catalog.enums import StatementKind
from credence.catalog.models import CourseVersion, CreditOffer, Statement
from credence.catalog.rules.credit_types import CreditType, credit_type
from credence.catalog.rules.statements import fill
from credence.credit.models import Award, Certificate
from credence.credit.rules import Evidence, Standard, Try, Verdict, judge
from credence.enrollment.models import Enrollment, FrontMatterShowing
from credence.evaluation.queries import DueForm, forms_for_many
from credence.kit.clock import day_in
from credence.progress.queries import Study, studies_of


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferVerdict:
    """One credit offer, what the rule says of it for one learner, and what was awarded."""

    offer: CreditOffer
    type: CreditType
    for_me: bool
    evidence: Evidence
    standard: Standard
    verdict: Verdict
    award: Award | None
    certificate: Certificate | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Preflight:
    """What one credit offer would mean for a learner who is not enrolled yet."""

    offer: CreditOffer
    type: CreditType
    for_me: bool
    missing: tuple[str, ...]
    awarded: bool
    days_left: int
    open: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class TranscriptLine:
    """One award as a transcript shows it."""

    completed_on: dt.date
    title: str
    provider: str
    type: CreditType
    amount: Decimal
    reference_number: str
    code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Total:
    """The sum of one credit type."""

    type: CreditType
    amount: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Transcript:
    """The awards of a period that stand, newest first, with their totals by credit type."""

    rows: tuple[TranscriptLine, ...]
    totals: tuple[Total, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Verification:
    """All that a verifier is told. `status` is valid, replaced or withdrawn; `since` is when it ceased to be valid."""

    name: str
    course: str
    provider: str
    type: CreditType
    amount: Decimal
    completed_on: dt.date
    status: str
    since: dt.datetime | None


@dataclass(frozen=True, kw_only=True)
class _Facts:
    professions: dict[int, frozenset[str]]
    identifiers: dict[int, frozenset[str]]
    studies: dict[int, Study]
    attempts: dict[int, AttemptSummary]
    forms: dict[int, tuple[DueForm, ...]]
    shown: set[tuple[int, int]]
    offers: dict[int, list[CreditOffer]]
    awards: dict[tuple[int, int, str], Award]
    certificates: dict[int, Certificate]


def verdicts_for(enrollment: Enrollment, now: dt.datetime) -> tuple[OfferVerdict, ...]:
    """Return what the rule says of every credit offer of the enrollment's version."""
    return verdicts_for_many([enrollment], now)[enrollment.pk]


def verdicts_for_many(enrollments: Sequence[Enrollment], now: dt.datetime) -> dict[int, tuple[OfferVerdict, ...]]:
    """Return the verdicts of each enrollment by its primary key, in a fixed number of queries for all.

    The enrollments must come with their `course` and `version`.
    """
    facts = _gather(enrollments)
    return {
        each.pk: tuple(_verdict(each, offer, facts, now) for offer in facts.offers[each.version_id])
        for each in enrollments
    }


def _gather(enrollments: Sequence[Enrollment]) -> _Facts:
    learners = {each.learner_id for each in enrollments}
    offers: dict[int, list[CreditOffer]] = defaultdict(list)
    versions = {each.version_id for each in enrollments}
    for offer in CreditOffer.objects.filter(version__in=versions).select_related("provider").order_by("pk"):
        offers[offer.version_id].append(offer)
    awards = Award.objects.filter(learner__in=learners, course__in={each.course_id for each in enrollments})
    held = {(each.learner_id, each.course_id, each.credit_type): each for each in awards}
    documents = Certificate.objects.filter(award__in=awards, replaced_by=None).defer("pdf", "snapshot")
    shown = FrontMatterShowing.objects.filter(enrollment__in=enrollments).values_list(
        "enrollment_id", "front_matter_id"
    )
    return _Facts(
        professions=_grouped(HeldProfession.objects.filter(user__in=learners).values_list("user_id", "profession")),
        identifiers=_grouped(Identifier.objects.filter(user__in=learners).values_list("user_id", "kind")),
        studies=studies_of(enrollments),
        attempts=attempts_of_many(enrollments),
        forms=forms_for_many(enrollments),
        shown=set(shown),
        offers=offers,
        awards=held,
        certificates={each.award_id: each for each in documents},
    )


def _grouped(pairs: Iterable[tuple[int, str]]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for user, value in pairs:
        found[user].add(value)
    return defaultdict(frozenset, {user: frozenset(values) for user, values in found.items()})


def _verdict(enrollment: Enrollment, offer: CreditOffer, facts: _Facts, now: dt.datetime) -> OfferVerdict:
    kind = credit_type(offer.credit_type, offer.valid_from)
    award = facts.awards.get((enrollment.learner_id, enrollment.course_id, offer.credit_type))
    evidence, standard = _evidence(enrollment, offer, facts), standard_of(enrollment, offer)
    return OfferVerdict(
        offer=offer,
        type=kind,
        for_me=kind.is_open_to(facts.professions[enrollment.learner_id]),
        evidence=evidence,
        standard=standard,
        verdict=judge(evidence, standard, now),
        award=award,
        certificate=facts.certificates.get(award.pk) if award else None,
    )


def _evidence(enrollment: Enrollment, offer: CreditOffer, facts: _Facts) -> Evidence:
    responses = [due.response for due in facts.forms[enrollment.pk] if due.provider.pk == offer.provider_id]
    sent = [response.submitted_at for response in responses if response]
    return Evidence(
        professions=facts.professions[enrollment.learner_id],
        identifiers=facts.identifiers[enrollment.learner_id],
        front_matter_shown=(enrollment.pk, enrollment.course.current_front_matter_id) in facts.shown,
        study_complete=facts.studies[enrollment.pk].complete,
        tries=tuple(
            Try(number=each.number, right=each.right, total=each.total, at=each.submitted_at)
            for each in facts.attempts[enrollment.pk].attempts
        ),
        evaluated_at=max(sent, default=None),
        already_awarded=(enrollment.learner_id, enrollment.course_id, offer.credit_type) in facts.awards,
    )


def standard_of(enrollment: Enrollment, offer: CreditOffer) -> Standard:
    """Return what `offer` asks, its own mark and limit and those of its credit type, the stricter of each (R29)."""
    kind = credit_type(offer.credit_type, offer.valid_from)
    limits = [limit for limit in (offer.attempt_limit, kind.max_attempts) if limit is not None]
    return Standard(
        amount=offer.amount,
        professions=kind.professions,
        identifiers=kind.identifiers,
        certified_on=offer.certified_on,
        valid_from=offer.valid_from,
        valid_to=offer.valid_to,
        zone=offer.provider.time_zone,
        pass_mark=max(offer.pass_mark, kind.minimum_pass_mark or 0),
        attempt_limit=min(limits, default=None),
        evaluation_required=offer.evaluation_required or kind.evaluation_locked,
        withdrawn=enrollment.course.credit_withdrawn_at is not None,
    )


def preflight(learner: User, version: CourseVersion, now: dt.datetime) -> tuple[Preflight, ...]:
    """Return what each credit offer of `version` would mean for `learner`, before they enroll."""
    professions, identifiers = professions_of(learner), identifiers_of(learner)
    held = set(Award.objects.filter(learner=learner, course=version.course_id).values_list("credit_type", flat=True))
    found = []
    for offer in version.credit_offers.select_related("provider").order_by("pk"):
        kind = credit_type(offer.credit_type, offer.valid_from)
        today = day_in(offer.provider.time_zone, now)
        found.append(
            Preflight(
                offer=offer,
                type=kind,
                for_me=kind.is_open_to(professions),
                missing=tuple(sorted(kind.identifiers - identifiers.keys())),
                awarded=offer.credit_type in held,
                days_left=(offer.valid_to - today).days,
                open=offer.valid_from <= today <= offer.valid_to,
            )
        )
    return tuple(found)


def snapshot_values(award: Award, enrollment: Enrollment, offer: CreditOffer) -> dict[str, Any]:
    """Return what a certificate of `award` says of learner, course, credit and provider, as it is today (R49-R52)."""
    version, provider, profile = enrollment.version, offer.provider, enrollment.learner.profile
    statements = _statements(version, offer)
    return {
        "kind": offer.credit_type,
        "learner_name": ", ".join(part for part in (profile.full_name, profile.suffix) if part),
        "learner_credentials": profile.credentials,
        "learner_identifiers": _printed_identifiers(enrollment.learner, offer.credit_type),
        "course_title": version.title,
        "amount": f"{award.amount.normalize():f}",
        "completed_on": award.completed_on.isoformat(),
        "learning_format": str(version.get_learning_format_display()).capitalize(),
        "provider_name": provider.name,
        "provider_address": provider.address,
        "provider_url": provider.url,
        "provider_numbers": tuple((str(board), str(number)) for board, number in provider.provider_numbers.items()),
        "joint_provider_name": version.joint_provider,
        "signatory_name": provider.signatory_name,
        "signatory_title": provider.signatory_title,
        "accreditation_statement": statements.get("accreditation", ""),
        "credit_statement": statements.get("credit", ""),
        "category": offer.category,
        "approver": offer.approver,
        "reference_number": offer.reference_number,
        "approval_expires_on": offer.valid_to.isoformat() if offer.approver else "",
    }


def _statements(version: CourseVersion, offer: CreditOffer) -> dict[str, str]:
    """R14, R17: the direct or the joint accreditation statement, and the statement of the credit."""
    joint = StatementKind.JOINT_ACCREDITATION if version.joint_provider else StatementKind.ACCREDITATION
    credit = StatementKind.PARTICIPATION if offer.credit_type == "participation" else StatementKind.DESIGNATION
    wanted = {joint: "accreditation", credit: "credit"}
    found = Statement.objects.filter(
        provider=offer.provider_id, kind__in=wanted, credit_type__in=("", offer.credit_type)
    )
    values = _bracket_values(version, offer)
    return {wanted[StatementKind(each.kind)]: fill(each.text, values) for each in found.order_by("version")}


def _bracket_values(version: CourseVersion, offer: CreditOffer) -> dict[str, str]:
    return {
        "provider": offer.provider.name,
        "joint_provider": version.joint_provider,
        "learning_format": str(version.get_learning_format_display()),
        "title": version.title,
        "credits": f"{offer.amount.normalize():f}",
        "approver": offer.approver,
        "reference_number": offer.reference_number,
        "category": offer.category,
        "valid_from": offer.valid_from.isoformat(),
        "valid_to": offer.valid_to.isoformat(),
    }


def _printed_identifiers(learner: User, code: str) -> tuple[tuple[str, str], ...]:
    """R51: only the number that this credit needs is printed."""
    kinds = {"arrt-a": ("arrt",), "ancc": ("state-licence",)}.get(code, ())
    rows = Identifier.objects.filter(user=learner, kind__in=kinds).order_by("pk")
    return tuple((str(each.get_kind_display()), f"{each.region} {each.value}".strip()) for each in rows)


def certificate_of(learner: User, public_id: str) -> Certificate | None:
    """Return a certificate of this very learner (R53)."""
    return Certificate.objects.filter(award__learner=learner, public_id=public_id).first()


def transcript_of(learner: User, first: dt.date, last: dt.date) -> Transcript:
    """Return the awards completed from `first` through `last` that were not withdrawn."""
    held = Certificate.objects.filter(
        award__learner=learner, award__completed_on__range=(first, last), award__revocation=None, replaced_by=None
    )
    rows = tuple(
        TranscriptLine(
            completed_on=each.award.completed_on,
            title=each.snapshot["course_title"],
            provider=each.snapshot["provider_name"],
            type=credit_type(each.award.credit_type, each.award.offer.valid_from),
            amount=each.award.amount,
            reference_number=each.snapshot.get("reference_number", ""),
            code=each.code,
        )
        for each in held.select_related("award__offer").defer("pdf").order_by("-award__completed_on", "-award__pk")
    )
    sums: dict[str, Total] = {}
    for row in rows:
        before = sums[row.type.code].amount if row.type.code in sums else Decimal(0)
        sums[row.type.code] = Total(type=row.type, amount=before + row.amount)
    return Transcript(rows=rows, totals=tuple(sums.values()))


def verification_of(code: str) -> Verification | None:
    """Return what the certificate with this code stands for."""
    return _verification(Certificate.objects.filter(code=code))


def verification_of_file(sha256: str) -> Verification | None:
    """Return what the certificate whose very bytes have this hash stands for."""
    return _verification(Certificate.objects.filter(sha256=sha256))


def _verification(found: "Iterable[Certificate]") -> Verification | None:
    related = ("award__offer", "award__revocation", "replaced_by")
    certificate = Certificate.objects.filter(pk__in=[each.pk for each in found]).select_related(*related).first()
    if certificate is None:
        return None
    award, revocation = certificate.award, getattr(certificate.award, "revocation", None)
    successor = getattr(certificate, "replaced_by", None)
    status = "withdrawn" if revocation else "replaced" if successor else "valid"
    return Verification(
        name=certificate.snapshot["learner_name"],
        course=certificate.snapshot["course_title"],
        provider=certificate.snapshot["provider_name"],
        type=credit_type(award.credit_type, award.offer.valid_from),
        amount=award.amount,
        completed_on=award.completed_on,
        status=status,
        since=revocation.revoked_at if revocation else successor.issued_at if successor else None,
    )
