"""An order is paid: the course opens, the coupon is used, the receipt goes out; once, and all of it together."""

import datetime as dt
import logging
import uuid
from typing import Any

from django.db import transaction

from credence.audit.actions import record
from credence.audit.enums import Act
from credence.commerce import letters
from credence.commerce.actions.coupons import use
from credence.commerce.actions.moves import move_order, note
from credence.commerce.actions.orders import (
    AlreadyEnrolled,
    OrderClosed,
    OrderRefused,
    PriceChanged,
    locked_order,
    refresh,
)
from credence.commerce.actions.refunds import ReasonMissing, settle_order
from credence.commerce.enums import PaidBy, ReviewReason
from credence.commerce.letters import Alert
from credence.commerce.models import Order, PaymentAttempt, Refund
from credence.commerce.queries import captured_attempt, open_attempt, promised, refundable
from credence.commerce.rules.quotes import is_same
from credence.commerce.rules.states import OrderState, RefundState
from credence.enrollment.actions import EnrollmentRefused, check_may_enroll, enroll
from credence.enrollment.models import Enrollment
from credence.enrollment.queries import open_enrollment_of

logger = logging.getLogger(__name__)
MOST_FAILURES = 5


class PaymentDue(OrderRefused):
    """The order is not free."""

    code = "payment-due"


class NotUnderReview(OrderRefused):
    """Nobody has to decide on this order."""

    code = "not-under-review"


class MoneyGone(OrderRefused):
    """Money of the order was given back, or is about to be."""

    code = "money-gone"


def confirm(*, order: Order, now: dt.datetime) -> Order:
    """Open the course of an order whose money was taken. Confirming twice does nothing the second time.

    The money is on record whatever happens here: what fails is tried again, and after five failures staff decide.
    """
    try:
        return _confirm(order, now)
    except Exception:
        logger.exception("Order %s is paid and could not be confirmed.", order.number)
        return _failed(order, now)


@transaction.atomic
def _confirm(order: Order, now: dt.datetime) -> Order:
    locked = locked_order(order.pk)
    attempt = captured_attempt(locked)
    if locked.state != OrderState.PENDING or attempt is None:
        return locked
    paid_by = _paid_by(attempt)
    if attempt.void_reason:
        _review(locked, ReviewReason.SHOULD_BE_VOID, paid_by, now)
        _give_back(attempt, "The hold should have been given back, and was settled.", now)
    elif refundable(attempt) < locked.total:
        _review(locked, ReviewReason.GIVEN_BACK, paid_by, now)
        settle_order(locked, attempt, by="commerce", now=now)
    elif open_enrollment_of(locked.learner, locked.course):
        _review(locked, ReviewReason.ALREADY_ENROLLED, paid_by, now)
        _give_back(attempt, "The learner was enrolled already.", now)
    else:
        _open(locked, paid_by, attempt, now)
    return locked


def _paid_by(attempt: PaymentAttempt) -> PaidBy:
    return PaidBy.MANUAL if attempt.gateway == PaidBy.MANUAL else PaidBy.CARD


def _open(order: Order, paid_by: PaidBy, attempt: PaymentAttempt | None, now: dt.datetime) -> None:
    try:
        enrollment = enroll(learner=order.learner, course=order.course, by="commerce", now=now, is_paid=True)
    except EnrollmentRefused as refused:
        _review(order, refused.code, paid_by, now)
        return
    _opened(order, enrollment, attempt, by="commerce", now=now, paid_at=now, paid_by=paid_by)


def _opened(
    order: Order,
    enrollment: Enrollment,
    attempt: PaymentAttempt | None,
    *,
    by: str,
    now: dt.datetime,
    reason: str = "",
    **paid: Any,
) -> None:
    use(order, now=now)
    move_order(order, OrderState.PAID, by=by, now=now, enrollment=enrollment, **paid)
    details = {
        "total": str(order.total),
        "currency": order.currency,
        "course": order.course.slug,
        "by": order.paid_by,
    }
    actor = order.learner.username if by == "commerce" else by
    record(Act.ORDER_PAID, by=actor, subject=("order", order.number), now=now, reason=reason, details=details)
    letters.receipt(order, attempt, now=now)


@transaction.atomic
def open_reviewed(*, order: Order, reason: str, by: str, now: dt.datetime) -> Order:
    """Open the course of an order under review: staff decide that the money stays (failure 26).

    Raises:
        ReasonMissing, NotUnderReview, MoneyGone, AlreadyEnrolled, enrollment's ProfileIncomplete and NotOpen: it stays
            under review.
    """
    locked = locked_order(order.pk)
    attempt = captured_attempt(locked)
    if not reason.strip():
        raise ReasonMissing
    if locked.state != OrderState.NEEDS_REVIEW or attempt is None:
        raise NotUnderReview
    if promised(attempt):
        raise MoneyGone
    if open_enrollment_of(locked.learner, locked.course):
        raise AlreadyEnrolled
    enrollment = enroll(learner=locked.learner, course=locked.course, by=by, now=now, is_paid=True)
    note(locked, "order.opened-by-staff", by=by, now=now, details={"reason": reason.strip()})
    _opened(locked, enrollment, attempt, by=by, now=now, reason=reason.strip())
    return locked


def _review(order: Order, reason: str, paid_by: PaidBy, now: dt.datetime) -> None:
    """Let staff decide: the money is here, and the course did not open."""
    move_order(
        order, OrderState.NEEDS_REVIEW, by="commerce", now=now, review_reason=reason, paid_at=now, paid_by=paid_by
    )
    letters.alert(Alert.REVIEW, f"review:{order.number}", now=now, order=order.number, reason=reason)
    letters.paid_but_not_open(order, now=now)


def _give_back(attempt: PaymentAttempt, reason: str, now: dt.datetime) -> None:
    """Ask for all of the money to go back (failure 27)."""
    refund = Refund.objects.create(
        request_key=uuid.uuid4(),
        attempt=attempt,
        amount=attempt.amount,
        reason=reason,
        state=RefundState.CREATED,
        requested_by="commerce",
        requested_at=now,
        next_check_at=now,
    )
    note(attempt.order, "refund.created", by="commerce", now=now, attempt=attempt, refund=refund)


@transaction.atomic
def _failed(order: Order, now: dt.datetime) -> Order:
    locked = locked_order(order.pk)
    if locked.state != OrderState.PENDING:
        return locked
    locked.confirm_failures += 1
    locked.save(update_fields=["confirm_failures"])
    attempt = captured_attempt(locked)
    if attempt and locked.confirm_failures >= MOST_FAILURES:
        _review(locked, ReviewReason.CANNOT_OPEN, _paid_by(attempt), now)
    return locked


def take_free(*, order: Order, shown: str, now: dt.datetime) -> Order:
    """Confirm an order that a coupon pays in full: no gateway is called. Doing it twice does nothing the second time.

    Raises:
        PriceChanged, PaymentDue, OrderClosed, AlreadyEnrolled, enrollment's ProfileIncomplete and NotOpen: nothing was
            opened.
    """
    with transaction.atomic():
        locked = locked_order(order.pk)
        if locked.state == OrderState.PAID:
            return locked
        if locked.state != OrderState.PENDING or open_attempt(locked):
            raise OrderClosed
        if open_enrollment_of(locked.learner, locked.course):
            raise AlreadyEnrolled
        check_may_enroll(locked.learner, locked.course)
        refresh(locked, now=now)
        if is_same(shown, locked.quote_hash):
            if locked.total:
                raise PaymentDue
            _open(locked, PaidBy.COUPON, None, now)
            return locked
    raise PriceChanged  # after the commit, so that the order keeps its new price
