"""Money goes back once, seen by two people above the limit; credit stays, and a course without credit closes."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.test import Client

from credence.accounts.models import User
from credence.commerce.actions.reconciling import reconcile
from credence.commerce.models import Order, PaymentEvent, Refund
from credence.commerce.queries import refundable
from credence.enrollment.models import Enrollment, FrontMatterShowing
from credence.kit.clock import now
from tests.backoffice.conftest import signed_in
from tests.backoffice.orders import NOW, by_card, paid_by_coupon, paid_by_hand
from tests.factories.commerce import PRICE, make_coupon, make_paid_course
from tests.factories.credit import do_everything, make_accredited_course, make_award


@pytest.fixture
def order(alice: User) -> Order:
    """Return an order over $149.00, paid by a check."""
    return paid_by_hand(alice, make_accredited_course("stroke-imaging", price=PRICE))


@pytest.fixture
def low_limit(settings) -> None:
    """Let every refund above $100.00 need a second person."""
    settings.ENV = settings.ENV.model_copy(update={"refund_limit": "100.00"})


def ask(client: Client, order: Order, amount: str = "149.00", **more: str):
    """Fill in the form by which money goes back."""
    taken = order.attempts.filter(state="captured").first()
    left = str(refundable(taken) if taken else 0)
    sent = {"amount": amount, "left": left, "reason": "Asked by phone", "request_key": str(uuid.uuid4()), **more}
    return client.post(f"/backoffice/orders/{order.number}/refund/", sent)


def decide(client: Client, what: str, **more: str):
    """Press a button on the page of the one refund."""
    return client.post(f"/backoffice/refunds/{Refund.objects.get().request_key}/", {"what": what, **more})


def credited(order: Order) -> None:
    """Let the learner earn the credit."""
    enrollment = order.enrollment
    FrontMatterShowing.objects.create(
        enrollment=enrollment, front_matter=order.course.current_front_matter, shown_at=NOW - dt.timedelta(days=60)
    )
    make_award(do_everything(enrollment))


def test_the_page_says_before_what_will_happen(finance: Client, order: Order) -> None:
    page = finance.get(f"/backoffice/orders/{order.number}/refund/").content.decode()
    for said in (
        "you send the money back yourself and then say so here.",
        "More than $250.00 of an order, all its refunds together, waits for a second person of finance",
        "When all was given back, the course closes for the learner",
        'value="149.00"',
    ):
        assert said in page


def test_a_refund_of_a_check_is_sent_by_hand_and_closes_the_course(finance: Client, order: Order) -> None:
    assert ask(finance, order).status_code == 302
    refund = Refund.objects.get()
    assert (refund.state, refund.requested_by, refund.ends_access) == ("created", "fay", True)
    assert reconcile(clock=now).refunds == 0
    assert decide(finance, "sent", said=" ").status_code == 422
    assert decide(finance, "sent", said="Check 99").status_code == 302
    order.refresh_from_db()
    assert (Refund.objects.get().state, Refund.objects.get().kind, order.state) == ("done", "external", "refunded")
    assert Enrollment.objects.get().closed_at is not None
    assert PaymentEvent.objects.latest("pk").what == "access.closed"
    assert decide(finance, "sent", said="Check 99").status_code == 422


def test_whoever_was_given_all_back_finds_the_course_closed_and_may_buy_it_again(finance: Client, order: Order) -> None:
    learner = signed_in(order.learner)
    assert learner.get("/courses/stroke-imaging/learn/").status_code != 403
    ask(finance, order)
    decide(finance, "sent", said="Check 99")
    page = learner.get("/courses/stroke-imaging/learn/")
    assert (page.status_code, b"This course is closed for you" in page.content) == (403, True)
    assert (
        b"Given back" in learner.get("/my-courses/").content or b"See the course" in learner.get("/my-courses/").content
    )
    again = finance.post(f"/backoffice/orders/{order.number}/again/")
    number = again["Location"].split("/")[-3]
    new = Order.objects.get(number=number)
    sent = {"paper": "Check 100", "amount": "149.00", "attempt_key": str(uuid.uuid4()), "shown": new.quote_hash}
    assert finance.post(f"/backoffice/orders/{number}/payment/", sent).status_code == 302
    new.refresh_from_db()
    assert (new.state, new.enrollment, Enrollment.objects.get().closed_at) == ("paid", order.enrollment, None)
    assert learner.get("/courses/stroke-imaging/learn/").status_code != 403


def test_after_a_part_the_course_stays_open(finance: Client, order: Order) -> None:
    ask(finance, order, "148.99")
    decide(finance, "sent", said="Check 99")
    order.refresh_from_db()
    assert (order.state, Enrollment.objects.get().closed_at) == ("partly-refunded", None)


def test_r68_where_credit_stands_finance_must_say_that_they_know_and_nothing_closes(
    finance: Client, order: Order
) -> None:
    credited(order)
    page = finance.get(f"/backoffice/orders/{order.number}/refund/").content.decode()
    assert "A refund never takes credit back (R68)" in page
    refused = ask(finance, order)
    assert (refused.status_code, Refund.objects.count()) == (422, 0)
    assert "the learner holds credit of this course, which stays. Tick that you know it." in refused.content.decode()
    assert "Asked by phone" in refused.content.decode()
    assert ask(finance, order, knows_credit="on").status_code == 302
    decide(finance, "sent", said="Check 99")
    order.refresh_from_db()
    assert (order.state, Enrollment.objects.get().closed_at) == ("refunded", None)
    assert order.learner.awards.filter(revocation=None).count() == 1


def test_credit_earned_while_a_refund_waits_keeps_the_course_open(
    finance: Client, second: Client, order: Order, low_limit: None
) -> None:
    ask(finance, order)
    assert Refund.objects.get().ends_access
    credited(order)
    decide(second, "approve")
    assert not Refund.objects.get().ends_access


def test_above_the_limit_another_person_approves(
    finance: Client, second: Client, order: Order, low_limit: None
) -> None:
    ask(finance, order)
    assert order.number in second.get("/backoffice/refunds/").content.decode()
    own = finance.get(f"/backoffice/refunds/{Refund.objects.get().request_key}/").content.decode()
    assert ("Withdraw it" in own, "Approve:" in own) == (True, False)
    refused = decide(finance, "approve")
    assert (refused.status_code, Refund.objects.get().state) == (422, "awaiting-approval")
    assert "Somebody else of finance must approve it." in refused.content.decode()
    assert decide(second, "approve").status_code == 302
    assert (Refund.objects.get().state, Refund.objects.get().approved_by) == ("created", "finn")
    assert decide(second, "approve").status_code == 422


def test_what_is_denied_does_not_go_back(finance: Client, second: Client, order: Order, low_limit: None) -> None:
    ask(finance, order)
    assert decide(second, "deny").status_code == 302
    assert (Refund.objects.get().state, Refund.objects.get().response_code) == ("failed", "denied")


def test_a_page_that_has_grown_old_says_what_went_back_since_and_asks_again(finance: Client, order: Order) -> None:
    ask(finance, order, "10.00")
    answer = ask(finance, order, "10.00", left="149.00", reason="The learner wrote")
    page = answer.content.decode()
    assert (answer.status_code, Refund.objects.count()) == (409, 1)
    assert "Nothing was given back: $10.00 went back, or is about to, since you opened this page." in page
    assert ("The learner wrote" in page, 'name="left" value="139.00"' in page) == (True, True)
    assert ask(finance, order, "10.00", left="139.00").status_code == 302
    assert [each.amount for each in Refund.objects.all()] == [Decimal("10.00"), Decimal("10.00")]


def test_a_double_click_is_one_refund(finance: Client, order: Order) -> None:
    key = str(uuid.uuid4())
    for _ in range(2):
        assert ask(finance, order, "10.00", request_key=key).status_code == 302
    assert [each.amount for each in Refund.objects.all()] == [Decimal("10.00")]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reason": ""}, "This field is required."),
        ({"amount": "149.01"}, "Nothing was given back: only between $0.01 and $149.00 can be."),
        ({"amount": "0"}, "Ensure this value is greater than or equal to 0.01."),
        ({"amount": "NaN"}, "Write an amount like 25 or 25.00."),
        ({"amount": "ten"}, "Write an amount like 25 or 25.00."),
        ({"amount": "1.005"}, "Ensure that there are no more than 2 decimal places."),
    ],
)
def test_a_fault_stands_beside_its_field_and_what_was_typed_stays(
    finance: Client, order: Order, changed: dict[str, str], said: str
) -> None:
    fields = {"amount": "10.00", "left": "149.00", "reason": "Because", "request_key": str(uuid.uuid4())}
    sent = {**fields, **changed}
    answer = finance.post(f"/backoffice/orders/{order.number}/refund/", sent)
    assert (answer.status_code, Refund.objects.count()) == (422, 0)
    assert said in answer.content.decode()
    assert (sent["amount"] in answer.content.decode(), sent["reason"] in answer.content.decode()) == (True, True)


def test_an_order_that_a_coupon_paid_has_nothing_to_give_back_and_says_so(finance: Client, alice: User) -> None:
    order = paid_by_coupon(alice, make_paid_course(), make_coupon(kind="full", value="0"))
    said = "A coupon paid all of this order: no money was taken, so there is nothing to give back."
    for address in ("", "refund/"):
        assert said in finance.get(f"/backoffice/orders/{order.number}/{address}").content.decode()
    assert ask(finance, order, "1.00").status_code == 422


def test_a_refund_by_card_waits_for_the_gateway_where_this_site_has_none(finance: Client, alice: User) -> None:
    order = by_card(alice, make_paid_course()).order
    assert ask(finance, order).status_code == 302
    assert Refund.objects.get().state == "created"


def test_a_refund_of_which_no_answer_came_is_shown_and_told_by_staff(finance: Client, alice: User) -> None:
    order = by_card(alice, make_paid_course()).order
    ask(finance, order, "49.00")
    Refund.objects.update(state="unknown", kind="refund", sent_at=NOW)
    said = "Sent; the gateway has not confirmed it"
    for address in ("/backoffice/refunds/", f"/backoffice/orders/{order.number}/"):
        assert said in finance.get(address).content.decode()
    assert decide(finance, "made", said="In their list", number="T9").status_code == 302
    assert (Refund.objects.get().state, Refund.objects.get().transaction_id) == ("done", "T9")
    assert decide(finance, "not-made", said="Not there").status_code == 422


def test_the_list_costs_as_many_queries_with_three_refunds_as_with_one(
    finance: Client, order: Order, django_assert_num_queries
) -> None:
    for times in (1, 2):
        for _ in range(times):
            ask(finance, order, "1.00")
        with django_assert_num_queries(3):
            assert finance.get("/backoffice/refunds/").status_code == 200
