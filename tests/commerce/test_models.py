"""What the database itself forbids about money."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from credence.commerce.models import Order, PaymentAttempt, PaymentEvent, Refund, SettlementDifference, Stray
from tests.factories.accounts import make_learner
from tests.factories.commerce import (
    ORDERED,
    make_coupon,
    make_order,
    make_paid_course,
    make_payment_attempt,
    make_redemption,
)
from tests.factories.enrollment import make_enrollment

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    return make_order(make_learner(), make_paid_course())


def refused(act, *args, **values):
    """Return whether the database refuses `act`."""
    try:
        with transaction.atomic():
            act(*args, **values)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    ("values", "is_refused"),
    [
        ({}, False),
        ({"total": Decimal("148.99")}, True),
        ({"list_price": Decimal("-1.00"), "total": Decimal("-1.00")}, True),
        ({"discount": Decimal("-1.00"), "total": Decimal("150.00")}, True),
        ({"discount": Decimal("150.00"), "total": Decimal("-1.00")}, True),
        ({"discount": Decimal("9.00"), "total": Decimal("140.00")}, True),
        ({"state": "gone"}, True),
        ({"state": "paid"}, True),
        ({"state": "cancelled"}, False),
    ],
)
def test_an_order_adds_up_and_is_in_a_known_state(values, is_refused):
    assert refused(make_order, make_learner(), make_paid_course(), **values) is is_refused


@pytest.mark.parametrize(
    ("state", "is_refused"),
    [
        ("pending", True),
        ("paid", True),
        ("partly-refunded", True),
        ("needs-review", True),
        ("refunded", False),
        ("cancelled", False),
        ("expired", False),
    ],
)
def test_one_live_order_for_each_learner_and_course(order, state, is_refused):
    enrollment = make_enrollment(order.learner, order.course)
    Order.objects.update(state=state, paid_at=ORDERED, paid_by="card", enrollment=enrollment)
    assert refused(make_order, order.learner, order.course) is is_refused


def test_other_learners_and_other_courses_have_orders_of_their_own(order):
    assert not refused(make_order, make_learner("bob"), order.course)
    assert not refused(make_order, order.learner, make_paid_course("other-course"))


@pytest.mark.parametrize("missing", ["paid_at", "paid_by", "enrollment"])
def test_a_paid_order_says_when_by_what_and_for_which_enrollment(order, missing):
    whole = {"paid_at": ORDERED, "paid_by": "card", "enrollment": make_enrollment(order.learner, order.course)}
    nothing = "" if missing == "paid_by" else None
    assert refused(Order.objects.update, state="paid", **{**whole, missing: nothing})
    assert not refused(Order.objects.update, state="paid", **whole)


def test_what_was_paid_stays_as_it_was(order):
    enrollment = make_enrollment(order.learner, order.course)
    paid = {"state": "paid", "paid_at": ORDERED, "paid_by": "card", "enrollment": enrollment}
    Order.objects.update(**paid)
    zero = {"total": 0, "list_price": 0}
    assert refused(Order.objects.update, **zero)
    assert refused(Order.objects.update, paid_at=ORDERED + dt.timedelta(1))
    assert refused(order.delete)
    assert not refused(Order.objects.update, state="refunded")


OPEN = ["created", "auth-sent", "auth-unknown", "authorized", "capture-sent", "capture-unknown", "void-sent"]


@pytest.mark.parametrize("state", [*OPEN, "captured"])
def test_one_open_attempt_for_each_order(order, state):
    first = make_payment_attempt(order, state, transaction_id="1", captured_at=ORDERED)
    assert refused(make_payment_attempt, order)
    PaymentAttempt.objects.filter(pk=first.pk).update(state="declined")
    assert not refused(make_payment_attempt, order)


@pytest.mark.parametrize("state", ["voided", "declined", "rejected", "not-sent", "lost"])
def test_closed_attempts_leave_room_for_the_next(order, state):
    make_payment_attempt(order, state, transaction_id="1")
    assert not refused(make_payment_attempt, order)


@pytest.mark.parametrize("field", ["attempt_key", "invoice_number", "token_fp", "seq", "transaction_id"])
def test_an_attempt_is_the_only_one_of_its_kind(order, field):
    first = make_payment_attempt(order, "declined", transaction_id="1")
    assert refused(make_payment_attempt, order, **{field: getattr(first, field)})
    assert not refused(make_payment_attempt, order)


@pytest.mark.parametrize("state", ["authorized", "capture-sent", "capture-unknown", "void-sent", "voided"])
def test_from_the_hold_on_an_attempt_names_its_transaction(order, state):
    assert refused(make_payment_attempt, order, state)
    assert not refused(make_payment_attempt, order, state, transaction_id="1")


@pytest.mark.parametrize("missing", ["transaction_id", "captured_at"])
def test_a_captured_attempt_says_which_transaction_and_when(order, missing):
    whole = {"transaction_id": "1", "captured_at": ORDERED}
    assert refused(make_payment_attempt, order, "captured", **{**whole, missing: None})
    assert not refused(make_payment_attempt, order, "captured", **whole)


@pytest.mark.parametrize("amount", ["0.00", "-1.00"])
def test_nothing_is_no_amount_to_pay(order, amount):
    assert refused(make_payment_attempt, order, amount=Decimal(amount))
    assert not refused(make_payment_attempt, order, amount=Decimal("0.01"))


@pytest.mark.parametrize(
    ("field", "value"),
    [("amount", Decimal(1)), ("invoice_number", "X-01"), ("token_fp", "x"), ("transaction_id", "2")],
)
def test_what_an_attempt_sent_never_changes(order, field, value):
    attempt = make_payment_attempt(order, "authorized", transaction_id="1")
    assert refused(PaymentAttempt.objects.filter(pk=attempt.pk).update, **{field: value})
    assert not refused(PaymentAttempt.objects.filter(pk=attempt.pk).update, state="void-sent")
    assert refused(attempt.delete)


def test_an_attempt_learns_its_transaction_once(order):
    attempt = make_payment_attempt(order)
    mine = PaymentAttempt.objects.filter(pk=attempt.pk)
    assert not refused(mine.update, transaction_id="1")
    assert refused(mine.update, transaction_id="2")


def test_events_are_neither_changed_nor_deleted(order):
    event = PaymentEvent.objects.create(order=order, at=ORDERED, actor="alice", what="order.opened")
    assert refused(PaymentEvent.objects.update, actor="bob")
    assert refused(event.delete)


def make_refund(order, **values):
    attempt = order.attempts.first() or make_payment_attempt(order, "captured", transaction_id="1", captured_at=ORDERED)
    fields = {
        "request_key": uuid.uuid4(),
        "attempt": attempt,
        "amount": Decimal("10.00"),
        "reason": "Asked",
        "state": "created",
        "requested_by": "finn",
        "requested_at": ORDERED,
    }
    return Refund.objects.create(**{**fields, **values})


@pytest.mark.parametrize(
    "values",
    [
        {"amount": Decimal(0)},
        {"reason": ""},
        {"approved_by": "finn"},
        {"state": "gone"},
        {"state": "done"},
    ],
)
def test_a_refund_has_an_amount_a_reason_and_two_people(order, values):
    assert refused(make_refund, order, **values)
    assert not refused(make_refund, order, approved_by="fiona")


def test_a_refund_is_requested_once_and_stands(order):
    refund = make_refund(order)
    assert refused(make_refund, order, request_key=refund.request_key)
    assert refused(Refund.objects.update, amount=Decimal("11.00"))
    assert refused(Refund.objects.update, reason="Other")
    assert not refused(Refund.objects.update, state="sent")


@pytest.mark.parametrize(
    ("values", "is_refused"),
    [
        ({"kind": "percent", "value": "100"}, False),
        ({"kind": "percent", "value": "100.01"}, True),
        ({"kind": "percent", "value": "0"}, True),
        ({"kind": "fixed", "value": "0.01"}, False),
        ({"kind": "fixed", "value": "0"}, True),
        ({"kind": "full", "value": "0"}, False),
        ({"kind": "full", "value": "1"}, True),
        ({"kind": "half", "value": "50"}, True),
        ({"code": ""}, True),
        ({"max_uses": 0}, True),
        ({"max_per_person": 0}, True),
        ({"minimum_price": -1}, True),
        ({"since": ORDERED, "until": ORDERED}, True),
        ({"since": ORDERED, "until": ORDERED + dt.timedelta(seconds=1)}, False),
    ],
)
def test_a_coupon_makes_sense(values, is_refused):
    assert refused(make_coupon, **values) is is_refused


def test_a_code_exists_once():
    make_coupon()
    assert refused(make_coupon)
    assert not refused(make_coupon, "SPRING26X3")


@pytest.mark.parametrize("state", ["held", "used"])
def test_an_order_uses_one_coupon_and_a_person_has_one_of_a_number(order, state):
    times = {"used_at": ORDERED} if state == "used" else {}
    coupon, other = make_coupon(), make_coupon("OTHER12345")
    make_redemption(coupon, order, state, **times)
    assert refused(make_redemption, other, order)
    second = make_order(order.learner, make_paid_course("other-course"))
    assert refused(make_redemption, coupon, second)
    assert not refused(make_redemption, coupon, second, person_no=2)


def test_a_released_coupon_is_free_again(order):
    coupon = make_coupon()
    make_redemption(coupon, order, "released", released_at=ORDERED)
    assert not refused(make_redemption, coupon, order)


@pytest.mark.parametrize(
    ("state", "times", "is_refused"),
    [
        ("held", {"used_at": ORDERED}, True),
        ("used", {}, True),
        ("used", {"used_at": ORDERED}, False),
        ("released", {}, True),
        ("released", {"released_at": ORDERED}, False),
        ("lent", {}, True),
    ],
)
def test_a_redemption_says_when_it_came_to_its_state(order, state, times, is_refused):
    assert refused(make_redemption, make_coupon(), order, state, **times) is is_refused


def test_a_stray_and_a_difference_are_noted_once(order):
    attempt = make_payment_attempt(order)
    stray = {"attempt": attempt, "transaction_id": "9", "found_at": ORDERED}
    assert not refused(Stray.objects.create, **stray)
    assert refused(Stray.objects.create, **stray)
    difference = {"kind": "amount", "transaction_id": "9", "found_at": ORDERED}
    assert not refused(SettlementDifference.objects.create, **difference)
    assert refused(SettlementDifference.objects.create, **difference)
