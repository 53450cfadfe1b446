"""Withdraw the credit of a course or of one offer, and offer it again (R18)."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from credence.audit.actions import record
from credence.audit.enums import Act
from credence.catalog.actions.courses import list_course, renew_front_matter
from credence.catalog.actions.holding import hold_content
from credence.catalog.models import Course, CreditOffer, Withdrawal
from credence.catalog.queries.withdrawals import withdrawals_in_force
from credence.kit.refusal import Refusal


class WithdrawalRefused(Refusal):
    """Credit of a course stays as it is."""

    code = "withdrawal-refused"


class AlreadyWithdrawn(WithdrawalRefused):
    """The same credit is withdrawn already."""

    code = "already-withdrawn"


class AlreadyOffered(WithdrawalRefused):
    """The withdrawal was taken back before."""

    code = "already-offered"


class OfferElsewhere(WithdrawalRefused):
    """The offer is of another course."""

    code = "offer-elsewhere"


class WithdrawalReasonMissing(WithdrawalRefused):
    """Credit is neither withdrawn nor offered again without a reason."""

    code = "withdrawal-reason-missing"


@transaction.atomic
def withdraw_credit(
    *, course: Course, offer: CreditOffer | None = None, by: str, reason: str, now: dt.datetime
) -> Withdrawal:
    """Withdraw one offer of a course, or all its credit, at once: starts and claims stop, earlier awards stay (R18).

    Learners are shown the front matter again where it announced the offer (R21).

    Raises:
        WithdrawalReasonMissing, OfferElsewhere, AlreadyWithdrawn: nothing was written.
    """
    hold_content()
    course = Course.objects.select_for_update().get(pk=course.pk)
    if offer and offer.version.course_id != course.pk:
        raise OfferElsewhere
    reason = _withdrawal_reason(reason)
    if offer and _is_withdrawn(offer):
        raise AlreadyWithdrawn
    try:
        with transaction.atomic():
            withdrawal = Withdrawal.objects.create(course=course, offer=offer, at=now, by=by, reason=reason)
    except IntegrityError as error:
        raise AlreadyWithdrawn from error
    _announce(withdrawal, Act.COURSE_CREDIT_WITHDRAWN, by=by, reason=reason, now=now)
    return withdrawal


@transaction.atomic
def offer_credit_again(*, withdrawal: Withdrawal, by: str, reason: str, now: dt.datetime) -> Withdrawal:
    """Take a withdrawal back: the credit can be earned and claimed again from now on (R18).

    Pages use `journey.actions.withdrawing.offer_again`, which also awards the whole credit that waited for it.

    Raises:
        WithdrawalReasonMissing, AlreadyOffered: nothing was written.
    """
    hold_content()
    Course.objects.select_for_update().get(pk=withdrawal.course_id)
    reason = _withdrawal_reason(reason)
    values = {"taken_back_at": now, "taken_back_by": by, "taken_back_reason": reason}
    if not Withdrawal.objects.filter(pk=withdrawal.pk, taken_back_at=None).update(**values):
        raise AlreadyOffered
    withdrawal = Withdrawal.objects.select_related("course", "offer").get(pk=withdrawal.pk)
    _announce(withdrawal, Act.COURSE_CREDIT_OFFERED_AGAIN, by=by, reason=reason, now=now)
    return withdrawal


def _is_withdrawn(offer: CreditOffer) -> bool:
    """Return whether the same credit is withdrawn already by the offer of another version of the line."""
    same = {"offer__version__line": offer.version.line_id, "offer__credit_type": offer.credit_type}
    return withdrawals_in_force().filter(**same).exists()


def _withdrawal_reason(reason: str) -> str:
    if not reason.strip():
        raise WithdrawalReasonMissing
    return reason.strip()


def _announce(withdrawal: Withdrawal, act: Act, *, by: str, reason: str, now: dt.datetime) -> None:
    """Put a change of what is withdrawn on record (R66) and where it shows; the caller holds the course's lock."""
    course, offer = withdrawal.course, withdrawal.offer
    details: dict[str, Any] = {"slug": course.slug, "withdrawal": withdrawal.public_id}
    if offer:
        details |= {"credit_type": offer.credit_type, "version": offer.version.number}
    record(act, by=by, subject=("course", course.public_id), now=now, reason=reason, details=details)
    if offer:
        renew_front_matter(course=course, by=by, now=now)
    list_course(course=course)
