"""The ledger read: awards, the certificates that stand for them, transcripts, and what anybody may verify."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, CharField, Max, QuerySet, Sum
from django.db.models.functions import Coalesce

from credence.accounts.models import User
from credence.catalog.queries.terms import terms_of, type_of
from credence.catalog.rules.approval import Approval
from credence.catalog.rules.credit_types import CreditType, credit_type
from credence.credit.enums import Status
from credence.credit.models import Award, Certificate, Revocation
from credence.credit.queries.identity import name_of
from credence.kit.ids import codes_in
from credence.kit.statements import Asked, Statement


@dataclass(frozen=True, kw_only=True, slots=True)
class TranscriptLine:
    """One award on a transcript, as its certificate says it. A revoked one is shown and not counted."""

    completed_on: dt.date
    title: str
    provider: str
    name: str
    """Under which it was given, whatever the learner is called today."""
    corrected_name: str
    """What its certificate says since staff corrected the name, or nothing."""
    amount: Decimal
    type: CreditType
    approval: Approval
    code: str
    certificate_id: str
    revoked: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Total:
    """The sum of one credit type."""

    type: CreditType
    amount: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Transcript:
    """A learner's awards completed from `first` through `last`, the earliest first."""

    first: dt.date
    last: dt.date
    rows: tuple[TranscriptLine, ...]

    @property
    def totals(self) -> tuple[Total, ...]:
        """Return what each credit type adds up to; a type counts from one of its entries to the next as one."""
        sums: dict[str, Decimal] = defaultdict(Decimal)
        types = {}
        for row in self.rows:
            if not row.revoked:
                sums[row.type.code] += row.amount
                types[row.type.code] = row.type
        return tuple(Total(type=types[code], amount=amount) for code, amount in sums.items())


@dataclass(frozen=True, kw_only=True, slots=True)
class Verification:
    """All that anybody is told of a certificate, as it says it; `since` is when it ceased to stand."""

    name: str
    course: str
    completed_on: dt.date
    amount: Decimal
    type: CreditType
    approval: Approval
    provider: str
    status: Status
    since: dt.datetime | None
    checked_at: dt.datetime


OF_THE_PROOF = ("award__evidence", "award__standard", "award__verdict")
"""By what an award was judged: long, and told by no page."""


def awards_of(learner: User) -> QuerySet[Award]:
    """Return all awards of a learner, the latest completion first, with their revocations and corrections."""
    return Award.objects.filter(learner=learner).select_related("course", "offer__provider", "revocation", "correction")


def _one_of_mine() -> QuerySet[Certificate]:
    mine = Certificate.objects.filter(
        award__learner=Asked("learner", BigIntegerField()), public_id=Asked("public_id", CharField())
    )
    unread = ("snapshot", *OF_THE_PROOF, "replaced_by__pdf", "replaced_by__snapshot")
    return mine.select_related("award__revocation", "replaced_by").defer(*unread)


WITH_DOCUMENT, WITHOUT_DOCUMENT = Statement(_one_of_mine), Statement(lambda: _one_of_mine().defer("pdf"))


def certificate_of(learner: User, public_id: str, *, is_kept: bool = False) -> Certificate | None:
    """Return one of the learner's own certificates, whatever became of it since, with its document (R52, R53).

    Who has the document already, or says so (`is_kept`), is given it only where it is asked for.
    """
    asked = WITHOUT_DOCUMENT if is_kept else WITH_DOCUMENT
    return asked.first(learner=learner.pk, public_id=public_id)


def certificate_told(learner: User, public_id: str) -> Certificate | None:
    """Return one of the learner's own certificates with its award and course and all it says, without the document."""
    mine = certificates().filter(award__learner=learner, public_id=public_id, erased_at=None)
    return mine.select_related("award__course").first()


def status_of(certificate: Certificate) -> Status:
    """Return whether a certificate can be relied on."""
    if revocation_of(certificate.award):
        return Status.WITHDRAWN
    return Status.REPLACED if replacement_of(certificate) else Status.VALID


def replacement_of(certificate: Certificate) -> Certificate | None:
    """Return the certificate that took the place of this one, if one did."""
    found: Certificate | None = getattr(certificate, "replaced_by", None)
    return found


def revocation_of(award: Award) -> Revocation | None:
    """Return how an award was taken back, if it was."""
    found: Revocation | None = getattr(award, "revocation", None)
    return found


def current_certificate(award: Award) -> Certificate:
    """Return the certificate that stands for an award: the latest issue (R52)."""
    return Certificate.objects.defer("pdf").get(award=award, replaced_by=None)


def certificate_given_with(award: Award) -> Certificate:
    """Return the certificate that came with an award just given, as this request has it; of others the present one."""
    return award.given_with or current_certificate(award)


def transcript_of(learner: User, first: dt.date, last: dt.date) -> Transcript:
    """Return what `learner` completed from `first` through `last`, in one query."""
    rows = tuple(line_of(each) for each in certificates_completed(learner, first, last))
    return Transcript(first=first, last=last, rows=rows)


def certificates_completed(learner: User, first: dt.date, last: dt.date) -> QuerySet[Certificate]:
    """Return the present certificate of each award completed in a period, the earliest first, for `line_of`."""
    found = certificates().filter(award__learner=learner, award__completed_on__range=(first, last))
    return found.filter(replaced_by=None).order_by("award__completed_on", "award_id")


def totals_of(learner: User, first: dt.date, last: dt.date) -> tuple[Total, ...]:
    """Return what each credit type adds up to in a period, without what was taken back, in one query."""
    kept = Award.objects.filter(learner=learner, completed_on__range=(first, last), revocation=None)
    by_type = kept.order_by("credit_type").values_list("credit_type")
    sums = by_type.annotate(sum=Sum(Coalesce("correction__amount", "amount")), newest=Max("completed_on"))
    return tuple(Total(type=credit_type(code, newest), amount=amount) for code, amount, newest in sums)


def verification_of(code: str, now: dt.datetime) -> Verification | None:
    """Return what anybody may know of the certificate with the code that stands in `code`, None if there is none."""
    return _verification(certificates().filter(code__in=codes_in(code)), now)


def verification_of_file(sha256: str, now: dt.datetime) -> Verification | None:
    """Return what anybody may know of the certificate whose stored bytes have this SHA-256, None if there is none."""
    return _verification(certificates().filter(sha256=sha256), now)


def certificates() -> QuerySet[Certificate]:
    """Return certificates with their awards and all that tells whether they stand, without the documents."""
    joined = ("award__identity", "award__revocation", "award__correction", "award__offer", "replaced_by")
    return Certificate.objects.select_related(*joined).defer(
        "pdf", "replaced_by__pdf", "replaced_by__snapshot", *OF_THE_PROOF
    )


def said_by(certificate: Certificate) -> Mapping[str, Any]:
    """Return what a certificate says, and of one that could not be composed yet what it will say as far as is known."""
    if certificate.snapshot is not None:
        frozen: Mapping[str, Any] = certificate.snapshot
        return frozen
    award, terms = certificate.award, terms_of(certificate.award.offer)
    return {
        "learner_name": name_of(award),
        "course_title": award.enrollment.version.title,
        "provider_name": terms.provider.name,
        "completed_on": award.completed_on.isoformat(),
        "amount": str(award.amount_in_force),
        **asdict(terms.approval),
    }


def line_of(certificate: Certificate) -> TranscriptLine:
    """Return the line of a transcript for one of `certificates`."""
    award, said = certificate.award, said_by(certificate)
    name = name_of(award) or said["learner_name"]
    return TranscriptLine(
        completed_on=award.completed_on,
        title=said["course_title"],
        provider=said["provider_name"],
        name=name,
        corrected_name="" if said["learner_name"] == name else said["learner_name"],
        amount=award.amount_in_force,
        type=type_of(award.offer),
        approval=Approval.said_in(said),
        code=certificate.code,
        certificate_id=certificate.public_id,
        revoked=revocation_of(award) is not None,
    )


def _verification(found: QuerySet[Certificate], now: dt.datetime) -> Verification | None:
    certificate = found.first()
    if certificate is None:
        return None
    said = said_by(certificate)
    revocation, replacement = revocation_of(certificate.award), replacement_of(certificate)
    since = revocation.revoked_at if revocation else replacement.issued_at if replacement else None
    return Verification(
        name=said["learner_name"],
        course=said["course_title"],
        completed_on=dt.date.fromisoformat(said["completed_on"]),
        amount=Decimal(said["amount"]),
        type=type_of(certificate.award.offer),
        approval=Approval.said_in(said),
        provider=said["provider_name"],
        status=status_of(certificate),
        since=since,
        checked_at=now,
    )
