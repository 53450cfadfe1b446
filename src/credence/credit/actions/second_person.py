"""Reinstate a revoked award, and correct a wrong amount: one proposes it for a reason, another confirms it (R66)."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from credence.audit.enums import Act
from credence.credit import letters
from credence.credit.actions.awarding import record_award
from credence.credit.actions.changing import (
    ChangeRefused,
    NotComposed,
    NothingToCorrect,
    check_stands,
    issue_anew,
    reason_given,
)
from credence.credit.actions.drawing import composed
from credence.credit.actions.numbering import hold_again
from credence.credit.documents.snapshots import figure
from credence.credit.models import Award, Certificate, Correction, Reinstatement, Revocation
from credence.credit.queries import current_certificate
from credence.enrollment.actions import locked_enrollment


class NotRevoked(ChangeRefused):
    """The award stands: there is nothing to reinstate."""

    code = "not-revoked"


class AlreadyProposed(ChangeRefused):
    """The same change waits for a second person."""

    code = "already-proposed"


class SamePerson(ChangeRefused):
    """Nobody confirms what they proposed themselves."""

    code = "same-person"


class HeldElsewhere(ChangeRefused):
    """Another account was given the credit under a number of this award since (R44)."""

    code = "held-elsewhere"


class NotAwaiting(ChangeRefused):
    """The change was confirmed or declined before."""

    code = "not-awaiting"


class AmountRefused(ChangeRefused):
    """No such amount can be given: it is not above nothing, not in steps of the credit, or above its maximum."""

    code = "amount-refused"


@transaction.atomic
def propose_reinstatement(*, award: Award, by: str, reason: str, now: dt.datetime) -> Reinstatement:
    """Propose that a revoked award stands again.

    Raises:
        ReasonMissing, NotRevoked, AlreadyProposed: nothing was written.
    """
    reason = reason_given(reason)
    locked_enrollment(award.enrollment)
    revocation = Revocation.objects.filter(in_force=award).first()
    if revocation is None:
        raise NotRevoked
    if revocation.reinstatements.filter(declined_at=None).exists():
        raise AlreadyProposed
    proposed = Reinstatement.objects.create(revocation=revocation, proposed_by=by, proposed_at=now, reason=reason)
    details = {"certificate": current_certificate(award).code}
    record_award(Act.AWARD_REINSTATEMENT_PROPOSED, award, by=by, now=now, reason=reason, details=details)
    return proposed


@transaction.atomic
def propose_correction(*, award: Award, amount: Decimal, by: str, reason: str, now: dt.datetime) -> Correction:
    """Propose another amount for an award that stands.

    Raises:
        ReasonMissing, AlreadyRevoked, AmountRefused, NothingToCorrect, AlreadyProposed: nothing was written.
    """
    reason = reason_given(reason)
    locked_enrollment(award.enrollment)
    check_stands(award)
    award = Award.objects.select_related("correction").get(pk=award.pk)
    _check_amount(award, amount)
    if award.corrections.filter(confirmed_at=None, declined_at=None).exists():
        raise AlreadyProposed
    values: dict[str, Any] = {"amount": amount, "former_amount": award.amount_in_force, "reason": reason}
    proposed = Correction.objects.create(award=award, proposed_by=by, proposed_at=now, **values)
    details = {"old": figure(proposed.former_amount), "new": figure(amount)}
    record_award(Act.AWARD_CORRECTION_PROPOSED, award, by=by, now=now, reason=reason, details=details)
    return proposed


def _check_amount(award: Award, amount: Decimal) -> None:
    """Ask what a claim asks of an amount (R38); of whole credit only its steps: the approved amount may be wrong."""
    step, most = Decimal(award.standard["step"]), Decimal(award.standard["amount"])
    is_possible = amount.is_finite() and amount > 0 and not amount % step
    if not is_possible or (award.standard["self_claimed"] and amount > most):
        raise AmountRefused(step=str(step), most=str(most))
    if amount == award.amount_in_force:
        raise NothingToCorrect


@transaction.atomic
def confirm_reinstatement(*, reinstatement: Reinstatement, by: str, now: dt.datetime) -> Award:
    """Let a revoked award stand again; its certificate verifies as before, and the learner is told.

    Raises:
        NotAwaiting, SamePerson, HeldElsewhere: nothing was written.
    """
    award = reinstatement.revocation.award
    locked_enrollment(award.enrollment)
    confirmed = Reinstatement.objects.select_related("revocation").get(pk=reinstatement.pk)
    _confirm(confirmed, by=by, now=now)
    confirmed.save(update_fields=["confirmed_at", "confirmed_by"])
    Revocation.objects.filter(pk=confirmed.revocation_id).update(in_force=None)
    _hold_again(award, by=by, now=now)
    award, certificate = Award.objects.get(pk=award.pk), current_certificate(award)
    details = {"certificate": certificate.code, "proposed_by": confirmed.proposed_by}
    record_award(Act.AWARD_REINSTATED, award, by=by, now=now, reason=confirmed.reason, details=details)
    letters.credit_reinstated(certificate, confirmed, now=now)
    return award


def _hold_again(award: Award, *, by: str, now: dt.datetime) -> None:
    try:
        with transaction.atomic():
            hold_again(award=award, by=by, now=now)
    except IntegrityError as error:
        raise HeldElsewhere from error


@transaction.atomic
def confirm_correction(*, correction: Correction, by: str, now: dt.datetime) -> Certificate:
    """Give an award its right amount: a new certificate takes the place of the former, and the learner is told (R52).

    Draw it after the commit, with `complete_certificate`.

    Raises:
        NotAwaiting, SamePerson, AlreadyRevoked, NotComposed: nothing was written.
    """
    award = correction.award
    locked_enrollment(award.enrollment)
    check_stands(award)
    confirmed, former = Correction.objects.get(pk=correction.pk), current_certificate(award)
    _confirm(confirmed, by=by, now=now)
    said = composed(certificate=former)
    if said is None:
        raise NotComposed
    Correction.objects.filter(in_force=award).update(in_force=None)
    confirmed.in_force = award
    confirmed.save(update_fields=["confirmed_at", "confirmed_by", "in_force"])
    new = issue_anew(former, said, amount=figure(confirmed.amount), now=now)
    details = {"old": said.amount, "new": figure(confirmed.amount), "certificate": new.code, "replaces": former.code}
    details["proposed_by"] = confirmed.proposed_by
    record_award(Act.AWARD_CORRECTED, award, by=by, now=now, reason=confirmed.reason, details=details)
    letters.amount_corrected(new, confirmed, now=now)
    return new


def _confirm(proposal: Reinstatement | Correction, *, by: str, now: dt.datetime) -> None:
    if not proposal.is_open:
        raise NotAwaiting
    if by == proposal.proposed_by:
        raise SamePerson
    proposal.confirmed_at, proposal.confirmed_by = now, by


@transaction.atomic
def decline(*, proposal: Reinstatement | Correction, by: str, now: dt.datetime) -> None:
    """Let nothing come of a proposal; whoever made it may think better of it, too.

    Raises:
        NotAwaiting: it was confirmed or declined before.
    """
    award = proposal.award if isinstance(proposal, Correction) else proposal.revocation.award
    locked_enrollment(award.enrollment)
    proposal.refresh_from_db()
    if not proposal.is_open:
        raise NotAwaiting
    proposal.declined_at, proposal.declined_by = now, by
    proposal.save(update_fields=["declined_at", "declined_by"])
    record_award(Act.AWARD_CHANGE_DECLINED, award, by=by, now=now, details={"proposed_by": proposal.proposed_by})
