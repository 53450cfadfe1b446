"""Coupons, orders and what became of them."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from credence.accounts.models import User
from credence.catalog.models import Course, CourseVersion
from credence.commerce.models import Coupon, CouponRedemption, Order, PaymentAttempt
from credence.commerce.rules.numbers import invoice_number, order_number
from tests.factories.catalog import make_course

ORDERED = dt.datetime(2026, 2, 1, 15, tzinfo=dt.UTC)
PRICE = Decimal("149.00")


def make_paid_course(slug: str = "stroke-imaging", price: Decimal = PRICE, **values: Any) -> Course:
    """Return a published course that costs 149.00."""
    return make_course(slug, price=price, **values)


def publish_at(course: Course, price: str) -> None:
    """Publish a version of another price."""
    version = CourseVersion.objects.get(pk=course.current_version_id)
    version.pk, version.number, version.price = None, 2, Decimal(price)
    version.save(force_insert=True)
    course.current_version = version
    course.save(update_fields=["current_version"])


def make_coupon(code: str = "SPRING26X2", kind: str = "percent", value: str = "20", **values: Any) -> Coupon:
    """Return a coupon for all courses, once for each person."""
    return Coupon.objects.create(
        code=code, kind=kind, value=Decimal(value), created_at=ORDERED, created_by="finn", **values
    )


def make_order(learner: User, course: Course, **values: Any) -> Order:
    """Return a pending order at the list price."""
    assert course.current_version
    fields = {
        "number": order_number(),
        "version": course.current_version,
        "currency": "USD",
        "list_price": PRICE,
        "discount": Decimal("0.00"),
        "total": PRICE,
        "quote_hash": "0" * 64,
        "created_at": ORDERED,
        "expires_at": ORDERED + dt.timedelta(hours=2),
    }
    return Order.objects.create(learner=learner, course=course, **{**fields, **values})


def make_payment_attempt(order: Order, state: str = "auth-sent", **values: Any) -> PaymentAttempt:
    """Return the next attempt of an order."""
    seq = order.attempts.count() + 1
    fields = {
        "seq": seq,
        "gateway": "paytrace",
        "attempt_key": uuid.uuid4(),
        "invoice_number": invoice_number(order.number, seq),
        "amount": order.total,
        "currency": order.currency,
        "token_fp": uuid.uuid4().hex * 2,
        "sent_at": ORDERED,
    }
    return PaymentAttempt.objects.create(order=order, state=state, **{**fields, **values})


def make_redemption(coupon: Coupon, order: Order, state: str = "held", **values: Any) -> CouponRedemption:
    """Return a use of a coupon for an order."""
    fields = {
        "learner": order.learner,
        "person_no": 1,
        "held_at": ORDERED,
        "hold_expires_at": ORDERED + dt.timedelta(minutes=30),
    }
    return CouponRedemption.objects.create(coupon=coupon, order=order, state=state, **{**fields, **values})
