"""Open an order at today's price, put a coupon in, and let it end unpaid."""

import datetime as dt

from django.db import IntegrityError, transaction

from credence.accounts.models import User
from credence.catalog.models import Course
from credence.commerce.actions.coupons import CouponRefused, hold, is_held, lock_coupons, release
from credence.commerce.actions.moves import move_order, note
from credence.commerce.models import Coupon, Order
from credence.commerce.queries import (
    coupon_by_code,
    discount_of,
    expired_orders,
    live_order,
    open_attempt,
    quote_of,
)
from credence.commerce.rules.numbers import order_number
from credence.commerce.rules.prices import priced
from credence.commerce.rules.states import LIVE_ORDERS, OrderState
from credence.enrollment.actions import check_may_enroll
from credence.enrollment.queries import open_enrollment_of
from credence.kit.refusal import Refusal

LIFE = dt.timedelta(hours=2)
SNAPSHOT = ["version", "currency", "list_price", "discount", "total", "coupon", "terms", "quote_hash"]


class OrderRefused(Refusal):
    """Nothing was done to the order."""

    code = "order-refused"


class AlreadyEnrolled(OrderRefused):
    """The learner has the course already."""

    code = "already-enrolled"


class NothingToPay(OrderRefused):
    """The course is free, or the coupon pays it all: no card is asked for."""

    code = "nothing-to-pay"


class OrderClosed(OrderRefused):
    """The order is paid, or it ended."""

    code = "order-closed"


class PaymentInProgress(OrderRefused):
    """A payment is under way; until it has come to an end, nothing about the order changes."""

    code = "payment-in-progress"


class PriceChanged(OrderRefused):
    """What the page showed is not what is due now; the order has the new price, and nothing was sent."""

    code = "price-changed"


def locked_order(pk: int) -> Order:
    """Lock an order, and only then read it. Rows that point to it may still be written (`no_key`)."""
    Order.objects.select_for_update(no_key=True).get(pk=pk)
    return Order.objects.select_related("learner", "course__current_version", "version", "coupon").get(pk=pk)


@transaction.atomic
def open_order(*, learner: User, course: Course, now: dt.datetime, by: str = "") -> Order:
    """Return the learner's live order of a course; a pending one that nobody is paying is set to today's price.

    `by` names who opens it for the learner, where that is somebody else.

    Raises:
        AlreadyEnrolled, NothingToPay, enrollment's ProfileIncomplete and NotOpen: there is no live order, and none is
            made.
    """
    found = live_order(learner, course) or _new(learner, course, by or learner.username, now)
    order = locked_order(found.pk)
    if order.state not in LIVE_ORDERS:  # it ended between the look and the lock
        order = locked_order(_new(learner, course, by or learner.username, now).pk)
    if order.state == OrderState.PENDING and not open_attempt(order):
        refresh(order, now=now)
    return order


def _new(learner: User, course: Course, by: str, now: dt.datetime) -> Order:
    if open_enrollment_of(learner, course):
        raise AlreadyEnrolled
    version = check_may_enroll(learner, course)
    if not version.price:
        raise NothingToPay
    order = Order(learner=learner, course=course, version=version, number=order_number(), created_at=now)
    order.currency, order.list_price, order.expires_at = version.currency, version.price, now + LIFE
    _price(order)
    try:
        with transaction.atomic():
            order.save(force_insert=True)
    except IntegrityError:
        if found := live_order(learner, course):
            return found
        raise
    note(order, "order.opened", by=by, now=now, after=OrderState.PENDING)
    return order


def refresh(order: Order, *, now: dt.datetime) -> None:
    """Set a locked, pending order to today's price. A coupon in hold counts as it was, another must count anew."""
    before = order.quote_hash
    version = order.course.current_version
    if version is not None:
        order.version, order.list_price, order.currency = version, version.price, version.currency
    if order.coupon:
        lock_coupons(order.coupon_id)  # before the look: another buyer may be taking a hold that ran out
        if not is_held(order, now):
            _hold_again(order, order.coupon, now)
    _price(order)
    order.expires_at = now + LIFE
    order.save(update_fields=[*SNAPSHOT, "expires_at"])
    if order.quote_hash != before:
        details = {
            "list_price": str(order.list_price),
            "total": str(order.total),
            "coupon": order.terms.get("code", ""),
        }
        note(order, "order.repriced", by=order.learner.username, now=now, details=details)


def _hold_again(order: Order, coupon: Coupon, now: dt.datetime) -> None:
    release(order, now=now)
    try:
        hold(order, coupon, now=now)
    except CouponRefused:
        order.coupon, order.terms = None, {}
    else:
        coupon.refresh_from_db()
        order.terms = _snapshot(coupon)


def _price(order: Order) -> None:
    """Reckon what an order costs: its list price less the coupon that it holds. Nobody else does."""
    price = priced(order.list_price, discount_of(order.terms))
    order.discount, order.total = price.discount, price.total
    order.quote_hash = quote_of(order)


def _snapshot(coupon: Coupon) -> dict[str, str]:
    return {
        "code": coupon.code,
        "kind": coupon.kind,
        "value": str(coupon.value),
        "version": str(coupon.version),
    }


def _changeable(order: Order) -> Order:
    locked = locked_order(order.pk)
    if locked.state != OrderState.PENDING:
        raise OrderClosed
    if open_attempt(locked):
        raise PaymentInProgress
    return locked


@transaction.atomic
def apply_coupon(*, order: Order, code: str, now: dt.datetime) -> Order:
    """Put a coupon into a pending order in place of any other, and hold it for 30 minutes.

    Raises:
        CouponRefused, OrderClosed, PaymentInProgress: the order is as it was.
    """
    locked = _changeable(order)
    coupon = coupon_by_code(code)
    if coupon is None:
        raise CouponRefused(faults=())
    lock_coupons(locked.coupon_id, coupon.pk)
    if locked.coupon_id != coupon.pk or not is_held(locked, now):
        release(locked, now=now)
        hold(locked, coupon, now=now)
    locked.coupon, locked.terms = coupon, _snapshot(coupon)
    refresh(locked, now=now)
    return locked


@transaction.atomic
def remove_coupon(*, order: Order, now: dt.datetime) -> Order:
    """Take the coupon out of a pending order and give it free.

    Raises:
        OrderClosed, PaymentInProgress: the order is as it was.
    """
    locked = _changeable(order)
    release(locked, now=now)
    locked.coupon, locked.terms = None, {}
    refresh(locked, now=now)
    return locked


@transaction.atomic
def cancel(*, order: Order, by: str, now: dt.datetime) -> Order:
    """End a pending order that nobody is paying.

    Raises:
        OrderClosed, PaymentInProgress: the order is as it was.
    """
    locked = _changeable(order)
    release(locked, now=now)
    move_order(locked, OrderState.CANCELLED, by=by, now=now)
    return locked


@transaction.atomic
def expire(*, order: Order, now: dt.datetime) -> Order:
    """End a pending order that nobody paid in time, and free its coupon; another stays as it is."""
    locked = locked_order(order.pk)
    if expired_orders(now).filter(pk=order.pk).exists():
        release(locked, now=now)
        move_order(locked, OrderState.EXPIRED, by="reconciler", now=now)
    return locked
