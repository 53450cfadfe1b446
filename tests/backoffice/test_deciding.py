"""Staff decide where money came and no course opened, and write down checks and purchase orders."""

import uuid

import pytest
from django.test import Client

from credence.accounts.models import User
from credence.audit.models import Event
from credence.commerce.actions.orders import open_order
from credence.commerce.models import Order, PaymentAttempt, PaymentEvent
from credence.enrollment.models import Enrollment
from credence.kit.clock import now
from tests.backoffice.orders import by_card
from tests.factories.commerce import make_paid_course
from tests.factories.enrollment import make_enrollment


@pytest.fixture
def reviewed(alice: User) -> Order:
    """Return an order whose money came and whose course is not open."""
    return by_card(alice, make_paid_course(), review_reason="cannot-open").order


@pytest.fixture
def pending(alice: User) -> Order:
    """Return an order over $149.00 that nobody has paid."""
    return open_order(learner=alice, course=make_paid_course(), now=now())


def arrived(client: Client, order: Order, **changed: str):
    """Write down that a check arrived."""
    sent = {
        "paper": "Check 4711",
        "amount": "149.00",
        "attempt_key": str(uuid.uuid4()),
        "shown": order.quote_hash,
        **changed,
    }
    return client.post(f"/backoffice/orders/{order.number}/payment/", sent)


def test_the_course_of_an_order_under_review_opens_with_a_reason(finance: Client, reviewed: Order) -> None:
    page = finance.get(f"/backoffice/orders/{reviewed.number}/").content.decode()
    assert "Opening the course failed five times for a fault of ours." in page
    assert finance.post(f"/backoffice/orders/{reviewed.number}/open/", {"reason": ""}).status_code == 422
    assert finance.post(f"/backoffice/orders/{reviewed.number}/open/", {"reason": "Mended"}).status_code == 302
    reviewed.refresh_from_db()
    assert (reviewed.state, reviewed.enrollment) == ("paid", Enrollment.objects.get())
    assert PaymentEvent.objects.get(what="order.opened-by-staff").details == {"reason": "Mended"}
    assert Event.objects.get(action="order.paid").reason == "Mended"
    page = finance.get(f"/backoffice/orders/{reviewed.number}/").content.decode()
    assert "It was decided to open the course: Mended" in page


def test_who_has_the_course_is_not_enrolled_twice(finance: Client, reviewed: Order) -> None:
    make_enrollment(reviewed.learner, reviewed.course)
    answer = finance.post(f"/backoffice/orders/{reviewed.number}/open/", {"reason": "Mended"})
    assert answer.status_code == 422
    assert "the learner has this course already" in answer.content.decode()
    reviewed.refresh_from_db()
    assert reviewed.state == "needs-review"


def test_the_money_of_an_order_under_review_can_go_back_instead(finance: Client, reviewed: Order) -> None:
    assert "Give money back" in finance.get(f"/backoffice/orders/{reviewed.number}/").content.decode()
    sent = {"amount": "149.00", "left": "149.00", "reason": "Cannot open", "request_key": str(uuid.uuid4())}
    assert finance.post(f"/backoffice/orders/{reviewed.number}/refund/", sent).status_code == 302
    refused = finance.post(f"/backoffice/orders/{reviewed.number}/open/", {"reason": "Mended"})
    assert "money of this order was given back, or is about to be" in refused.content.decode()


def test_a_check_opens_the_course_once(finance: Client, pending: Order) -> None:
    key = str(uuid.uuid4())
    for _ in range(2):
        assert arrived(finance, pending, attempt_key=key).status_code == 302
    attempt = PaymentAttempt.objects.get()
    assert (attempt.state, attempt.gateway) == ("captured", "manual")
    assert attempt.transaction_id == f"manual:{pending.number}-01:Check 4711"
    pending.refresh_from_db()
    assert (pending.state, pending.paid_by, pending.enrollment) == ("paid", "manual", Enrollment.objects.get())
    assert PaymentEvent.objects.get(what="attempt.auth-sent").actor == "fay"


@pytest.mark.parametrize("amount", ["148.99", "149.01"])
def test_only_the_total_pays(finance: Client, pending: Order, amount: str) -> None:
    answer = arrived(finance, pending, amount=amount)
    assert (answer.status_code, PaymentAttempt.objects.count()) == (422, 0)
    assert "Nothing was done: the order&#39;s total is $149.00, and only that pays it." in answer.content.decode()
    assert "Check 4711" in answer.content.decode()


def test_a_price_that_changed_meanwhile_is_shown_and_nothing_is_taken(finance: Client, pending: Order) -> None:
    answer = arrived(finance, pending, shown="0" * 64)
    assert (answer.status_code, PaymentAttempt.objects.count()) == (422, 0)
    assert "The price has changed since you opened this page." in answer.content.decode()


def test_an_order_that_ended_is_opened_anew_by_staff(finance: Client, pending: Order) -> None:
    Order.objects.filter(pk=pending.pk).update(state="expired")
    assert arrived(finance, pending).status_code == 422
    assert b"cannot be paid any more" in finance.get(f"/backoffice/orders/{pending.number}/payment/").content
    answer = finance.post(f"/backoffice/orders/{pending.number}/again/")
    new = Order.objects.get(state="pending")
    assert answer["Location"] == f"/backoffice/orders/{new.number}/payment/"
    assert PaymentEvent.objects.get(order=new, what="order.opened").actor == "fay"


def test_nobody_orders_anew_for_whom_has_the_course(finance: Client, pending: Order) -> None:
    Order.objects.filter(pk=pending.pk).update(state="expired")
    make_enrollment(pending.learner, pending.course)
    answer = finance.post(f"/backoffice/orders/{pending.number}/again/", follow=True)
    assert "the learner has this course already" in answer.content.decode()
    assert Order.objects.count() == 1
