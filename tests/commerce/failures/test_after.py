"""What goes wrong once a hold exists, or the money was taken."""

import uuid
from decimal import Decimal

import pytest
from django.core import mail
from soak.books import differences

from credence.commerce.actions.fulfillment import open_reviewed
from credence.commerce.actions.refunds import request_refund, send
from credence.commerce.actions.settlement import compare
from credence.commerce.models import PaymentAttempt, Refund, Stray
from credence.outbox.actions import deliver_due
from credence.outbox.models import Letter
from tests.factories.enrollment import make_enrollment
from tests.simulators.driver import AMEX, DINERS, DISCOVER, JCB

PAID = ("paid", "149.00", True)
UNPAID = ("pending", "0.00", False)


def finance(key):
    return Letter.objects.filter(key=f"finance:{key}").count()


def test_13_the_gateway_approves_and_voids_by_its_own_rule(till):
    till.simulator.config(void_on_csc_mismatch=True)
    attempt = till.pay(csc="123")
    assert (attempt.state, attempt.response_code, attempt.fault) == ("declined", "103", "verification")
    till.reconcile()
    assert (Stray.objects.get().state, till.books) == ("voided", UNPAID)
    till.agree()


@pytest.mark.parametrize("card", [AMEX, DISCOVER, DINERS, JCB])
def test_18_the_card_is_neither_visa_nor_mastercard(till, card):
    attempt = till.pay(card)
    assert (attempt.state, attempt.void_reason, till.books) == ("voided", "brand", UNPAID)
    till.agree()


def test_19_the_brand_cannot_be_read_in_time(till):
    till.simulator.config(export_shows_bin=False)
    attempt = till.pay()
    till.reconcile(turns=4, seconds=25)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.void_reason, till.books) == ("voided", "brand-unknown", UNPAID)
    assert finance(f"brand-unknown:{attempt.invoice_number}") == 1
    till.agree()


def test_20_less_was_approved_than_was_asked(till):
    till.simulator.fault("authorize", "partial_amount")
    attempt = till.pay()
    assert (attempt.state, attempt.void_reason, till.books) == ("voided", "amount", UNPAID)
    assert finance(f"amount:{attempt.invoice_number}") == 1
    till.agree()


def test_23_the_capture_is_refused(till):
    till.simulator.fault("capture", "invalid_integrator")
    attempt = till.pay()
    assert (attempt.state, attempt.void_reason, till.books) == ("voided", "capture-refused", UNPAID)
    assert till.pay().state == "captured"
    till.agree()


def test_24_the_void_fails_for_an_hour_and_finance_is_told(till):
    till.simulator.fault("void", "invalid_integrator", times=12)
    attempt = till.pay(AMEX)
    till.reconcile(turns=7, minutes=11)
    assert finance(f"stuck:{attempt.invoice_number}") == 1
    till.reconcile(turns=6, minutes=11)
    attempt.refresh_from_db()
    assert (attempt.state, till.books[1:]) == ("voided", UNPAID[1:])
    till.agree()


def test_24_what_was_settled_before_its_void_is_refunded(till):
    till.simulator.fault("void", "invalid_integrator", times=3)
    attempt = till.pay(AMEX)
    till.gateway.capture(attempt.transaction_id, attempt.amount)
    till.simulator.settle()
    till.reconcile(turns=4, minutes=11)
    assert (till.books, till.order.review_reason) == (("refunded", "0.00", False), "should-be-void")
    till.agree()


def test_26_the_enrollment_fails_after_the_capture(till, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("credence.commerce.actions.fulfillment.enroll", _broken)
        till.pay()
        assert till.books == ("pending", "149.00", False)
        till.reconcile(turns=3)
        assert till.order.confirm_failures == 4
        till.reconcile()
    assert (till.books[0], till.order.review_reason) == ("needs-review", "cannot-open")
    assert finance(f"review:{till.order.number}") == 1
    open_reviewed(order=till.order, reason="It works again", by="finn", now=till.clock())
    assert till.books == PAID
    till.agree()


def _broken(*_args, **_values):
    raise ConnectionError("no enrollment today")


def test_26_the_enrollment_fails_once(till, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("credence.commerce.actions.fulfillment.enroll", _broken)
        till.pay()
    till.reconcile()
    assert till.books == PAID
    till.agree()


def test_27_the_learner_is_enrolled_already_when_the_payment_lands(till):
    till.simulator.config(export_lag_seconds=5)
    till.pay()
    make_enrollment(till.learner, till.course)
    till.simulator.advance(6)
    till.reconcile(turns=2, seconds=20)
    assert (till.books, till.order.review_reason) == (("refunded", "0.00", True), "already-enrolled")
    assert differences(till.simulator.book["transactions"], is_over=False) == [
        f"order {till.order.number}: alice is enrolled, and no order opened the course"
    ]


def ask(till, amount):
    refund = request_refund(
        order=till.order,
        amount=Decimal(amount),
        reason="Asked",
        request_key=uuid.uuid4(),
        by="finn",
        now=till.clock(),
    )
    return send(refund=refund, actor="finn", clock=till.clock, gateway=till.gateway)


@pytest.mark.parametrize(("kind", "kept"), [("reset_after", "100.00"), ("reset_before", "149.00")])
def test_35_no_answer_came_to_the_refund(till, kind, kept):
    till.pay()
    till.simulator.settle()
    till.simulator.fault("refund", kind)
    assert ask(till, "49.00").state == "unknown"
    till.reconcile(turns=4, hours=25)
    assert (till.books[1], till.simulator.calls("refund")) == (kept, 1)
    assert (Refund.objects.get().state == "done") == (kind == "reset_after")
    till.agree()


def test_36_a_refund_before_the_settlement(till):
    till.pay()
    assert ask(till, "49.00").state == "created"
    assert till.simulator.calls("refund") == 0
    till.simulator.settle()
    till.reconcile(minutes=61)
    assert till.books == ("partly-refunded", "100.00", True)
    till.agree()


def test_39_the_receipt_cannot_be_mailed(till, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    till.pay()
    assert deliver_due(clock=till.clock) == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    till.clock.pass_(minutes=6)
    assert (deliver_due(clock=till.clock), len(mail.outbox)) == (1, 1)
    assert till.order.number in mail.outbox[0].body
    till.agree()


@pytest.mark.parametrize("act", ["staff_void", "staff_refund"])
def test_41_staff_give_money_back_in_the_gateway_s_own_pages(till, act):
    till.pay()
    if act == "staff_refund":
        till.simulator.settle()
    getattr(till.simulator, act)(PaymentAttempt.objects.get().transaction_id)
    till.clock.pass_(hours=2)
    assert compare(clock=till.clock, gateway=till.gateway) == 1
    assert finance(f"external:{Refund.objects.get().pk}") == 1
    assert till.books == ("refunded", "0.00", True)
    till.agree()
