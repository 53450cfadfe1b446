"""Money goes back once, by the right way, decided by the right people; credit is never touched."""

import uuid
from decimal import Decimal

import pytest

from credence.audit.models import Event
from credence.commerce.actions.refunds import (
    NotAwaiting,
    NothingCharged,
    OldPage,
    ReasonMissing,
    SamePerson,
    TooMuch,
    approve_refund,
    deny_refund,
    request_refund,
    send,
)
from credence.commerce.models import Refund
from credence.outbox.models import Letter
from tests.simulators.driver import DECLINED

LOST_AFTER = ["timeout_after", "reset_after", "http_500_after", "empty_body", "truncated_json"]
LOST_BEFORE = ["timeout_before", "reset_before", "http_500_before", "html_page"]


@pytest.fixture
def paid(till):
    till.pay()
    return till


def ask(till, amount, *, key=None, by="finn", reason="Asked by phone"):
    return request_refund(
        order=till.order,
        amount=Decimal(amount),
        reason=reason,
        request_key=key or uuid.uuid4(),
        by=by,
        now=till.clock(),
    )


def sent(till, refund):
    return send(refund=refund, actor="finn", clock=till.clock, gateway=till.gateway)


def test_all_of_it_before_settlement_is_a_void(paid):
    refund = sent(paid, ask(paid, "149.00"))
    assert (refund.kind, refund.state, refund.transaction_id) == ("void", "done", None)
    assert paid.simulator.statuses == [("AUTH", "voided")]
    assert paid.books == ("refunded", "0.00", True)


def test_all_of_it_after_settlement_is_a_refund(paid):
    paid.simulator.settle()
    refund = sent(paid, ask(paid, "149.00"))
    assert (refund.kind, refund.state, refund.transaction_id) == ("refund", "done", "125500002")
    assert paid.books == ("refunded", "0.00", True)
    assert Letter.objects.filter(key__startswith="order-refund-").count() == 1
    assert Event.objects.filter(action="refund.requested", reason="Asked by phone").count() == 1


def test_a_part_waits_for_the_settlement(paid):
    refund = sent(paid, ask(paid, "49.00"))
    assert (refund.state, paid.simulator.calls("refund")) == ("created", 0)
    paid.simulator.settle()
    paid.reconcile(minutes=61)
    assert paid.books == ("partly-refunded", "100.00", True)
    sent(paid, ask(paid, "100.00"))
    assert paid.books == ("refunded", "0.00", True)


def test_no_more_goes_back_than_was_paid(paid):
    paid.simulator.settle()
    sent(paid, ask(paid, "49.00"))
    with pytest.raises(TooMuch) as refused:
        ask(paid, "100.01")
    assert refused.value.data == {"most": Decimal("100.00")}
    ask(paid, "100.00")
    with pytest.raises(TooMuch):
        ask(paid, "0.01")


@pytest.mark.parametrize("amount", ["0.00", "-1.00"])
def test_nothing_is_no_refund(paid, amount):
    with pytest.raises(TooMuch):
        ask(paid, amount)


def test_a_refund_needs_a_reason_and_a_charge(till):
    till.pay(DECLINED)
    with pytest.raises(NothingCharged):
        ask(till, "1.00")
    till.pay()
    with pytest.raises(ReasonMissing):
        ask(till, "1.00", reason="  ")
    assert ask(till, "1.00").state == "created"


def test_a_second_click_finds_the_first_refund(paid):
    paid.simulator.settle()
    key = uuid.uuid4()
    first, second = ask(paid, "10.00", key=key), ask(paid, "10.00", key=key)
    sent(paid, first)
    sent(paid, second)
    assert (first.pk, paid.books[1]) == (second.pk, "139.00")


def test_above_the_limit_another_person_allows_it(paid, settings):
    settings.ENV = settings.ENV.model_copy(update={"refund_limit": "100.00"})
    assert ask(paid, "100.00").state == "created"
    Refund.objects.update(state="failed")
    refund = ask(paid, "100.01")
    assert refund.state == "awaiting-approval"
    assert sent(paid, refund).state == "awaiting-approval"
    with pytest.raises(SamePerson):
        approve_refund(refund=refund, by="finn", now=paid.clock())
    approve_refund(refund=refund, by="fiona", now=paid.clock())
    with pytest.raises(NotAwaiting):
        approve_refund(refund=refund, by="frank", now=paid.clock())
    paid.simulator.settle()
    assert sent(paid, refund).state == "done"


def test_in_parts_one_person_gives_back_no_more_than_at_once(paid, settings):
    settings.ENV = settings.ENV.model_copy(update={"refund_limit": "100.00"})
    assert [ask(paid, amount).state for amount in ("60.00", "40.00", "0.01")] == [
        *("created", "created"),
        "awaiting-approval",
    ]


def test_a_refund_asked_for_from_an_old_page_is_not_made(paid):
    asked = {"order": paid.order, "reason": "Asked", "by": "finn", "now": paid.clock()}
    request_refund(amount=Decimal(10), left=Decimal(149), request_key=uuid.uuid4(), **asked)
    with pytest.raises(OldPage) as refused:
        request_refund(amount=Decimal(10), left=Decimal(149), request_key=uuid.uuid4(), **asked)
    assert refused.value.data == {"given": Decimal(10)}
    request_refund(amount=Decimal(10), left=Decimal(139), request_key=uuid.uuid4(), **asked)
    assert [each.amount for each in Refund.objects.all()] == [Decimal(10), Decimal(10)]


def test_what_is_denied_never_goes_out_and_leaves_room(paid, settings):
    settings.ENV = settings.ENV.model_copy(update={"refund_limit": "100.00"})
    deny_refund(refund=ask(paid, "149.00"), by="fiona", now=paid.clock())
    assert ask(paid, "149.00").state == "awaiting-approval"


@pytest.mark.parametrize("kind", LOST_AFTER)
def test_a_refund_whose_answer_was_lost_is_found_and_never_sent_again(paid, kind):
    paid.simulator.settle()
    paid.simulator.fault("refund", kind)
    assert sent(paid, ask(paid, "49.00")).state == "unknown"
    paid.reconcile(turns=2)
    refund = Refund.objects.get()
    assert (refund.state, refund.transaction_id, paid.simulator.calls("refund")) == ("done", "125500002", 1)
    assert paid.books == ("partly-refunded", "100.00", True)


@pytest.mark.parametrize("kind", LOST_BEFORE)
def test_a_refund_that_may_never_have_been_is_not_sent_again_but_told_to_finance(paid, kind):
    paid.simulator.settle()
    paid.simulator.fault("refund", kind)
    assert sent(paid, ask(paid, "49.00")).state == "unknown"
    paid.reconcile(turns=3, hours=25)
    assert (Refund.objects.get().state, paid.simulator.calls("refund")) == ("unknown", 1)
    assert Letter.objects.filter(key=f"finance:refund:{Refund.objects.get().pk}").count() == 1
    assert paid.books == ("paid", "149.00", True)


@pytest.mark.parametrize("kind", [*LOST_AFTER, *LOST_BEFORE])
def test_a_void_whose_answer_was_lost_gives_all_back_once(paid, kind):
    paid.simulator.fault("void", kind)
    sent(paid, ask(paid, "149.00"))
    paid.reconcile(turns=2)
    paid.reconcile(minutes=61)
    assert paid.books == ("refunded", "0.00", True)
    assert paid.simulator.statuses == [("AUTH", "voided")]


def test_two_equal_refunds_whose_answers_were_lost_are_not_taken_for_one(paid):
    paid.simulator.settle()
    for _ in range(2):
        paid.simulator.fault("refund", "reset_after")
        sent(paid, ask(paid, "10.00"))
    paid.reconcile(turns=2)
    assert set(Refund.objects.values_list("state", "transaction_id")) == {("done", "125500002"), ("done", "125500003")}
    assert paid.books[1] == "129.00"


def test_a_refund_of_a_dead_process_is_looked_for_and_not_sent_again(paid):
    paid.simulator.settle()
    refund = ask(paid, "49.00")
    Refund.objects.filter(pk=refund.pk).update(
        state="sent", kind="refund", sent_at=paid.clock(), claimed_by="dead", claimed_until=paid.clock()
    )
    paid.gateway.refund("125500001", Decimal("49.00"))
    paid.reconcile()
    assert (Refund.objects.get().state, paid.books[1]) == ("done", "100.00")


def test_a_refund_that_the_gateway_refuses_fails_and_finance_is_told(paid):
    paid.simulator.settle()
    paid.simulator.fault("refund", "invalid_integrator")
    refund = sent(paid, ask(paid, "49.00"))
    assert (refund.state, refund.response_code) == ("failed", "971")
    assert Letter.objects.filter(key=f"finance:refund:{refund.pk}").count() == 1
    assert ask(paid, "149.00").state == "created"
