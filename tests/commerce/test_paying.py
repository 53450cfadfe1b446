"""One payment, from the page to its end, with every fault on the way. At the end three books agree."""

import copy
import uuid

import pytest
from django.db import connection

from credence.commerce.actions import paying
from credence.commerce.actions.attempts import (
    CardUsed,
    TooManyDeclines,
    begin,
)
from credence.commerce.actions.fulfillment import confirm
from credence.commerce.actions.orders import AlreadyEnrolled, OrderClosed, PaymentInProgress, PriceChanged
from credence.commerce.actions.paying import lead
from credence.commerce.actions.reconciling import watch_lost
from credence.commerce.models import PaymentAttempt, PaymentEvent, Refund, Stray
from credence.enrollment.models import Enrollment
from credence.outbox.models import Letter
from tests.factories.accounts import make_learner
from tests.factories.catalog import withdraw
from tests.factories.commerce import publish_at
from tests.factories.enrollment import make_enrollment
from tests.simulators.driver import AMEX, DECLINED, DINERS, DISCOVER, JCB, MASTERCARD, MASTERCARD_2, VISA

PAID = ("paid", "149.00", True)
UNPAID = ("pending", "0.00", False)


def moves(attempt):
    events = PaymentEvent.objects.filter(attempt=attempt, what__startswith="attempt.")
    return list(events.values_list("after", flat=True))


@pytest.mark.parametrize(
    ("card", "brand", "last4"),
    [(VISA, "visa", "5439"), (MASTERCARD, "mastercard", "0057"), (MASTERCARD_2, "mastercard", "0009")],
)
def test_visa_and_mastercard_pay_and_open_the_course(till, card, brand, last4):
    attempt = till.pay(card)
    assert (attempt.state, attempt.brand, attempt.last4) == ("captured", brand, last4)
    assert moves(attempt) == ["auth-sent", "authorized", "capture-sent", "captured"]
    assert till.books == PAID
    assert (till.order.paid_by, till.order.enrollment) == ("card", Enrollment.objects.get())
    assert till.order.billing_city == "Spokane"
    assert Letter.objects.get().key == f"order-receipt:{till.order.number}"


@pytest.mark.parametrize(("card", "brand"), [(AMEX, "amex"), (DISCOVER, "discover"), (DINERS, "diners"), (JCB, "jcb")])
def test_other_brands_are_voided_before_anything_is_charged(till, card, brand):
    attempt = till.pay(card)
    assert (attempt.state, attempt.void_reason, attempt.brand) == ("voided", "brand", brand)
    assert till.simulator.statuses == [("AUTH", "voided")]
    assert till.books == UNPAID
    assert till.pay(VISA).state == "captured"
    assert till.books == PAID


def test_a_brand_that_is_never_told_is_voided_after_a_minute(till):
    till.simulator.config(export_shows_bin=False)
    attempt = till.pay()
    assert attempt.state == "authorized"
    till.reconcile(seconds=30)
    assert PaymentAttempt.objects.get().state == "authorized"
    till.reconcile(seconds=35)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.void_reason) == ("voided", "brand-unknown")
    assert till.books == UNPAID


def test_a_brand_that_is_told_late_pays(till):
    till.simulator.config(export_lag_seconds=5)
    assert till.pay().state == "authorized"
    till.simulator.advance(6)
    till.reconcile(seconds=20)
    assert till.books == PAID


def test_within_its_patience_a_payment_waits_for_the_brand(till):
    till.simulator.config(export_lag_seconds=0.5)
    assert till.pay(patience=4).state == "captured"


@pytest.mark.parametrize("card", [DECLINED])
def test_after_a_decline_another_card_pays(till, card):
    attempt = till.pay(card)
    assert (attempt.state, attempt.response_code, attempt.fault) == ("declined", "102", "bank")
    assert till.books == UNPAID
    assert till.pay(VISA).seq == 2
    assert till.books == PAID


def test_a_fourth_card_within_an_hour_is_not_tried(till):
    for _ in range(3):
        till.pay(DECLINED)
    with pytest.raises(TooManyDeclines):
        till.pay(VISA)
    till.clock.pass_(minutes=61)
    assert till.pay(VISA).state == "captured"


def test_a_wrong_security_code_is_voided(till):
    attempt = till.pay(csc="123")
    assert (attempt.state, attempt.void_reason) == ("voided", "security-code")
    assert till.books == UNPAID


def test_half_of_the_amount_is_voided(till):
    till.simulator.fault("authorize", "partial_amount")
    attempt = till.pay()
    assert (attempt.state, attempt.void_reason) == ("voided", "amount")
    assert till.books == UNPAID


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("422_own_field", "rejected"),
        ("invalid_integrator", "rejected"),
    ],
)
def test_what_the_gateway_rejects_is_not_charged_and_finance_is_told(till, kind, state):
    till.simulator.fault("authorize", kind)
    attempt = till.pay()
    assert (attempt.state, till.books) == (state, UNPAID)
    assert Letter.objects.get().key == f"finance:rejected:{attempt.invoice_number}"
    assert till.pay().state == "captured"


AFTER = ["timeout_after", "reset_after", "http_500_after", "empty_body", "truncated_json", "422_path_record_id_after"]
BEFORE = ["timeout_before", "reset_before", "http_500_before", "html_page"]


@pytest.mark.parametrize("kind", [*AFTER, "unknown_code:167", "twice"])
def test_an_authorisation_whose_answer_was_lost_is_found_and_paid_once(till, kind):
    till.simulator.fault("authorize", kind)
    attempt = till.pay()
    till.reconcile()
    attempt.refresh_from_db()
    assert attempt.state == "captured"
    assert "auth-unknown" in moves(attempt)
    assert till.simulator.calls("authorize") == 1
    assert till.books == PAID


def test_a_slow_gateway_that_gave_no_answer_is_asked_nothing_more_while_the_learner_waits(till, monkeypatch):
    monkeypatch.setattr(paying, "SLOW", 0)
    till.simulator.fault("authorize", "timeout_after")
    attempt = till.pay()
    attempt.refresh_from_db()
    assert (attempt.state, attempt.claimed_by, attempt.checks) == ("auth-unknown", "", 0)
    assert till.simulator.calls("list") == till.simulator.calls("export_by_date") == 0
    till.reconcile()
    assert till.books == PAID


@pytest.mark.parametrize("kind", BEFORE)
def test_an_authorisation_that_never_was_is_given_up_after_ten_minutes(till, kind):
    till.simulator.fault("authorize", kind)
    attempt = till.pay()
    assert attempt.state == "auth-unknown"
    with pytest.raises(PaymentInProgress):
        till.pay()
    till.reconcile(turns=4, minutes=2)
    attempt.refresh_from_db()
    assert attempt.state == "auth-unknown"
    till.reconcile(minutes=6)
    attempt.refresh_from_db()
    assert (attempt.state, till.books) == ("lost", UNPAID)
    assert till.pay().state == "captured"
    assert till.books == PAID


def test_looks_that_fail_count_for_nothing(till):
    till.simulator.fault("authorize", "timeout_before")
    till.simulator.fault("export_by_date", "http_500_before", times=60)
    attempt = till.pay()
    till.reconcile(turns=8, minutes=5)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.checks) == ("auth-unknown", 0)


def test_a_hold_that_is_found_after_half_an_hour_is_given_back(till):
    till.simulator.fault("authorize", "timeout_after")
    for operation in ("export_by_date", "list"):
        till.simulator.fault(operation, "http_500_before", times=3)
    attempt = till.pay()
    assert attempt.state == "auth-unknown"
    till.simulator.reset_faults()
    till.reconcile(minutes=31)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.void_reason, till.books) == ("voided", "too-late", UNPAID)


def test_a_lost_authorisation_that_turns_up_is_given_back_and_the_second_payment_stands(till):
    till.simulator.fault("authorize", "timeout_after")
    till.simulator.fault("export_by_date", "http_500_before", times=3)
    attempt = till.pay()
    PaymentAttempt.objects.filter(pk=attempt.pk).update(state="lost", claimed_until=None)
    assert till.pay().state == "captured"
    assert watch_lost(clock=till.clock, gateway=till.gateway) == 1
    till.reconcile()
    assert Stray.objects.get().state == "voided"
    assert till.simulator.statuses == [("AUTH", "voided"), ("AUTH", "captured")]
    assert till.books == PAID
    assert watch_lost(clock=till.clock, gateway=till.gateway) == 0


def test_two_holds_for_one_invoice_leave_one_charge(till):
    till.simulator.fault("authorize", "double")
    till.pay()
    assert till.simulator.statuses == [("AUTH", "captured"), ("AUTH", "held")]  # the second lapses by itself
    assert till.books == PAID


def test_two_holds_of_which_no_answer_came_leave_one_charge(till):
    till.simulator.fault("authorize", "double")
    order = till.open()
    payment = till.payment()
    begun = begin(order=order, payment=payment, by="alice", actor="dead", now=till.clock())
    till.gateway.authorize(_charge_of(begun.attempt, payment))
    till.reconcile(turns=3)
    assert till.simulator.statuses == [("AUTH", "captured"), ("AUTH", "voided")]
    assert till.books == PAID


def _charge_of(attempt, payment):
    return paying._charge(attempt, payment)


@pytest.mark.parametrize("kind", [*AFTER, *BEFORE, "twice", "401_once"])
def test_a_capture_whose_answer_was_lost_charges_once(till, kind):
    till.simulator.fault("capture", kind)
    till.pay()
    till.reconcile()
    assert till.books == PAID
    assert till.simulator.money(till.order.number)["charges"] == "1"


def test_a_capture_that_is_refused_gives_the_hold_back(till):
    till.simulator.fault("capture", "invalid_integrator")
    attempt = till.pay()
    assert (attempt.state, attempt.void_reason, till.books) == ("voided", "capture-refused", UNPAID)


@pytest.mark.parametrize("kind", [*AFTER, *BEFORE, "twice", "invalid_integrator"])
def test_a_void_is_tried_until_it_is_true(till, kind):
    till.simulator.fault("void", kind)
    attempt = till.pay(AMEX)
    till.reconcile()
    attempt.refresh_from_db()
    assert (attempt.state, till.simulator.statuses) == ("voided", [("AUTH", "voided")])


@pytest.mark.parametrize("operation", ["transaction", "export"])
@pytest.mark.parametrize("kind", ["http_500_before", "reset_before", "html_page", "timeout_before"])
def test_a_read_that_fails_is_done_again_later(till, operation, kind):
    till.simulator.fault(operation, kind, times=3)
    till.pay()
    till.reconcile()
    assert till.books == PAID


@pytest.mark.parametrize("died_in", ["auth-sent", "authorized", "capture-sent", "captured"])
def test_what_a_dead_process_left_is_led_to_its_end(till, died_in, monkeypatch):
    order = till.open()
    payment = till.payment()
    begun = begin(order=order, payment=payment, by="alice", actor="dead", now=till.clock())
    outcome = till.gateway.authorize(_charge_of(begun.attempt, payment))
    if died_in != "auth-sent":
        values = {"state": died_in, "transaction_id": outcome.transaction_id, "answered_at": till.clock()}
        if died_in in ("capture-sent", "captured"):
            till.gateway.capture(outcome.transaction_id, begun.attempt.amount)
        if died_in == "captured":
            values["captured_at"] = till.clock()
        PaymentAttempt.objects.update(**values)
    till.reconcile(turns=2)
    assert till.books == PAID
    assert till.simulator.money(order.number)["charges"] == "1"


def test_while_a_process_holds_the_lease_nobody_else_calls(till):
    order = till.open()
    begun = begin(order=order, payment=till.payment(), by="alice", actor="alive", now=till.clock())
    attempt = lead(attempt=begun.attempt, clock=till.clock, gateway=till.gateway)
    till.reconcile(seconds=119)
    attempt.refresh_from_db()
    assert attempt.state == "auth-sent"
    assert till.simulator.calls("list") == 0
    till.reconcile(seconds=2)
    attempt.refresh_from_db()
    assert attempt.state == "auth-unknown"


def test_a_second_click_finds_the_first_payment(till):
    till.open()
    payment = till.payment()
    first, second = till.pay(payment=payment), till.pay(payment=payment)
    assert (first.pk, till.simulator.calls("authorize")) == (second.pk, 1)


def test_a_token_that_was_sent_before_finds_its_payment_under_a_new_key(till):
    till.open()
    payment = till.payment()
    first = till.pay(payment=payment)
    again = till.payment(attempt_key=uuid.uuid4(), token=payment.token, key=payment.key)
    assert till.pay(payment=again).pk == first.pk


def test_the_token_of_another_order_is_refused(till):
    till.open()
    payment = till.payment()
    till.pay(payment=payment)
    other = copy.copy(till)
    other.learner = make_learner("bob")
    other.open()
    with pytest.raises(CardUsed):
        other.pay(payment=payment)


def test_a_paid_order_is_not_paid_again(till):
    till.pay()
    with pytest.raises(OrderClosed):
        till.pay(shown="x")
    assert till.simulator.calls("authorize") == 1


def test_another_price_than_shown_sends_nothing_and_the_new_one_is_kept(till):
    till.open()
    payment = till.payment()
    publish_at(till.course, "159.00")
    with pytest.raises(PriceChanged):
        till.pay(payment=payment)
    assert till.simulator.calls("authorize") == 0
    assert str(till.order.total) == "159.00"
    assert till.pay().state == "captured"
    assert till.books == ("paid", "159.00", True)


def test_who_was_enrolled_meanwhile_pays_nothing(till):
    till.open()
    make_enrollment(till.learner, till.course)
    with pytest.raises(AlreadyEnrolled):
        till.pay()
    assert till.simulator.calls("authorize") == 0


def test_who_was_enrolled_during_the_payment_gets_the_money_back(till):
    till.simulator.config(export_lag_seconds=5)
    till.pay()
    make_enrollment(till.learner, till.course)
    till.simulator.advance(6)
    till.reconcile(turns=2, seconds=20)
    assert (till.order.state, till.order.review_reason) == ("refunded", "already-enrolled")
    assert till.simulator.statuses == [("AUTH", "voided")]
    assert Refund.objects.get().state == "done"


def test_a_course_that_closed_during_the_payment_needs_a_person(till):
    till.simulator.config(export_lag_seconds=5)
    till.pay()
    withdraw(till.course, till.clock())
    till.simulator.advance(6)
    till.reconcile(seconds=20)
    assert till.books == ("needs-review", "149.00", False)
    assert till.order.review_reason == "not-open"
    keys = set(Letter.objects.values_list("key", flat=True))
    assert keys == {f"finance:review:{till.order.number}", f"order-review:{till.order.number}"}


def test_confirming_twice_does_nothing_the_second_time(till):
    till.pay()
    before = PaymentEvent.objects.count()
    confirm(order=till.order, now=till.clock())
    assert (PaymentEvent.objects.count(), Letter.objects.count()) == (before, 1)


def test_no_call_of_the_gateway_stands_within_a_transaction(till, monkeypatch):
    outside = len(connection.savepoint_ids)
    depths = []
    call = till.gateway._line._exchange

    def counted(*args, **values):
        depths.append(len(connection.savepoint_ids) - outside)
        return call(*args, **values)

    monkeypatch.setattr(till.gateway._line, "_exchange", counted)
    till.simulator.fault("authorize", "timeout_after")
    till.simulator.fault("capture", "http_500_after")
    till.pay()
    till.reconcile()
    assert till.books == PAID
    assert set(depths) == {0}


def test_nothing_of_the_card_is_kept(till):
    till.open()
    payment = till.payment()
    till.pay(payment=payment)
    kept = str(list(PaymentAttempt.objects.values())) + str(list(PaymentEvent.objects.values()))
    kept += str(list(Letter.objects.values()))
    for secret in (payment.token, payment.key, VISA, VISA[:6]):
        assert secret not in kept
