"""Award credit once, document it for ever, and take it back or correct it only with a name and a reason."""

import datetime as dt
import hashlib
import json
import logging
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from credence.audit.actions import record
from credence.catalog.models import CreditOffer
from credence.credit import letters
from credence.credit.documents.certificate import CertificateSnapshot, issue
from credence.credit.documents.snapshots import corrected, snapshot_for
from credence.credit.models import Award, Certificate, Revocation
from credence.credit.queries import OfferVerdict, current_certificate, verdicts_for
from credence.credit.rules import ClaimFault, Evidence, Standard, Verdict, claim_faults
from credence.enrollment.models import Enrollment

logger = logging.getLogger(__name__)

GRACE = dt.timedelta(seconds=10)
"""So long the request that awarded a credit has its certificate to itself, before the worker completes it."""


class AwardRefused(Exception):
    """Nothing was awarded."""

    code = "award-refused"


class AlreadyAwarded(AwardRefused):
    """The learner was given this credit of this course before; `award` is it (R44)."""

    code = "already-awarded"

    def __init__(self, award: Award) -> None:
        super().__init__(award.public_id)
        self.award = award


class NotOffered(AwardRefused):
    """The offer is of another version of the course than the learner's."""

    code = "not-offered"


class NotDue(AwardRefused):
    """Something is missing; `verdict` says what."""

    code = "not-due"

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(", ".join(each.code for each in verdict.shortfalls))
        self.verdict = verdict


class ClaimRefused(AwardRefused):
    """The credit is due, but not as it was claimed; `faults` say why (R38, R39). `most` is what can be claimed."""

    code = "claim-refused"

    def __init__(self, faults: tuple[ClaimFault, ...], most: Decimal) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults
        self.most = most


class ChangeRefused(Exception):
    """An award or its certificate stays as it is."""

    code = "change-refused"


class ReasonMissing(ChangeRefused):
    """A change of an award needs a reason."""

    code = "reason-missing"


class AlreadyRevoked(ChangeRefused):
    """The award was taken back before."""

    code = "already-revoked"


class NothingToCorrect(ChangeRefused):
    """The name is empty, or the certificate says it already."""

    code = "nothing-to-correct"


@transaction.atomic
def award(
    *, enrollment: Enrollment, offer: CreditOffer, claimed: Decimal | None, attested: bool, by: str, now: dt.datetime
) -> Award:
    """Give a learner the credit of `offer`: award, certificate, audit event and letter together, or nothing.

    What was done is gathered and judged under the lock of the enrollment, and the database's unique constraint has
    the last word. `claimed` is the number of credits where they are self-claimed, else None; `attested` is whether
    the learner attested to it. The certificate is drawn after the commit, by `complete_certificate`.

    Raises:
        AlreadyAwarded, NotOffered, NotDue, ClaimRefused: nothing was written.
    """
    locked = _locked(enrollment)
    found = next((each for each in verdicts_for(locked, now) if each.offer.pk == offer.pk), None)
    if found is None:
        raise NotOffered
    if found.award:
        raise AlreadyAwarded(found.award)
    completed_on = found.verdict.completed_on
    if not found.verdict.is_due or completed_on is None:
        raise NotDue(found.verdict)
    if faults := claim_faults(claimed, found.standard, attested=attested):
        raise ClaimRefused(faults, found.verdict.due)
    amount = claimed if claimed is not None else found.verdict.due
    given = _given(locked, found, amount, completed_on, now)
    certificate = _first_certificate(given, now)
    details = {"amount": str(amount), "credit_type": given.credit_type, "enrollment": locked.public_id}
    _record("award.granted", given, by=by, now=now, details={**details, "certificate": certificate.code})
    letters.certificate_ready(certificate, now=now)
    return given


def _locked(enrollment: Enrollment) -> Enrollment:
    """Lock the enrollment, and only then read what the award goes by: nothing read before the lock is used."""
    Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    related = ("learner__profile", "course", "version")
    return Enrollment.objects.select_related(*related).get(pk=enrollment.pk)


def _given(
    enrollment: Enrollment, found: OfferVerdict, amount: Decimal, completed_on: dt.date, now: dt.datetime
) -> Award:
    key = {"learner": enrollment.learner, "course": enrollment.course, "credit_type": found.offer.credit_type}
    try:
        with transaction.atomic():
            return Award.objects.create(
                **key,
                enrollment=enrollment,
                offer=found.offer,
                amount=amount,
                completed_on=completed_on,
                awarded_at=now,
                attestation=found.type.attestation,
                evidence=_as_json(found.evidence),
                standard=_as_json(found.standard),
                verdict=_as_json(found.verdict),
            )
    except IntegrityError as error:
        first = Award.objects.filter(**key).first()
        if first is None:
            raise
        raise AlreadyAwarded(first) from error


def _first_certificate(given: Award, now: dt.datetime) -> Certificate:
    certificate = Certificate(award=given, issued_at=now)
    certificate.snapshot = snapshot_for(given, code=certificate.code, now=now).to_json()
    certificate.save(force_insert=True)
    return certificate


def complete_certificate(*, certificate: Certificate) -> Certificate:
    """Draw a certificate and store its bytes once; whoever comes later gets those very bytes (R52).

    Safe to call at any time, again, and from several places at once. Call it outside a transaction: drawing takes
    time, and holds no lock. A crash before the bytes are stored leaves the row for the worker.
    """
    if certificate.sha256 is None:
        pdf = issue(CertificateSnapshot.from_json(certificate.snapshot))
        blank = Certificate.objects.filter(pk=certificate.pk, sha256=None)
        blank.update(pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest())
        certificate.refresh_from_db()
    return certificate


def complete_missing_certificates(*, now: dt.datetime, most: int = 100) -> int:
    """Complete certificates that a crash left without a document, the oldest first, and return how many were.

    One that cannot be drawn is logged and holds up no other; it is tried again at the next call.
    """
    missing = Certificate.objects.filter(sha256=None, issued_at__lte=now - GRACE).order_by("issued_at")
    return sum(try_to_complete(certificate=certificate) for certificate in list(missing[:most]))


def try_to_complete(*, certificate: Certificate) -> bool:
    """Complete a certificate and return whether that was possible; if not, why is logged and the worker tries again.

    The award stands either way: whoever awards calls this, so that a drawing that fails undoes and hides nothing.
    """
    try:
        complete_certificate(certificate=certificate)
    except Exception:
        logger.exception("The certificate %s could not be drawn.", certificate.public_id)
        return False
    return True


@transaction.atomic
def revoke(*, award: Award, by: str, reason: str, now: dt.datetime) -> Revocation:
    """Take an award back: its row stays as it was, and its certificate says from now on that it is withdrawn.

    Raises:
        ReasonMissing, AlreadyRevoked: nothing was written.
    """
    reason = _reason(reason)
    _locked(award.enrollment)
    if Revocation.objects.filter(award=award).exists():
        raise AlreadyRevoked
    revocation = Revocation.objects.create(award=award, revoked_at=now, by=by, reason=reason)
    certificate = current_certificate(award)
    _record("award.revoked", award, by=by, now=now, reason=reason, details={"certificate": certificate.code})
    letters.credit_revoked(certificate, revocation)
    return revocation


@transaction.atomic
def reissue(*, award: Award, name: str, by: str, reason: str, now: dt.datetime) -> Certificate:
    """Issue a new certificate of an award under the corrected `name`; the former one stays, marked replaced (R52).

    Draw it after the commit, with `complete_certificate`.

    Raises:
        ReasonMissing, AlreadyRevoked, NothingToCorrect: nothing was written.
    """
    reason, name = _reason(reason), " ".join(name.split())
    _locked(award.enrollment)
    if Revocation.objects.filter(award=award).exists():
        raise AlreadyRevoked
    former = current_certificate(award)
    said = CertificateSnapshot.from_json(former.snapshot)
    if name in ("", said.learner_name):
        raise NothingToCorrect
    new = Certificate(award=award, issued_at=now, replaces=former)
    new.snapshot = corrected(said, name=name, code=new.code, now=now).to_json()
    new.save(force_insert=True)
    details = {"certificate": new.code, "replaces": former.code, "old": said.learner_name, "new": name}
    _record("certificate.reissued", award, by=by, now=now, reason=reason, details=details)
    letters.certificate_corrected(new, now=now)
    return new


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


def _record(action: str, award: Award, *, by: str, now: dt.datetime, reason: str = "", details: dict[str, str]) -> None:
    """Put a change of an award on record (R66)."""
    record(action, by=by, subject=("award", award.public_id), now=now, reason=reason, details=details)


def _as_json(facts: Evidence | Standard | Verdict) -> dict[str, Any]:
    """Return facts as JSON values for the ledger: amounts, days and moments as text, sets in order."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(facts), default=_plain))
    return plain


def _plain(value: object) -> str | list[Any]:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)
