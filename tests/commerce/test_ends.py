"""Nothing stays half done: every order, payment, refund and stray can come to its end, and nobody is left waiting."""

import copy
import uuid
from decimal import Decimal

import pytest

from credence.audit.models import Event
from credence.catalog.actions import offer_credit_again
from credence.commerce.actions import paying
from credence.commerce.actions.attempts import CardUsed, TooManyDeclines, begin, claim, move, record_authorization
from credence.commerce.actions.fulfillment import MoneyGone, NotUnderReview, open_reviewed, take_free
from credence.commerce.actions.leases import LeaseLost
from credence.commerce.actions.orders import AlreadyEnrolled, apply_coupon
from credence.commerce.actions.paying import lead, pay
from credence.commerce.actions.reconciling import close_stray
from credence.commerce.actions.refund_resolution import NotInDoubt, resolve_refund
from credence.commerce.actions.refunds import (
    ReasonMissing,
    request_refund,
    send,
)
from credence.commerce.actions.settlement import compare
from credence.commerce.enums import AttemptState
from credence.commerce.gateway.interface import Authorized, MoneyState, Record
from credence.commerce.gateway.manual import Manual
from credence.commerce.models import CouponRedemption, Order, PaymentAttempt, PaymentEvent, Refund, Stray
from credence.enrollment.actions import NotOpen
from credence.outbox.models import Letter
from tests.factories.accounts import make_learner
from tests.factories.catalog import withdraw
from tests.factories.commerce import make_coupon
from tests.factories.enrollment import make_enrollment
from tests.simulators.driver import AMEX, DECLINED, VISA

A = AttemptState


def begun(till, actor="dead"):
    order = till.open()
    return begin(order=order, payment=till.payment(), by="alice", actor=actor, now=till.clock()).attempt


def letters():
    return set(Letter.objects.values_list("key", flat=True))


# Who leads


def test_who_lost_the_lease_changes_nothing(till):
    attempt = begun(till, "slow")
    till.clock.pass_(seconds=121)
    assert claim(attempt=attempt, actor="second", now=till.clock())
    expected = frozenset({A.AUTH_SENT})
    with pytest.raises(LeaseLost):
        move(attempt=attempt, expected=expected, new=A.AUTH_UNKNOWN, actor="slow", now=till.clock())
    assert move(attempt=attempt, expected=expected, new=A.AUTH_UNKNOWN, actor="second", now=till.clock())


def test_each_move_renews_the_lease_for_the_call_that_follows(till):
    attempt = begun(till, "slow")
    till.clock.pass_(seconds=100)
    move(attempt=attempt, expected=frozenset({A.AUTH_SENT}), new=A.AUTH_UNKNOWN, actor="slow", now=till.clock())
    till.clock.pass_(seconds=100)
    assert claim(attempt=attempt, actor="second", now=till.clock()) is None


def test_a_page_that_looks_each_second_puts_nothing_off(till):
    till.simulator.config(export_lag_seconds=30)
    attempt = till.pay()
    for _ in range(20):
        till.clock.pass_(seconds=1)
        attempt = lead(attempt=attempt, clock=till.clock, gateway=till.gateway)
    assert attempt.checks == 1
    till.simulator.advance(31)
    till.reconcile(seconds=11)
    assert till.books == ("paid", "149.00", True)


def test_of_two_holds_the_one_that_was_taken_is_never_given_back(till):
    attempt = begun(till)
    late = Authorized(transaction_id="2", amount=attempt.amount)
    record_authorization(attempt=attempt, outcome=late, actor="slow", now=till.clock())
    rows = [
        Record(transaction_id=number, invoice=attempt.invoice_number, amount=attempt.amount, state=MoneyState.HELD)
        for number in ("1", "2")
    ]
    paying._adopt(attempt, rows, "second", till.clock)
    assert PaymentAttempt.objects.get().transaction_id == "2"
    assert [stray.transaction_id for stray in Stray.objects.all()] == ["1"]


def test_a_stray_that_is_somebody_s_payment_after_all_stays(till):
    attempt = till.pay()
    Stray.objects.create(
        attempt=attempt, transaction_id=attempt.transaction_id, found_at=till.clock(), next_check_at=till.clock()
    )
    till.reconcile()
    assert till.books == ("paid", "149.00", True)


# Who is told


@pytest.mark.parametrize(("card", "state"), [(DECLINED, "declined"), (AMEX, "voided"), (VISA, "captured")])
def test_who_was_told_to_wait_is_written_to_again(till, card, state):
    till.simulator.fault("authorize", "reset_after")
    attempt = till.pay(card)
    till.reconcile(seconds=20)
    attempt.refresh_from_db()
    assert attempt.state == state
    number = till.order.number
    answer = f"order-receipt:{number}" if card == VISA else f"order-undone-1:{number}"
    assert letters() == {f"order-uncertain:{number}", answer}


def test_a_decline_at_once_is_told_by_the_page_alone(till):
    till.pay(DECLINED)
    assert letters() == set()


def test_after_an_hour_finance_is_told_once_of_a_payment_that_does_not_end(till):
    till.simulator.fault("authorize", "timeout_before")
    till.simulator.fault("export_by_date", "http_500_before", times=60)
    attempt = till.pay()
    till.reconcile(minutes=59)
    key = f"finance:stuck:{attempt.invoice_number}"
    assert key not in letters()
    till.reconcile(turns=2, minutes=11)
    assert key in letters()
    assert Letter.objects.get(key=key).text == (
        f"{attempt.invoice_number} stands at auth-unknown. The gateway's transaction is unknown."
    )


def test_twenty_declines_within_an_hour_are_told(till):
    for number in range(10):
        buyer = copy.copy(till)
        buyer.learner = make_learner(f"buyer{number}")
        buyer.pay(DECLINED)
        assert letters() == set()
        buyer.pay(DECLINED)
    assert letters() == {f"finance:declines:{till.clock():%Y-%m-%d-%H}"}


def test_a_learner_may_try_three_declined_cards_whatever_the_course(till):
    for _ in range(2):
        till.pay(DECLINED)
    till.pay(csc="123")
    Order.objects.update(state="cancelled")
    with pytest.raises(TooManyDeclines):
        till.pay(payment=till_payment(till))


def till_payment(till):
    """A payment for the order that opening the page makes anew."""
    return till.payment(shown=till.open().quote_hash)


def test_cards_of_other_brands_are_tried_ten_times_in_an_hour_and_no_more(till):
    for _ in range(10):
        till.pay(AMEX)
    with pytest.raises(TooManyDeclines):
        till.pay(VISA)
    till.clock.pass_(minutes=61)
    assert till.pay(VISA).state == "captured"


# Orders


def test_a_course_that_closed_takes_no_coupon_for_it(till):
    make_coupon(kind="full", value="0")
    order = apply_coupon(order=till.open(), code="SPRING26X2", now=till.clock())
    withdraw(till.course, till.clock())
    with pytest.raises(NotOpen):
        take_free(order=order, shown=order.quote_hash, now=till.clock())
    assert till.books == ("pending", "0.00", False)


@pytest.fixture
def under_review(till):
    """Return an order that is paid, and whose course was closed meanwhile and is open again."""
    make_coupon(max_uses=1)
    apply_coupon(order=till.open(), code="SPRING26X2", now=till.clock())
    till.simulator.config(export_lag_seconds=5)
    till.pay()
    withdrawal = withdraw(till.course, till.clock())
    till.simulator.advance(6)
    till.reconcile(seconds=20)
    assert till.books == ("needs-review", "119.20", False)
    offer_credit_again(withdrawal=withdrawal, by="dana", reason="It is not", now=till.clock())
    return till


def decide(till, reason="The course is open again", order=None):
    return open_reviewed(order=order or till.order, reason=reason, by="finn", now=till.clock())


def test_staff_open_an_order_under_review_and_say_why(under_review):
    with pytest.raises(ReasonMissing):
        decide(under_review, " ")
    decide(under_review)
    assert under_review.books == ("paid", "119.20", True)
    assert CouponRedemption.objects.get().state == "used"
    assert Event.objects.get(action="order.paid").reason == "The course is open again"
    with pytest.raises(NotUnderReview):
        decide(under_review)


def test_what_is_going_back_is_not_opened(under_review):
    ask(under_review, "19.20")
    with pytest.raises(MoneyGone):
        decide(under_review)


def test_money_of_an_order_under_review_goes_back_and_its_coupon_is_free_again(under_review):
    under_review.simulator.settle()
    sent(under_review, ask(under_review, "19.20"))
    assert under_review.books == ("needs-review", "100.00", False)
    sent(under_review, ask(under_review, "100.00"))
    assert under_review.books == ("refunded", "0.00", False)
    assert CouponRedemption.objects.get().state == "released"


def test_an_order_whose_money_went_back_before_it_opened_ends_refunded(till, monkeypatch):
    monkeypatch.setattr(paying, "confirm", lambda **_: None)
    attempt = till.pay()
    till.simulator.staff_void(attempt.transaction_id)
    till.clock.pass_(hours=2)
    compare(clock=till.clock, gateway=till.gateway)
    till.reconcile()
    assert (till.books, till.order.review_reason) == (("refunded", "0.00", False), "given-back")


# Purchase orders


def manual(till, reference="PO 4711"):
    till.open()
    payment = till.payment(gateway="manual", token=reference, key="")
    return pay(order=till.order, payment=payment, by="finn", clock=till.clock, patience=0).attempt


def test_one_purchase_order_pays_for_two_learners(till):
    second = copy.copy(till)
    second.learner = make_learner("bob")
    assert [manual(each).state for each in (till, second)] == ["captured", "captured"]


@pytest.mark.parametrize("died_in", ["authorized", "capture-sent"])
def test_a_purchase_order_is_led_to_its_end_when_a_process_died(till, died_in):
    order = till.open()
    payment = till.payment(gateway="manual", token="PO 4711", key="")
    attempt = begin(order=order, payment=payment, by="finn", actor="dead", now=till.clock()).attempt
    PaymentAttempt.objects.update(state=died_in, transaction_id="manual:x", answered_at=till.clock())
    till.clock.pass_(minutes=3)
    assert lead(attempt=attempt, clock=till.clock).state == "captured"
    assert till.order.state == "paid"


def test_a_refund_of_a_purchase_order_ends_when_a_process_died(till):
    manual(till)
    refund = ask(till, "49.00")
    Refund.objects.update(state="sent", kind="external", sent_at=till.clock())
    for _ in range(2):
        refund = send(refund=refund, actor="finn", clock=till.clock, gateway=Manual())
    assert (refund.state, till.order.state) == ("done", "partly-refunded")


# Cards


def test_a_token_that_another_order_takes_at_the_same_moment_is_refused(till, monkeypatch):
    till.open()
    payment = till.payment()
    till.pay(payment=payment)
    other = copy.copy(till)
    other.learner = make_learner("bob")
    other.open()
    monkeypatch.setattr("credence.commerce.actions.attempts._begun_before", lambda *_: None)
    with pytest.raises(CardUsed):
        other.pay(payment=other.payment(token=payment.token, key=payment.key))


def test_what_the_gateway_voided_by_its_own_rule_is_looked_at(till):
    till.simulator.config(void_on_csc_mismatch=True)
    attempt = till.pay(csc="123")
    assert (attempt.state, attempt.response_code) == ("declined", "103")
    till.reconcile()
    assert (Stray.objects.get().state, till.simulator.statuses) == ("voided", [("AUTH", "voided")])
    assert letters() == set()


# Refunds and strays


def ask(till, amount):
    return request_refund(
        order=till.order,
        amount=Decimal(amount),
        reason="Asked",
        request_key=uuid.uuid4(),
        by="finn",
        now=till.clock(),
    )


def sent(till, refund):
    return send(refund=refund, actor="finn", clock=till.clock, gateway=till.gateway)


@pytest.fixture
def doubtful(till):
    """Return a refund of which nobody knows whether it was made."""
    till.pay()
    till.simulator.settle()
    till.simulator.fault("refund", "reset_before")
    return sent(till, ask(till, "49.00"))


def test_staff_say_that_a_refund_was_never_made_and_may_ask_for_it_again(till, doubtful):
    answer = {"by": "finn", "now": till.clock()}
    with pytest.raises(ReasonMissing):
        resolve_refund(refund=doubtful, is_done=False, reason="", **answer)
    resolved = resolve_refund(refund=doubtful, is_done=False, reason="Not in their list", **answer)
    assert (resolved.state, resolved.response_code) == ("failed", "absent")
    with pytest.raises(NotInDoubt):
        resolve_refund(refund=doubtful, is_done=True, reason="Yes", **answer)
    assert sent(till, ask(till, "149.00")).state == "done"
    assert till.books == ("refunded", "0.00", True)


def test_staff_say_that_a_refund_was_made(till, doubtful):
    till.gateway.refund("125500001", Decimal("49.00"))
    resolve_refund(
        refund=doubtful, is_done=True, reason="In their list", by="finn", now=till.clock(), transaction_id="125500002"
    )
    assert till.books == ("partly-refunded", "100.00", True)
    till.clock.pass_(hours=2)
    assert compare(clock=till.clock, gateway=till.gateway) == 0


def test_a_refund_that_looks_like_another_s_waits_for_that_one_s_answer(till, doubtful):
    other = ask(till, "49.00")
    Refund.objects.filter(pk=other.pk).update(state="sent", kind="refund", sent_at=till.clock(), claimed_by="other")
    till.gateway.refund("125500001", Decimal("49.00"))
    till.clock.pass_(minutes=1)
    assert sent(till, doubtful).state == "unknown"


def test_who_lost_the_lease_of_a_refund_does_not_send_it(till):
    till.pay()
    till.simulator.settle()
    refund = ask(till, "49.00")

    def read(number, look=till.gateway.read):
        Refund.objects.update(claimed_by="second")
        return look(number)

    till.gateway.read = read
    assert (sent(till, refund).state, till.simulator.calls("refund")) == ("created", 0)


def test_a_void_that_was_made_after_all_is_done(till):
    till.pay()
    refund = ask(till, "149.00")
    till.gateway.void("125500001")
    assert (sent(till, refund).state, refund.__class__.objects.get().kind) == ("done", "void")
    assert till.books == ("refunded", "0.00", True)


def test_a_void_that_failed_does_not_hide_what_staff_did_later(till):
    till.pay()
    till.simulator.fault("void", "invalid_integrator")
    assert sent(till, ask(till, "149.00")).state == "failed"
    till.simulator.staff_void("125500001")
    till.clock.pass_(hours=2)
    assert compare(clock=till.clock, gateway=till.gateway) == 1
    assert till.books == ("refunded", "0.00", True)


def test_a_refund_that_waits_for_days_is_told(till):
    till.pay()
    refund = sent(till, ask(till, "49.00"))
    till.reconcile(turns=4, hours=25)
    assert f"finance:refund:{refund.pk}" in letters()


def test_a_settled_stray_is_told_and_closed_by_a_person(till):
    attempt = till.pay()
    number = till.gateway.authorize(paying._charge(attempt, till.payment(shown="x"))).transaction_id
    till.gateway.capture(number, attempt.amount)
    till.simulator.settle()
    stray = Stray.objects.create(
        attempt=attempt, transaction_id=number, found_at=till.clock(), next_check_at=till.clock()
    )
    till.reconcile()
    assert f"finance:stray-settled:{number}" in letters()
    with pytest.raises(ReasonMissing):
        close_stray(stray=stray, reason="", by="finn", now=till.clock())
    for name in ("finn", "fay"):
        close_stray(stray=stray, reason="Refunded in their pages", by=name, now=till.clock())
    stray.refresh_from_db()
    assert (stray.state, stray.next_check_at) == ("refunded", None)
    assert [event.actor for event in PaymentEvent.objects.filter(what="stray.refunded")] == ["finn"]
    assert [event.actor for event in Event.objects.filter(action="stray.closed")] == ["finn"]


def test_an_enrollment_given_by_staff_leaves_an_order_under_review_to_go_back(under_review):
    make_enrollment(under_review.learner, under_review.course)
    with pytest.raises(AlreadyEnrolled):
        decide(under_review)
