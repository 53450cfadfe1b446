"""The whole way to the gateway and back, by everybody at once: what is counted there is what counts."""

import threading
import uuid
from decimal import Decimal

import pytest
from soak.books import differences

from credence.commerce.actions import paying, refunds
from credence.commerce.actions.attempts import begin, record_authorization
from credence.commerce.actions.coupons import CouponRefused
from credence.commerce.actions.orders import OrderRefused, apply_coupon, open_order
from credence.commerce.actions.paying import lead, pay
from credence.commerce.actions.refunds import RefundRefused, approve_refund, request_refund, send
from credence.commerce.models import CouponRedemption, Order, PaymentAttempt, Refund
from tests.commerce.conftest import Time, line, paytrace, running_simulator, simulator
from tests.factories.accounts import make_learner
from tests.factories.commerce import make_coupon, make_paid_course
from tests.factories.payments import make_payment

__all__ = ["line", "paytrace", "running_simulator", "simulator"]
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
USES = 4
CROWD = 4 * USES


class Counter:
    """A course, a gateway and a crowd."""

    def __init__(self, simulator, paytrace):
        self.simulator, self.gateway, self.clock = simulator, paytrace, Time()
        self.course = make_paid_course()

    def order(self, name="alice"):
        """Open an order."""
        return open_order(learner=make_learner(name), course=self.course, now=self.clock())

    def payment(self, order):
        """Return what a page sends."""
        return make_payment(order.quote_hash, self.simulator.card())

    def pay(self, order, payment):
        """Pay; return where it stands, or why not."""
        try:
            begun = pay(order=order, payment=payment, by="a", clock=self.clock, patience=0, gateway=self.gateway)
        except OrderRefused as refused:
            return refused.code
        return str(begun.attempt.state) if begun.is_new else "found"

    def agree(self):
        """Compare the books."""
        assert differences(self.simulator.book["transactions"], is_over=False) == []


@pytest.fixture
def counter(transactional_db, simulator, paytrace):
    return Counter(simulator, paytrace)


@pytest.fixture
def paid(counter):
    order = counter.order()
    assert counter.pay(order, counter.payment(order)) == "captured"
    counter.simulator.settle()
    return Order.objects.get()


def test_a_coupon_for_four_is_paid_with_by_four_of_sixteen_at_once(counter, race):
    make_coupon(max_uses=USES)
    waiting = [counter.order(f"buyer{number}") for number in range(CROWD)]

    def act():
        order = waiting.pop()
        try:
            order = apply_coupon(order=order, code="SPRING26X2", now=counter.clock())
        except CouponRefused:
            return "full " + counter.pay(order, counter.payment(order))
        return "less " + counter.pay(order, counter.payment(order))

    assert race(act, CROWD) == {"less captured": USES, "full captured": CROWD - USES}
    assert CouponRedemption.objects.filter(state="used").count() == USES
    assert Order.objects.filter(state="paid", discount__gt=0).count() == USES
    counter.agree()


def test_a_double_click_sixteen_times_over_is_one_charge(counter, race):
    order = counter.order()
    payment = counter.payment(order)
    assert race(lambda: counter.pay(order, payment), CROWD) == {"captured": 1, "found": CROWD - 1}
    assert (counter.simulator.calls("authorize"), counter.simulator.calls("capture")) == (1, 1)
    counter.agree()


def test_sixteen_devices_with_a_card_each_are_one_charge(counter, race):
    order = counter.order()
    payments = [counter.payment(order) for _ in range(CROWD)]
    came = race(lambda: counter.pay(order, payments.pop()), CROWD)
    assert came.pop("captured") == 1
    assert set(came) <= {"payment-in-progress", "order-closed"}
    assert counter.simulator.money(order.number)["charges"] == "1"
    assert counter.simulator.calls("authorize") == 1
    counter.agree()


def held(counter):
    """Return an attempt whose hold is recorded, led by nobody."""
    order = counter.order()
    payment = counter.payment(order)
    begun = begin(order=order, payment=payment, by="a", actor="dead", now=counter.clock())
    outcome = counter.gateway.authorize(paying._charge(begun.attempt, payment))
    record_authorization(attempt=begun.attempt, outcome=outcome, actor="dead", now=counter.clock())
    counter.clock.pass_(minutes=3)
    return PaymentAttempt.objects.select_related("order").get()


def leader(counter, attempt):
    return lambda: str(lead(attempt=attempt, clock=counter.clock, gateway=counter.gateway).state)


@pytest.fixture
def without_leases(monkeypatch):
    """Take lease and compare-and-set away, and let everybody read before anybody calls."""
    barrier = threading.Barrier(CROWD, timeout=30)

    def claim(*, attempt, **_):
        return PaymentAttempt.objects.select_related("order").get(pk=attempt.pk)

    def move(*, attempt, new, **_):
        if new != "capture-sent":
            return None
        barrier.wait()
        attempt.state = new
        return attempt

    monkeypatch.setattr(paying, "claim", claim)
    monkeypatch.setattr(paying, "let_go", lambda **_: None)
    monkeypatch.setattr(paying, "move", move)


def test_without_leases_everybody_would_capture(counter, race, without_leases):
    attempt = held(counter)
    counter.simulator.config(record_shows="bin")
    race(leader(counter, attempt), CROWD)
    assert counter.simulator.calls("capture") == CROWD


def test_request_page_and_reconcilers_that_lead_one_attempt_capture_once(counter, race):
    attempt = held(counter)
    race(leader(counter, attempt), CROWD)
    assert (counter.simulator.calls("capture"), Order.objects.get().state) == (1, "paid")
    counter.agree()


def asked(counter, order, amount="20.00", key=None):
    return request_refund(
        order=order,
        amount=Decimal(amount),
        reason="Asked",
        request_key=key or uuid.uuid4(),
        by="finn",
        now=counter.clock(),
    )


def sender(counter, refund):
    return lambda: str(send(refund=refund, actor=uuid.uuid4().hex, clock=counter.clock, gateway=counter.gateway).state)


def test_without_a_lease_a_refund_sent_by_four_would_go_out_four_times(counter, race, paid, monkeypatch):
    refund = asked(counter, paid)
    barrier = threading.Barrier(USES, timeout=30)

    def claim(refund, *_):
        barrier.wait()
        return refund

    monkeypatch.setattr(refunds, "_claim", claim)
    monkeypatch.setattr(refunds, "_let_go", lambda *_: None)
    monkeypatch.setattr(refunds, "_move", lambda *_, **__: None)
    monkeypatch.setattr(refunds, "_done", lambda *_, **__: None)
    race(sender(counter, Refund.objects.select_related("attempt").get(pk=refund.pk)), USES)
    assert counter.simulator.money(paid.number)["refunded"] == "80.00"


def test_a_refund_clicked_sixteen_times_goes_out_once(counter, race, paid):
    key = uuid.uuid4()

    def act():
        return sender(counter, asked(counter, paid, key=key))()

    came = race(act, CROWD)
    assert set(came) <= {"created", "sent", "done"}
    assert counter.simulator.calls("refund") == 1
    assert Order.objects.get().state == "partly-refunded"
    counter.agree()


@pytest.fixture
def awaiting(counter, paid, settings):
    settings.ENV = settings.ENV.model_copy(update={"refund_limit": "10.00"})
    return asked(counter, paid)


def approver(counter, refund):
    def act():
        try:
            approve_refund(refund=refund, by=uuid.uuid4().hex, now=counter.clock())
        except RefundRefused as refused:
            return refused.code
        return "approved"

    return act


def test_without_its_lock_a_refund_would_be_approved_by_everybody(counter, race, awaiting, monkeypatch):
    barrier = threading.Barrier(CROWD, timeout=30)

    def locked(pk):
        refund = Refund.objects.select_related("attempt__order").get(pk=pk)
        barrier.wait()
        return refund

    monkeypatch.setattr(refunds, "locked_refund", locked)
    assert race(approver(counter, awaiting), CROWD) == {"approved": CROWD}


def test_a_refund_is_approved_by_one_of_sixteen(counter, race, awaiting):
    assert race(approver(counter, awaiting), CROWD) == {"approved": 1, "not-awaiting": CROWD - 1}
