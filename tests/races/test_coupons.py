"""Everybody at the till at once: a coupon for N serves N, an order is paid once, a refund goes out once."""

import datetime as dt
import threading
import uuid
from decimal import Decimal

import pytest
from django.db import connection, transaction

from credence.commerce.actions import attempts, coupons
from credence.commerce.actions.attempts import begin
from credence.commerce.actions.coupons import CouponRefused
from credence.commerce.actions.fulfillment import confirm, take_free
from credence.commerce.actions.orders import OrderRefused, apply_coupon, locked_order, open_order
from credence.commerce.actions.refunds import RefundRefused, request_refund
from credence.commerce.models import Coupon, CouponRedemption, Order, PaymentAttempt, PaymentEvent, Refund
from credence.commerce.rules.states import AttemptState
from credence.enrollment.models import Enrollment
from credence.outbox.models import Letter
from tests.factories.accounts import make_learner
from tests.factories.commerce import ORDERED, make_coupon, make_paid_course, make_payment_attempt
from tests.factories.payments import make_payment

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
USES = 5
BUYERS = 4 * USES
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def course(transactional_db):
    return make_paid_course()


@pytest.fixture
def orders(course):
    return [open_order(learner=make_learner(f"buyer{n}"), course=course, now=ORDERED) for n in range(BUYERS)]


@pytest.fixture
def without_lock(monkeypatch):
    """Take the coupon's lock away, and let everybody count before anybody holds."""
    barrier = threading.Barrier(BUYERS, timeout=30)

    def counted_together(*args, count=coupons.faults_of):
        faults = count(*args)
        barrier.wait()
        return faults

    monkeypatch.setattr(coupons, "locked_coupon", lambda pk: Coupon.objects.get(pk=pk))
    monkeypatch.setattr(coupons, "faults_of", counted_together)


def each_applies(orders):
    """Return a function with which each thread puts the coupon into an order of its own."""
    waiting = list(orders)

    def act():
        order = waiting.pop()
        try:
            apply_coupon(order=order, code="SPRING26X2", now=ORDERED)
        except CouponRefused as refused:
            return refused.code
        return "held"

    return act


def test_without_the_lock_a_coupon_for_five_would_serve_twenty(orders, race, without_lock):
    make_coupon(max_uses=USES)
    assert race(each_applies(orders), BUYERS) == {"held": BUYERS}
    assert CouponRedemption.objects.filter(state="held").count() == BUYERS


def test_a_coupon_for_five_serves_five_of_twenty_at_once(orders, race):
    make_coupon(max_uses=USES)
    assert race(each_applies(orders), BUYERS) == {"held": USES, "coupon-refused": BUYERS - USES}
    assert CouponRedemption.objects.filter(state="held").count() == USES
    assert Order.objects.filter(discount__gt=0).count() == USES


def test_a_full_coupon_for_five_opens_the_course_for_five_of_twenty(orders, race):
    make_coupon(kind="full", value="0", max_uses=USES)
    waiting = list(orders)

    def act():
        try:
            order = apply_coupon(order=waiting.pop(), code="SPRING26X2", now=ORDERED)
            return str(take_free(order=order, shown=order.quote_hash, now=ORDERED).state)
        except CouponRefused as refused:
            return refused.code

    assert race(act, BUYERS) == {"paid": USES, "coupon-refused": BUYERS - USES}
    assert CouponRedemption.objects.filter(state="used").count() == Enrollment.objects.count() == USES


def test_a_coupon_for_one_course_of_a_person_serves_one_of_ten_at_once(transactional_db, race):
    learner = make_learner()
    make_coupon(max_per_person=1)
    courses = [make_paid_course(f"course-{n}") for n in range(10)]
    orders = [open_order(learner=learner, course=course, now=ORDERED) for course in courses]
    assert race(each_applies(orders), 10) == {"held": 1, "coupon-refused": 9}


def test_holds_that_ran_out_are_given_on_to_five_of_twenty(orders, race):
    make_coupon(max_uses=USES)
    for order in orders[:USES]:
        apply_coupon(order=order, code="SPRING26X2", now=ORDERED)
    later = ORDERED + coupons.HOLD
    waiting = orders[USES:]

    def act():
        try:
            apply_coupon(order=waiting.pop(), code="SPRING26X2", now=later)
        except CouponRefused as refused:
            return refused.code
        return "held"

    assert race(act, BUYERS - USES) == {"held": USES, "coupon-refused": BUYERS - 2 * USES}
    assert CouponRedemption.objects.filter(state="held").count() == USES


def test_twenty_tabs_open_one_order(course, race):
    learner = make_learner()
    race(lambda: open_order(learner=learner, course=course, now=ORDERED).number, BUYERS)
    assert Order.objects.count() == 1


def payment_for(order, **values):
    return make_payment(order.quote_hash, (uuid.uuid4().hex, "k"), **values)


def beginner(order, payment=None):
    """Return a function that begins to pay, with one payment for all or one for each."""

    def act():
        sent = payment or payment_for(order)
        try:
            begun = begin(order=order, payment=sent, by="alice", actor="a", now=ORDERED)
        except OrderRefused as refused:
            return refused.code
        return "new" if begun.is_new else "found"

    return act


@pytest.fixture
def order(course):
    return open_order(learner=make_learner(), course=course, now=ORDERED)


@pytest.fixture
def without_the_orders_lock(monkeypatch):
    """Take the order's lock and the constraint away, and let everybody look before anybody begins."""
    barrier = threading.Barrier(BUYERS, timeout=30)

    def looked_together(*args, look=attempts._check_payable):
        look(*args)
        barrier.wait()

    related = ("learner", "course__current_version", "version", "coupon")
    monkeypatch.setattr(attempts, "locked_order", lambda pk: Order.objects.select_related(*related).get(pk=pk))
    monkeypatch.setattr(attempts, "_check_payable", looked_together)
    monkeypatch.setattr(attempts, "invoice_number", lambda *_: uuid.uuid4().hex[:17])
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX commerce_attempt_one_open")
        cursor.execute("ALTER TABLE commerce_paymentattempt DROP CONSTRAINT commerce_attempt_seq")
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE commerce_paymentattempt CASCADE")
        cursor.execute("ALTER TABLE commerce_paymentattempt ADD CONSTRAINT commerce_attempt_seq UNIQUE (order_id, seq)")
        cursor.execute(
            "CREATE UNIQUE INDEX commerce_attempt_one_open ON commerce_paymentattempt (order_id) WHERE state IN "
            "('created', 'auth-sent', 'auth-unknown', 'authorized', 'capture-sent', 'capture-unknown', 'captured', "
            "'void-sent')"
        )


def test_without_lock_and_constraint_twenty_cards_would_be_charged(order, race, without_the_orders_lock):
    assert race(beginner(order), BUYERS) == {"new": BUYERS}


def test_of_twenty_cards_for_one_order_one_is_sent(order, race):
    assert race(beginner(order), BUYERS) == {"new": 1, "payment-in-progress": BUYERS - 1}
    assert PaymentAttempt.objects.count() == 1


def test_of_twenty_clicks_on_one_button_one_is_sent(order, race):
    assert race(beginner(order, payment_for(order)), BUYERS) == {"new": 1, "found": BUYERS - 1}


def test_an_order_confirmed_by_ten_at_once_opens_the_course_once(order, race):
    make_payment_attempt(order, "captured", transaction_id="1", captured_at=ORDERED)
    assert race(lambda: confirm(order=order, now=ORDERED).state, 10) == {"paid": 10}
    assert (Enrollment.objects.count(), Letter.objects.count()) == (1, 1)
    assert PaymentEvent.objects.filter(what="order.paid").count() == 1


def test_of_ten_refunds_at_once_no_more_goes_back_than_was_paid(order, race):
    make_payment_attempt(order, "captured", transaction_id="1", captured_at=ORDERED)
    confirm(order=order, now=ORDERED)

    def act():
        try:
            request_refund(
                order=order,
                amount=Decimal("70.00"),
                reason="Asked",
                request_key=uuid.uuid4(),
                by="finn",
                now=ORDERED,
            )
        except RefundRefused as refused:
            return refused.code
        return "requested"

    assert race(act, 10) == {"requested": 2, "too-much": 8}
    assert Refund.objects.count() == 2


def test_a_refund_clicked_ten_times_is_one(order, race):
    make_payment_attempt(order, "captured", transaction_id="1", captured_at=ORDERED)
    confirm(order=order, now=ORDERED)
    key = uuid.uuid4()

    def act():
        amount = Decimal("10.00")
        asked = request_refund(order=order, amount=amount, reason="Asked", request_key=key, by="finn", now=ORDERED)
        return str(asked.pk)

    assert len(race(act, 10)) == Refund.objects.count() == 1


def two_at_once(first, second):
    """Do `second` while `first` is within its transaction and has taken its locks; return what each came to."""
    is_within, may_end, came = threading.Event(), threading.Event(), {}

    def hold():
        with transaction.atomic():
            came["first"] = first()
            is_within.set()
            may_end.wait(1)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert is_within.wait(10)
    try:
        came["second"] = second()
    finally:
        may_end.set()
        holder.join()
    return came["first"], came["second"]


def test_who_leads_an_attempt_never_waits_for_who_holds_the_order(order):
    attempt = make_payment_attempt(order, "auth-sent", claimed_by="a", claimed_until=ORDERED)
    expected, new = frozenset({AttemptState.AUTH_SENT}), AttemptState.AUTH_UNKNOWN

    def lead():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '500ms'")
        return attempts.move(attempt=attempt, expected=expected, new=new, actor="a", now=ORDERED)

    _, moved = two_at_once(lambda: locked_order(order.pk), lead)
    assert moved.state == "auth-unknown"


def test_a_hold_that_ends_while_its_owner_starts_to_pay_is_not_sold_twice(orders):
    make_coupon(max_uses=1)
    owner, other = orders[:2]
    apply_coupon(order=owner, code="SPRING26X2", now=ORDERED)
    owner.refresh_from_db()
    late = ORDERED + coupons.HOLD

    def pays():
        try:
            begin(order=owner, payment=payment_for(owner), by="a", actor="a", now=late - SECOND)
        except OrderRefused as refused:
            return refused.code
        return "new"

    took, came = two_at_once(lambda: apply_coupon(order=other, code="SPRING26X2", now=late).discount > 0, pays)
    assert (took, came) == (True, "price-changed")
    assert CouponRedemption.objects.filter(state="held").count() == 1


def test_holds_that_ran_out_change_hands_without_a_deadlock(orders, race):
    for code in ("SPRING26X2", "AUTUMN26X2"):
        make_coupon(code, max_uses=USES)
    for place, order in enumerate(orders[: 2 * USES]):
        apply_coupon(order=order, code=("SPRING26X2", "AUTUMN26X2")[place % 2], now=ORDERED)
    waiting = [(order, ("AUTUMN26X2", "SPRING26X2")[place % 2]) for place, order in enumerate(orders)]

    def act():
        order, code = waiting.pop()
        try:
            apply_coupon(order=order, code=code, now=ORDERED + coupons.HOLD)
        except CouponRefused as refused:
            return refused.code
        return "held"

    assert race(act, BUYERS) == {"held": 2 * USES, "coupon-refused": BUYERS - 2 * USES}


def test_one_token_for_two_orders_pays_one(orders, race):
    waiting, token = orders[:2], uuid.uuid4().hex

    def act():
        order = waiting.pop()
        return beginner(order, payment_for(order, token=token))()

    assert race(act, 2) == {"new": 1, "card-used": 1}
