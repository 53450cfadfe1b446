"""Whatever dies, wherever: restarted, it ends with one charge or none, and three books that agree."""

import uuid

import pytest

from tests.simulators.driver import AMEX

ACTIONS = "commerce.actions"
BEFORE_THE_HOLD = {
    "the order is open": f"{ACTIONS}.paying:begin:before",
    "the attempt is written and not committed": f"{ACTIONS}.attempts:_begin:after",
    "the attempt is committed and not sent": f"{ACTIONS}.paying:begin:after",
    "the authorization left and did not arrive": "authorize:timeout_before",
}
AFTER_THE_HOLD = {
    "the authorization is made and not answered": "authorize:timeout_after",
    "the authorization is answered and not recorded": f"{ACTIONS}.paying:record_authorization:before",
    "the authorization is recorded and not committed": f"{ACTIONS}.attempts:_apply:after",
    "the authorization is committed": f"{ACTIONS}.paying:record_authorization:after",
    "the record is being read": "transaction:timeout_before",
    "the brand is being read": "export:timeout_before",
    "the brand is read": f"{ACTIONS}.paying:_reason_against:after",
    "the capture is about to be written": f"{ACTIONS}.paying:_capture:before",
    "the capture left and did not arrive": "capture:timeout_before",
    "the capture is made and not answered": "capture:timeout_after",
    "the capture is answered and not recorded": f"{ACTIONS}.paying:_captured:before",
    "the capture is recorded": f"{ACTIONS}.paying:_captured:after",
    "the order is about to be confirmed": f"{ACTIONS}.paying:confirm:before",
    "the coupon is used and nothing committed": f"{ACTIONS}.fulfillment:use:after",
    "the receipt is written and nothing committed": "commerce.letters:receipt:after",
    "the order is confirmed": f"{ACTIONS}.paying:confirm:after",
}
PAID = {
    "order": "paid",
    "attempts": ["captured"],
    "refunds": [],
    "coupon": ["used"],
    "enrolled": 1,
    "receipts": 1,
    "kept": "119.20",
    "charges": 1,
    "holds": False,
}


def books(shop):
    return {name: value for name, value in shop.books.items() if name not in ("number", "receipts sent")}


@pytest.mark.parametrize("place", AFTER_THE_HOLD.values(), ids=AFTER_THE_HOLD)
def test_a_payment_that_died_after_the_hold_is_led_to_its_end_without_the_learner(shop, place):
    shop.kill_at(place, "pay", **shop.payment())
    shop.reconcile(3, 3)
    assert books(shop) == PAID
    assert shop.pay() == "order-closed"
    assert books(shop) == PAID


@pytest.mark.parametrize("place", BEFORE_THE_HOLD.values(), ids=BEFORE_THE_HOLD)
def test_a_payment_that_died_before_the_hold_charges_nothing_and_can_be_made_again(shop, place):
    shop.kill_at(place, "pay", **shop.payment())
    shop.reconcile(3, 3, 3, 3, 6)
    left = books(shop)
    assert (left["order"], left["kept"], left["holds"], left["enrolled"]) == ("pending", "0.00", False, 0)
    assert set(left["attempts"]) <= {"lost"}
    assert shop.pay() == "captured"
    paid = books(shop)
    assert {**paid, "attempts": paid["attempts"][-1:], "coupon": paid["coupon"][-1:]} == PAID
    assert sorted(paid["coupon"]) in (["used"], ["released", "used"])


IMPATIENT = [
    "the attempt is committed and not sent",
    "the authorization is made and not answered",
    "the authorization is committed",
    "the capture is made and not answered",
    "the order is about to be confirmed",
]


@pytest.mark.parametrize("place", IMPATIENT)
def test_a_learner_who_clicks_again_before_the_reconciler_looks_pays_nothing_twice(shop, place):
    payment = shop.payment()
    shop.kill_at((BEFORE_THE_HOLD | AFTER_THE_HOLD)[place], "pay", **payment)
    shop.do("pay", **payment)
    shop.pay()
    shop.reconcile(3, 3, 3, 3, 6)
    found = books(shop)
    assert (found["charges"], found["holds"]) == (found["order"] == "paid", False)
    assert found["enrolled"] == found["charges"]


VOIDING = {
    "the void is about to be written": f"{ACTIONS}.paying:_void:before",
    "the void left and did not arrive": "void:timeout_before",
    "the void is made and not answered": "void:timeout_after",
    "the void is answered and not recorded": f"{ACTIONS}.paying:_ended:before",
    "the void is recorded": f"{ACTIONS}.paying:_ended:after",
}


@pytest.mark.parametrize("place", VOIDING.values(), ids=VOIDING)
def test_a_hold_on_a_card_that_is_not_taken_is_given_back_though_the_process_died(shop, place):
    shop.kill_at(place, "pay", **shop.payment(AMEX))
    shop.reconcile(3, 3)
    found = books(shop)
    assert (found["order"], found["attempts"], found["kept"], found["holds"]) == ("pending", ["voided"], "0.00", False)
    assert shop.pay() == "captured"


REFUNDING = {
    "the refund is about to be written": f"{ACTIONS}.refunds:_send:before",
    "the refund is made and not answered": "refund:timeout_after",
    "the refund is answered and not recorded": f"{ACTIONS}.refunds:_done:before",
    "the refund is recorded and not committed": f"{ACTIONS}.refunds:close_refund:after",
    "the refund is committed": f"{ACTIONS}.refunds:_done:after",
}


@pytest.mark.parametrize("place", REFUNDING.values(), ids=REFUNDING)
def test_a_refund_that_died_on_its_way_goes_out_once(shop, place):
    shop.pay()
    shop.simulator.settle()
    asked = {"name": shop.learner, "amount": "50.00", "request_key": str(uuid.uuid4()), "minutes": shop.minutes}
    shop.kill_at(place, "refund", **asked)
    shop.do("refund", **{**asked, "minutes": shop.minutes + 3})
    shop.reconcile(6, 6)
    assert books(shop) == {**PAID, "order": "partly-refunded", "refunds": ["done"], "kept": "69.20"}


def test_a_refund_that_may_never_have_left_is_not_sent_again(shop):
    shop.pay()
    shop.simulator.settle()
    asked = {"name": shop.learner, "amount": "50.00", "request_key": str(uuid.uuid4()), "minutes": shop.minutes}
    shop.kill_at("refund:timeout_before", "refund", **asked)
    shop.reconcile(6, 6)
    assert books(shop) == {**PAID, "refunds": ["unknown"]}


RECONCILING = {
    "it has claimed": f"{ACTIONS}.paying:claim:after",
    "it looks": "list:timeout_before",
    "it has found the hold": f"{ACTIONS}.paying:_adopt:before",
    "it has adopted the hold": f"{ACTIONS}.paying:_adopt:after",
    "it has read the brand": f"{ACTIONS}.paying:_reason_against:after",
    "its capture left and did not arrive": "capture:timeout_before",
    "its capture is made and not answered": "capture:timeout_after",
    "it has captured": f"{ACTIONS}.paying:_captured:after",
    "it confirms": f"{ACTIONS}.fulfillment:use:after",
}


@pytest.mark.parametrize("place", RECONCILING.values(), ids=RECONCILING)
def test_a_reconciler_that_dies_is_followed_by_another(shop, place):
    shop.kill_at("authorize:timeout_after", "pay", **shop.payment())
    shop.minutes += 3
    shop.kill_at(place, "reconcile", minutes=shop.minutes)
    shop.reconcile(3, 3)
    assert books(shop) == PAID


def test_two_reconcilers_at_once_capture_once(shop):
    shop.kill_at("authorize:timeout_after", "pay", **shop.payment())
    shop.minutes += 3
    shop.simulator.fault("capture", "slow:0.5")
    before = shop.simulator.calls("capture")
    first = shop.say("reconcile", halt="gateway", minutes=shop.minutes)
    second = shop.say("reconcile", halt="gateway", minutes=shop.minutes)
    assert first != second
    assert [shop.heard()["came"] for _ in range(2)] == [0, 0]
    assert (shop.simulator.calls("capture") - before, books(shop)) == (1, PAID)


def test_a_letter_whose_sender_died_is_sent_by_another(shop):
    shop.pay()
    before = shop.books["receipts sent"]
    shop.kill_at("outbox.actions:_deliver:before", "deliver", minutes=shop.minutes)
    assert shop.books["receipts sent"] == before
    shop.do("deliver", minutes=shop.minutes)
    assert shop.books["receipts sent"] > before
