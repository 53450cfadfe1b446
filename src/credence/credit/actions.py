"""Award credit once, document it for ever, and take it back only with a name and a reason."""

import dataclasses
import datetime as dt
import hashlib
import json
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from credence.audit.actions import record
from credence.catalog.models import CreditOffer
from credence.catalog.rules.credit_types import Claim
from credence.credit import letters
from credence.credit.documents.certificate import CertificateSnapshot, issue
from credence.credit.models import Award, Certificate, Revocation
from credence.credit.queries import OfferVerdict, snapshot_values, verdicts_for
from credence.credit.rules import BadClaim, Verdict, judge_claim
from credence.enrollment.models import Enrollment
from credence.kit.ids import verification_code

ATTESTATION = "I claim only the credit commensurate with the extent of my participation in the activity."


class AlreadyAwarded(Exception):
    """The learner holds this credit of this course (R44); `award` is it."""

    def __init__(self, award: Award) -> None:
        super().__init__(award.public_id)
        self.award = award


class NotDue(Exception):
    """Something is missing; `verdict` says what."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(", ".join(each.lack for each in verdict.shortfalls))
        self.verdict = verdict


class ClaimRefused(Exception):
    """The amount or the attestation of a self-claimed credit does not hold (R38); `fault` says which."""

    def __init__(self, fault: BadClaim) -> None:
        super().__init__(fault)
        self.fault = fault


class AlreadyRevoked(Exception):
    """The award was taken back before."""


def award(
    *, enrollment: Enrollment, offer: CreditOffer, claimed: Decimal | None, attested: bool, by: str, now: dt.datetime
) -> Award:
    """Give a learner the credit of `offer`, with its certificate's snapshot, its audit event and its letter.

    `claimed` and `attested` count for self-claimed credit only. The enrollment is locked, the evidence gathered and
    judged again under that lock, and a unique constraint has the last word.

    Raises:
        AlreadyAwarded, NotDue, ClaimRefused: nothing was written.
    """
    try:
        with transaction.atomic():
            return _award(enrollment.pk, offer.pk, claimed, attested=attested, by=by, now=now)
    except IntegrityError as error:
        key = {"learner": enrollment.learner_id, "course": enrollment.course_id, "credit_type": offer.credit_type}
        found = Award.objects.filter(**key).first()
        if found is None:
            raise
        raise AlreadyAwarded(found) from error


def _award(
    enrollment_pk: int, offer_pk: int, claimed: Decimal | None, *, attested: bool, by: str, now: dt.datetime
) -> Award:
    Enrollment.objects.select_for_update().get(pk=enrollment_pk)
    enrollment = Enrollment.objects.select_related("learner__profile", "course", "version__provider").get(
        pk=enrollment_pk
    )
    found = next(each for each in verdicts_for(enrollment, now) if each.offer.pk == offer_pk)
    if found.award:
        raise AlreadyAwarded(found.award)
    if found.verdict.shortfalls:
        raise NotDue(found.verdict)
    amount = _amount(found, claimed, attested=attested)
    given = _write(enrollment, found, amount, now)
    details = {"course": enrollment.course.slug, "credit_type": found.offer.credit_type, "amount": str(amount)}
    record("award.granted", by=by, subject=("award", given.public_id), now=now, details=details)
    letters.certificate_ready(given, title=enrollment.version.title, now=now)
    return given


def _amount(found: OfferVerdict, claimed: Decimal | None, *, attested: bool) -> Decimal:
    if found.type.claim is not Claim.SELF_CLAIMED or claimed is None:
        if found.type.claim is Claim.SELF_CLAIMED:
            raise ClaimRefused(BadClaim.AMOUNT)
        return found.offer.amount
    if fault := judge_claim(claimed, attested=attested, maximum=found.offer.amount, step=found.type.step):
        raise ClaimRefused(fault)
    return claimed


def _write(enrollment: Enrollment, found: OfferVerdict, amount: Decimal, now: dt.datetime) -> Award:
    given = Award.objects.create(
        learner=enrollment.learner,
        course=enrollment.course,
        credit_type=found.offer.credit_type,
        enrollment=enrollment,
        offer=found.offer,
        amount=amount,
        completed_on=found.verdict.completed_on,
        awarded_at=now,
        attestation=ATTESTATION if found.type.claim is Claim.SELF_CLAIMED else "",
        evidence=_json(found.evidence),
        standard=_json(found.standard),
        verdict=_json(found.verdict),
    )
    code = verification_code()
    snapshot = CertificateSnapshot(
        **snapshot_values(given, enrollment, found.offer),
        code=code,
        issued_at=now.isoformat(),
        verify_url=f"{settings.ENV.base_url}/verify/?code={code}",
        verify_address=f"{settings.ENV.base_url.split('//')[-1]}/verify",
    )
    Certificate.objects.create(award=given, code=code, issued_at=now, snapshot=snapshot.to_json())
    return given


def _json(facts: Any) -> Any:
    """Return a frozen dataclass as plain JSON values."""
    return json.loads(json.dumps(dataclasses.asdict(facts), default=_plain))


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else str(value)


def complete_certificate(*, certificate: Certificate) -> Certificate:
    """Draw the certificate and store its bytes once; whoever comes later gets those very bytes (R52).

    Drawing happens outside any transaction. A crash before the writing leaves the row to be completed again.
    """
    if certificate.pdf is None:
        pdf = issue(CertificateSnapshot.from_json(certificate.snapshot))
        digest = hashlib.sha256(pdf).hexdigest()
        Certificate.objects.filter(pk=certificate.pk, pdf=None).update(pdf=pdf, sha256=digest)
        certificate.refresh_from_db()
    return certificate


def complete_missing_certificates(*, now: dt.datetime) -> int:
    """Complete the certificates that a crash left without a document; return how many there were."""
    settled = now - dt.timedelta(seconds=10)
    missing = list(Certificate.objects.filter(pdf=None, issued_at__lte=settled)[:100])
    for certificate in missing:
        complete_certificate(certificate=certificate)
    return len(missing)


@transaction.atomic
def revoke(*, award: Award, by: str, reason: str, now: dt.datetime) -> Revocation:
    """Take an award back; its row and its certificate stay, and verification says so from now on.

    Raises:
        AlreadyRevoked: it was taken back before.
    """
    revocation, created = Revocation.objects.get_or_create(
        award=award, defaults={"revoked_at": now, "by": by, "reason": reason}
    )
    if not created:
        raise AlreadyRevoked
    record("award.revoked", by=by, subject=("award", award.public_id), now=now, reason=reason)
    return revocation
