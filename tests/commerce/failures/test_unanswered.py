"""What goes wrong on the way, so that nobody knows for a while what happened."""

import copy

import pytest

from credence.commerce.actions.coupons import CouponRefused
from credence.commerce.actions.orders import PaymentInProgress, apply_coupon
from credence.commerce.actions.paying import _charge, pay
from credence.commerce.actions.reconciling import watch_lost
from credence.commerce.models import CouponRedemption, PaymentAttempt, Stray
from credence.outbox.models import Letter
from tests.factories.accounts import make_learner
from tests.factories.commerce import make_coupon

PAID = ("paid", "149.00", True)
UNPAID = ("pending", "0.00", False)


def is_found_and_paid(till, code=""):
    """The answer of the authorization was of no use: it is not sent again, nobody pays twice, and it is found."""
    before = till.simulator.calls("authorize")
    till.simulator.fault("export_by_date", "http_500_before", times=3)
    attempt = till.pay()
    assert (attempt.state, attempt.response_code) == ("auth-unknown", code)
    with pytest.raises(PaymentInProgress):
        till.pay()
    till.reconcile()
    assert (till.books, till.simulator.calls("authorize") - before) == (PAID, 1)
    till.agree()


@pytest.mark.parametrize("kind", ["timeout_after", "reset_after"])
def test_08_no_answer_came_and_it_had_happened(till, kind):
    till.simulator.fault("authorize", kind)
    is_found_and_paid(till)


def test_08_no_answer_came_and_it_had_not_happened(till):
    till.simulator.fault("authorize", "reset_before")
    assert till.pay().state == "auth-unknown"
    till.reconcile(turns=4, minutes=2)
    assert PaymentAttempt.objects.get().state == "auth-unknown"
    till.reconcile(minutes=6)
    assert (PaymentAttempt.objects.get().state, till.books) == ("lost", UNPAID)
    assert till.pay().state == "captured"
    till.agree()


@pytest.mark.parametrize("kind", ["http_500_after", "empty_body", "truncated_json"])
def test_09_the_answer_cannot_be_read(till, kind):
    till.simulator.fault("authorize", kind)
    is_found_and_paid(till)


def test_11_a_validation_error_names_what_we_never_sent(till):
    till.simulator.fault("authorize", "422_path_record_id_after")
    is_found_and_paid(till, "CONSTRAINT")


def test_14_an_unknown_response_code(till):
    till.simulator.fault("authorize", "unknown_code:167")
    is_found_and_paid(till, "167")
    assert Letter.objects.filter(key="finance:code:167").count() == 1


def test_15_the_card_token_is_unknown_and_nothing_was_made_of_it(till):
    till.open()
    payment = till.payment()
    till.simulator.advance(1300)
    attempt = till.pay(payment=payment)
    assert (attempt.state, attempt.response_code, till.books) == ("rejected", "961", UNPAID)
    assert till.pay().state == "captured"
    till.agree()


def test_15_the_card_token_is_spent_by_this_very_call(till):
    till.simulator.fault("authorize", "twice")
    is_found_and_paid(till, "961")


@pytest.mark.parametrize("kind", ["timeout_after", "reset_before"])
def test_22_no_answer_came_to_the_capture(till, kind):
    till.simulator.fault("capture", kind)
    till.pay()
    till.reconcile()
    assert till.books == PAID
    till.agree()


def test_25_the_database_is_down_after_the_capture(till, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("credence.commerce.actions.paying._captured", _broken)
        with pytest.raises(ConnectionError):
            till.pay()
    assert PaymentAttempt.objects.get().state == "capture-sent"
    till.reconcile(turns=2, minutes=3)
    assert till.books == PAID
    till.agree()


def _broken(*_args, **_values):
    raise ConnectionError("the database is gone")


def test_31_the_hold_of_the_coupon_runs_out_meanwhile(till):
    make_coupon(max_uses=1)
    apply_coupon(order=till.open(), code="SPRING26X2", now=till.clock())
    till.simulator.fault("authorize", "reset_after")
    till.simulator.fault("export_by_date", "http_500_before", times=3)
    assert till.pay().state == "auth-unknown"
    till.clock.pass_(minutes=29)
    other = copy.copy(till)
    other.learner = make_learner("bob")
    order = other.open()
    till.clock.pass_(minutes=2)
    with pytest.raises(CouponRefused):
        apply_coupon(order=order, code="SPRING26X2", now=till.clock())
    till.reconcile(minutes=1)  # too late to be taken, so it goes back, and the coupon is free again
    assert till.books == UNPAID
    assert apply_coupon(order=order, code="SPRING26X2", now=till.clock()).coupon
    assert list(CouponRedemption.objects.order_by("pk").values_list("state", flat=True)) == ["released", "held"]
    till.agree()


def test_33_it_was_given_up_and_appears_later(till):
    till.simulator.fault("authorize", "reset_after")
    till.simulator.fault("export_by_date", "http_500_before", times=3)
    attempt = till.pay()
    PaymentAttempt.objects.filter(pk=attempt.pk).update(state="lost", claimed_until=None)
    assert till.pay().state == "captured"
    assert watch_lost(clock=till.clock, gateway=till.gateway) == 1
    till.reconcile()
    assert till.simulator.statuses == [("AUTH", "voided"), ("AUTH", "captured")]
    assert (Stray.objects.get().state, till.books) == ("voided", PAID)
    till.agree()


def test_34_two_holds_for_one_invoice(till):
    till.simulator.config(hang_seconds=0.1)
    till.simulator.fault("authorize", "reset_after")
    till.simulator.fault("export_by_date", "http_500_before", times=3)
    till.open()
    payment = till.payment()
    attempt = till.pay(payment=payment)
    till.gateway.authorize(_charge(attempt, till.payment()))
    till.reconcile(turns=2)
    assert till.simulator.statuses == [("AUTH", "captured"), ("AUTH", "voided")]
    assert Letter.objects.filter(key=f"finance:stray:{Stray.objects.get().transaction_id}").count() == 1
    assert till.books == PAID
    till.agree()


def test_37_the_gateway_s_filter_for_duplicates_bites(till):
    till.simulator.config(duplicate_minutes=60)
    order = till.open()
    till.gateway.authorize(
        _charge(PaymentAttempt(order=order, amount=order.total, invoice_number=f"{order.number}-01"), till.payment())
    )
    is_found_and_paid(till, "SIM1")


@pytest.mark.parametrize("hours", [-20, 20])
def test_38_the_gateway_s_day_is_another_than_ours(till, hours):
    till.simulator.advance(hours * 3600)
    till.simulator.fault("authorize", "reset_after")
    attempt = pay(
        order=till.open(), payment=till.payment(), by="alice", clock=till.clock, patience=0, gateway=till.gateway
    ).attempt
    till.reconcile()
    attempt.refresh_from_db()
    assert (attempt.state, till.books) == ("captured", PAID)
    till.agree()
