"""Take an award back, and correct its certificate, only with a name and a reason."""

import datetime as dt

from django.db import transaction

from credence.audit.enums import Act
from credence.credit import letters
from credence.credit.actions.awarding import record_award
from credence.credit.actions.drawing import composed
from credence.credit.actions.numbering import let_go
from credence.credit.documents.certificate import CertificateSnapshot
from credence.credit.documents.snapshots import corrected
from credence.credit.models import Award, Certificate, Revocation
from credence.credit.queries import current_certificate
from credence.enrollment.actions import locked_enrollment
from credence.kit.refusal import Refusal


class ChangeRefused(Refusal):
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


class NotComposed(ChangeRefused):
    """The certificate cannot say anything yet; what it lacks comes first."""

    code = "not-composed"


@transaction.atomic
def revoke(*, award: Award, by: str, reason: str, now: dt.datetime) -> Revocation:
    """Take an award back: its row stays as it was, and its certificate says from now on that it is withdrawn.

    Raises:
        ReasonMissing, AlreadyRevoked: nothing was written.
    """
    reason = reason_given(reason)
    locked_enrollment(award.enrollment)
    check_stands(award)
    revocation = Revocation.objects.create(award=award, in_force=award, revoked_at=now, by=by, reason=reason)
    let_go(award=award)
    certificate = current_certificate(award)
    record_award(Act.AWARD_REVOKED, award, by=by, now=now, reason=reason, details={"certificate": certificate.code})
    letters.credit_revoked(certificate, revocation)
    return revocation


@transaction.atomic
def reissue(*, award: Award, name: str, by: str, reason: str, now: dt.datetime) -> Certificate:
    """Issue a new certificate of an award under the corrected `name`; the former one stays, marked replaced (R52).

    Draw it after the commit, with `complete_certificate`.

    Raises:
        ReasonMissing, AlreadyRevoked, NotComposed, NothingToCorrect: nothing was written.
    """
    reason, name = reason_given(reason), " ".join(name.split())
    locked_enrollment(award.enrollment)
    check_stands(award)
    former = current_certificate(award)
    said = composed(certificate=former)
    if said is None:
        raise NotComposed
    if name in ("", said.learner_name):
        raise NothingToCorrect
    new = issue_anew(former, said, name=name, now=now)
    details = {"certificate": new.code, "replaces": former.code, "old": said.learner_name, "new": name}
    record_award(Act.CERTIFICATE_REISSUED, award, by=by, now=now, reason=reason, details=details)
    letters.certificate_corrected(new, now=now)
    return new


def check_stands(award: Award) -> None:
    """Change nothing of an award that was taken back; the caller holds the lock of its enrollment.

    Raises:
        AlreadyRevoked: it was, and was not reinstated since.
    """
    if Revocation.objects.filter(in_force=award).exists():
        raise AlreadyRevoked


def issue_anew(
    former: Certificate, said: CertificateSnapshot, *, name: str = "", amount: str = "", now: dt.datetime
) -> Certificate:
    """Write a new issue of a certificate that `said` another name or amount; the former one is replaced by it (R52)."""
    new = Certificate(award=former.award, issued_at=now, replaces=former)
    new.snapshot = corrected(said, name=name, amount=amount, code=new.code, now=now).to_json()
    new.save(force_insert=True)
    return new


def reason_given(reason: str) -> str:
    """Return a reason without blanks around it.

    Raises:
        ReasonMissing: there is none.
    """
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()
