"""Orders made by the actions that the pages use."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from credence.accounts.models import User
from credence.catalog.models import Course
from credence.commerce.actions.attempts import Payment
from credence.commerce.actions.fulfillment import take_free
from credence.commerce.actions.orders import apply_coupon, open_order
from credence.commerce.actions.paying import pay
from credence.commerce.actions.refunds import request_refund, send
from credence.commerce.gateway.interface import Address
from credence.commerce.gateway.manual import Manual
from credence.commerce.models import Coupon, Order, PaymentAttempt, Refund
from tests.factories.commerce import make_order, make_payment_attempt

NOW = dt.datetime(2026, 3, 10, 15, tzinfo=dt.UTC)
NOWHERE = Address(street="", city="", region="", postal_code="", country="")


def paid_by_hand(learner: User, course: Course, *, now: dt.datetime = NOW, reference: str = "") -> Order:
    """Return an order that somebody paid by a check."""
    order = open_order(learner=learner, course=course, now=now)
    payment = Payment(
        gateway="manual",
        attempt_key=uuid.uuid4(),
        token=reference or f"Check {order.number}",
        key="",
        shown=order.quote_hash,
        name="Alice Example",
        address=NOWHERE,
    )
    pay(order=order, payment=payment, by="fay", clock=lambda: now)
    return Order.objects.get(pk=order.pk)


def paid_by_coupon(learner: User, course: Course, coupon: Coupon, *, now: dt.datetime = NOW) -> Order:
    """Return an order that a coupon paid in full."""
    order = open_order(learner=learner, course=course, now=now)
    order = apply_coupon(order=order, code=coupon.code, now=now)
    return take_free(order=order, shown=order.quote_hash, now=now)


def by_card(learner: User, course: Course, *, at: dt.datetime = NOW, **values: Any) -> PaymentAttempt:
    """Return the charge of an order under review that was paid by Visa ····1111, as rows."""
    order = make_order(learner, course, state="needs-review", paid_at=at, paid_by="card", created_at=at, **values)
    charged = {"brand": "visa", "last4": "1111", "captured_at": at, "sent_at": at, "response_code": "101"}
    return make_payment_attempt(order, "captured", transaction_id=f"tx-{order.number}", **charged)


def given_back(order: Order, amount: str, *, now: dt.datetime = NOW, by: str = "fay") -> Refund:
    """Return a refund that was made."""
    refund = request_refund(
        order=order, amount=Decimal(amount), reason="Asked by phone", request_key=uuid.uuid4(), by=by, now=now
    )
    return send(refund=refund, actor="fay", clock=lambda: now, gateway=Manual())
