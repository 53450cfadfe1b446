"""The gateway's list and ours, compared in both directions."""

import io
import uuid
from decimal import Decimal

import pytest
from django.core.management import call_command

from credence.commerce.actions import paying
from credence.commerce.actions.paying import pay
from credence.commerce.actions.refunds import request_refund, send
from credence.commerce.actions.settlement import NoteMissing, compare, compare_or_tell, settle_difference
from credence.commerce.gateway.interface import GatewayDown
from credence.commerce.gateway.manual import Manual
from credence.commerce.models import PaymentAttempt, Refund, SettlementDifference
from credence.outbox.models import Letter
from tests.simulators.driver import AMEX


@pytest.fixture
def paid(till):
    till.pay()
    till.clock.pass_(hours=2)
    return till


def compared(till):
    return compare(clock=till.clock, gateway=till.gateway)


def test_books_that_agree_have_no_difference(paid):
    paid.simulator.settle()
    assert (compared(paid), SettlementDifference.objects.count()) == (0, 0)
    assert PaymentAttempt.objects.get().settled_at == paid.clock()


def test_before_the_settlement_they_agree_as_well(paid):
    assert compared(paid) == 0
    assert PaymentAttempt.objects.get().settled_at is None


def test_a_void_and_a_refund_of_ours_are_no_differences(paid):
    refund = request_refund(
        order=paid.order,
        amount=Decimal("149.00"),
        reason="Asked",
        request_key=uuid.uuid4(),
        by="finn",
        now=paid.clock(),
    )
    send(refund=refund, actor="finn", clock=paid.clock, gateway=paid.gateway)
    paid.clock.pass_(hours=2)
    assert compared(paid) == 0


def test_a_card_that_was_refused_is_no_difference(till):
    till.pay(AMEX)
    till.clock.pass_(hours=2)
    assert compared(till) == 0


@pytest.mark.parametrize("act", ["staff_void", "staff_refund"])
def test_money_given_back_in_the_gateways_own_pages_is_written_down_once(paid, act):
    if act == "staff_refund":
        paid.simulator.settle()
    getattr(paid.simulator, act)("125500001")
    assert (compared(paid), compared(paid)) == (1, 0)
    refund = Refund.objects.get()
    assert (refund.kind, refund.state, refund.amount) == ("external", "done", Decimal("149.00"))
    assert paid.books == ("refunded", "0.00", True)
    assert Letter.objects.filter(key=f"finance:external:{refund.pk}").count() == 1


def test_money_without_an_attempt_is_told_once(paid):
    asked = paid.payment(shown="x")
    attempt = PaymentAttempt(invoice_number="TERMINAL-1", amount=Decimal("75.00"), currency="USD", order=paid.order)
    from_elsewhere = paid.gateway.authorize(paying._charge(attempt, asked))
    paid.gateway.capture(from_elsewhere.transaction_id, Decimal("75.00"))
    assert (compared(paid), compared(paid)) == (1, 0)
    difference = SettlementDifference.objects.get()
    assert (difference.kind, difference.theirs, difference.ours) == ("money-without-attempt", Decimal("75.00"), None)


def test_an_attempt_without_money_is_told_once_an_hour_has_passed(paid):
    paid.simulator._tell("reset")
    PaymentAttempt.objects.update(settled_at=None)
    assert compared(paid) == 1
    assert SettlementDifference.objects.get().kind == "attempt-without-money"


def test_within_the_hour_nothing_is_missed(till):
    till.pay()
    till.simulator._tell("reset")
    assert compared(till) == 0


def test_a_difference_is_settled_once_with_a_word(paid):
    paid.simulator._tell("reset")
    compared(paid)
    difference = SettlementDifference.objects.get()
    with pytest.raises(NoteMissing):
        settle_difference(difference=difference, resolution=" ", by="finn", now=paid.clock())
    settle_difference(difference=difference, resolution="Terminal", by="finn", now=paid.clock())
    settle_difference(difference=difference, resolution="Other", by="fiona", now=paid.clock())
    difference.refresh_from_db()
    assert (difference.resolution, difference.resolved_by) == ("Terminal", "finn")


def test_a_purchase_order_pays_without_any_gateway(till):
    order = till.open()
    payment = till.payment(gateway="manual", token="PO 4711", key="")
    begun = pay(order=order, payment=payment, by="finn", clock=till.clock, patience=0)
    assert begun.attempt.transaction_id == f"manual:{order.number}-01:PO 4711"
    assert (till.order.state, till.order.paid_by, till.simulator.calls("authorize")) == ("paid", "manual", 0)
    refund = request_refund(
        order=till.order,
        amount=Decimal("49.00"),
        reason="Asked",
        request_key=uuid.uuid4(),
        by="finn",
        now=till.clock(),
    )
    assert send(refund=refund, actor="finn", clock=till.clock, gateway=Manual()).kind == "external"
    assert till.order.state == "partly-refunded"


def test_a_list_that_cannot_be_read_is_told_once_a_day(paid):
    paid.simulator.fault("export_by_date", "http_500_before", times=6)
    for _ in range(2):
        with pytest.raises(GatewayDown):
            compare_or_tell(clock=paid.clock, gateway=paid.gateway)
    assert Letter.objects.filter(key=f"finance:unread:{paid.clock():%Y-%m-%d}").count() == 1
    assert compare_or_tell(clock=paid.clock, gateway=paid.gateway) == 0


def test_the_command_says_what_it_did(db):
    out = io.StringIO()
    call_command("reconcile", stdout=out)
    assert out.getvalue().split("\n") == [
        "attempts: 0",
        "confirmed: 0",
        "refunds: 0",
        "strays: 0",
        "expired: 0",
        "failures: 0",
        "",
    ]
