"""What goes wrong before anything is sent, or is told for certain not to have happened."""

import copy
import socket

import pytest

from credence.commerce.actions.attempts import TooManyDeclines
from credence.commerce.actions.fulfillment import take_free
from credence.commerce.actions.orders import OrderClosed, PaymentInProgress, PriceChanged, apply_coupon
from credence.commerce.gateway.paytrace.client import PayTrace
from credence.commerce.gateway.paytrace.transport import Line, Patience
from credence.commerce.models import CouponRedemption, PaymentAttempt
from credence.enrollment.actions import NotOpen
from credence.outbox.models import Letter
from tests.commerce.test_orders import publish_at
from tests.factories.accounts import make_learner
from tests.factories.catalog import withdraw
from tests.factories.commerce import make_coupon
from tests.factories.payments import PASSWORD, account_at
from tests.simulators.driver import DECLINED, VISA

PAID = ("paid", "149.00", True)
UNPAID = ("pending", "0.00", False)


@pytest.fixture
def other_line():
    """Return a gateway at another address or with another password."""

    def made(api, password=PASSWORD):
        return PayTrace(Line(account_at(api, password), Patience(connect=1, authorize=0.6, other=0.6, pause=0.01)))

    return made


def pays_after_all(till):
    """The same learner comes again, and nothing stands in the way."""
    assert till.pay().state == "captured"
    assert till.books == PAID
    till.agree()


def test_01_the_token_endpoint_is_down(till):
    till.simulator.fault("token", "http_500_before", times=3)
    assert till.pay().state == "not-sent"
    assert (till.simulator.calls("token"), till.simulator.calls("authorize"), till.books) == (3, 0, UNPAID)
    pays_after_all(till)


def test_02_the_credentials_are_wrong(till, other_line):
    right = till.gateway
    till.gateway = other_line(till.simulator.api, "wrong")
    attempt = till.pay()
    assert (attempt.state, attempt.fault, till.books) == ("rejected", "credentials", UNPAID)
    assert Letter.objects.filter(key=f"finance:rejected:{attempt.invoice_number}").count() == 1
    till.gateway = right
    pays_after_all(till)


def test_02_the_integrator_is_wrong(till):
    till.simulator.fault("authorize", "invalid_integrator")
    attempt = till.pay()
    assert (attempt.state, attempt.response_code) == ("rejected", "971")
    pays_after_all(till)


def test_03_the_access_token_expired_in_mid_call(till):
    till.simulator.fault("authorize", "401_once")
    pays_after_all(till)
    assert till.simulator.calls("authorize") == 2
    assert till.simulator.statuses == [("AUTH", "captured")]


def test_07_nobody_answers_the_door(till, other_line):
    make_coupon()
    right = till.gateway
    apply_coupon(order=till.open(), code="SPRING26X2", now=till.clock())
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        till.gateway = other_line(f"http://127.0.0.1:{reserved.getsockname()[1]}")
        assert till.pay().state == "not-sent"
    assert CouponRedemption.objects.get().state == "held"
    till.gateway = right
    assert till.pay().state == "captured"
    assert till.books == ("paid", "119.20", True)
    till.agree()


def test_10_the_gateway_refuses_what_we_sent(till):
    till.simulator.fault("authorize", "422_own_field")
    attempt = till.pay()
    assert attempt.state == "rejected"
    assert Letter.objects.filter(key=f"finance:rejected:{attempt.invoice_number}").count() == 1
    pays_after_all(till)


def test_12_the_card_is_declined(till):
    for _ in range(3):
        assert till.pay(DECLINED).state == "declined"
    with pytest.raises(TooManyDeclines):
        till.pay(VISA)
    till.agree()
    till.clock.pass_(minutes=61)
    pays_after_all(till)


def test_16_a_double_click_and_the_back_button(till):
    till.open()
    payment = till.payment()
    first, second = till.pay(payment=payment), till.pay(payment=payment)
    assert (first.pk, till.simulator.calls("authorize")) == (second.pk, 1)
    with pytest.raises(OrderClosed):
        till.pay()
    assert till.books == PAID
    till.agree()


def test_17_one_person_on_two_devices(till):
    till.simulator.fault("authorize", "reset_after")
    till.simulator.fault("export_by_date", "http_500_before", times=3)
    till.pay()
    with pytest.raises(PaymentInProgress):
        till.pay()
    till.reconcile()
    assert (till.books, till.simulator.calls("authorize")) == (PAID, 1)
    till.agree()


def test_28_the_course_closed_between_page_and_pay(till):
    till.open()
    payment = till.payment()
    withdraw(till.course, till.clock())
    with pytest.raises(NotOpen):
        till.pay(payment=payment)
    assert (till.simulator.calls("authorize"), till.books) == (0, UNPAID)
    till.agree()


def test_29_the_price_changed(till):
    till.open()
    payment = till.payment()
    publish_at(till.course, "159.00")
    with pytest.raises(PriceChanged):
        till.pay(payment=payment)
    assert till.simulator.calls("authorize") == 0
    till.pay()
    assert till.books == ("paid", "159.00", True)
    till.agree()


def test_30_another_buyer_took_the_last_coupon(till):
    make_coupon(max_uses=1)
    apply_coupon(order=till.open(), code="SPRING26X2", now=till.clock())
    payment = till.payment()
    till.clock.pass_(minutes=31)
    other = copy.copy(till)
    other.learner = make_learner("bob")
    apply_coupon(order=other.open(), code="SPRING26X2", now=till.clock())
    with pytest.raises(PriceChanged):
        till.pay(payment=payment)
    assert till.simulator.calls("authorize") == 0
    assert (till.order.coupon, str(till.order.total)) == (None, "149.00")
    other.pay()
    assert other.books == ("paid", "119.20", True)
    till.agree()


def test_32_nothing_is_due(till):
    make_coupon(kind="full", value="0")
    order = apply_coupon(order=till.open(), code="SPRING26X2", now=till.clock())
    take_free(order=order, shown=order.quote_hash, now=till.clock())
    assert (till.books, till.simulator.book["calls"]) == (("paid", "0.00", True), {})
    assert not PaymentAttempt.objects.exists()
    till.agree()


def test_42_somebody_tries_stolen_cards(till):
    for _ in range(3):
        till.pay(csc="123")
    with pytest.raises(TooManyDeclines):
        till.pay()
    assert till.simulator.calls("authorize") == 3
    assert till.books == UNPAID
    till.agree()
