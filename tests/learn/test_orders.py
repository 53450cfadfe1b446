"""The learner's orders: the list, how each stands in words, and its receipt."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.test import Client

from credence.commerce.documents.receipt import render
from credence.commerce.enums import PaymentFault
from credence.commerce.models import Order, Refund
from credence.commerce.queries import receipt_of
from credence.commerce.rules.states import AttemptState, OrderState
from credence.learn.wording.payments import BY_VOID, telling_of
from tests.archivable import faults
from tests.credit.documents import samples
from tests.factories.accounts import make_learner
from tests.factories.commerce import make_coupon, make_order, make_paid_course, make_payment_attempt
from tests.factories.enrollment import make_enrollment
from tests.learn.till import words_of

pytestmark = pytest.mark.django_db
PAID_AT = dt.datetime(2026, 2, 1, 15, 4, tzinfo=dt.UTC)
LEAVE = "You can close this page; we go on, and write to you as soon as we know."
HOLD = "You have not been charged; a temporary hold may show on your card for a few days."


@pytest.fixture
def learner(client):
    """Return the learner who is signed in."""
    learner = make_learner()
    client.force_login(learner)
    return learner


def pending(learner, state=None, **values):
    """Return an order with one attempt in `state`."""
    order = make_order(learner, make_paid_course())
    if state:
        fields = {"transaction_id": "125500001", "captured_at": PAID_AT}
        make_payment_attempt(order, state, **{**fields, **values})
    return order


def paid(learner, slug="stroke-imaging", state="paid", **values):
    """Return an order of 149.00 paid by a Visa card, whose course is open."""
    course = make_paid_course(slug)
    fields = {"state": state, "paid_at": PAID_AT, "paid_by": "card", "enrollment": make_enrollment(learner, course)}
    bill = {"billing_name": "Dana Example", "billing_street": "8320 E. West St.", "billing_city": "Spokane"}
    bill |= {"billing_region": "WA", "billing_postal_code": "85284", "billing_country": "US"}
    order = make_order(learner, course, **{**fields, **bill, **values})
    make_payment_attempt(
        order, "captured", captured_at=PAID_AT, transaction_id=f"12550{order.pk}", approval_code="TAS417",
        brand="visa", last4="5439",
    )  # fmt: skip
    return order


def give_back(order, amount):
    """Give back some of an order, done a day after it was paid."""
    return Refund.objects.create(
        request_key=uuid.uuid4(), attempt=order.attempts.get(), amount=Decimal(amount), reason="Asked for",
        state="done", requested_by="finn", requested_at=PAID_AT, done_at=PAID_AT + dt.timedelta(days=1),
    )  # fmt: skip


def told(client, order):
    """Return what the page of an order says between its heading and its buttons."""
    words = words_of(client.get(f"/orders/{order.number}/"))
    return words.partition("Courses My Courses FAQ Support")[2].partition("Write to support")[0]


# In words


UNDERWAY = {
    "auth-sent": "We are asking your bank Stroke imaging This takes some seconds as a rule. Please do not pay again.",
    "auth-unknown": "We are checking with the bank Stroke imaging No clear answer has come yet, so we are asking "
    "whether the payment went through. Please do not pay again: nothing is charged twice.",
    "authorized": "Your bank has agreed Stroke imaging We make sure that the card is a Visa or Mastercard before "
    "anything is charged.",
    "capture-unknown": "We are checking with the bank Stroke imaging No clear answer has come yet",
    "captured": "Your payment arrived Stroke imaging The course is being opened. Please do not pay again.",
}


@pytest.mark.parametrize("state", UNDERWAY)
def test_a_payment_under_way_says_so_and_the_page_looks_again_by_itself(client, learner, state):
    order = pending(learner, state)
    words = told(client, order)
    assert UNDERWAY[state] in words
    assert LEAVE in words
    body = client.get(f"/orders/{order.number}/").content.decode()
    assert f'hx-get="/orders/{order.number}/state/?seen=pending-1-{state}" hx-trigger="every 2s"' in body
    assert f'<a href="/orders/{order.number}/">Look again</a>' in body
    assert "Go to checkout" not in body


ENDED = {
    ("declined", ("fault", "funds")): (
        "Your card was declined",
        "the card does not have enough for this payment. Nothing was charged. Please use another card.",
    ),
    ("declined", ("fault", "expired")): ("Your card was declined", "Your bank says that the card has expired"),
    ("declined", ("fault", "verification")): (
        "Your card was declined",
        "The address or the security code did not match what your bank knows.",
    ),
    ("declined", ("fault", "")): ("Your card was declined", "Your bank gave no reason."),
    ("rejected", ("fault", "card-spent")): ("Please enter the card again", "Nothing was charged."),
    ("rejected", ("fault", "request")): ("The payment could not be made", "You have not been charged."),
    ("not-sent", ("response_code", "")): ("Card payment is unavailable at the moment", "Nothing was charged."),
    ("lost", ("response_code", "")): ("Your payment did not go through", f"{HOLD} We asked the bank several times"),
    ("voided", ("void_reason", "security-code")): ("The payment was not made", "The security code did not match."),
    ("voided", ("void_reason", "too-late")): ("The payment was not made", f"too late. You can pay again now. {HOLD}"),
    ("voided", ("void_reason", "brand-unknown")): ("The payment was not made", "We could not find out what kind"),
    ("voided", ("void_reason", "")): ("The payment was not made", HOLD),
}  # fmt: skip


@pytest.mark.parametrize("case", ENDED, ids=lambda case: f"{case[0]} {case[1][1]}")
def test_a_payment_that_failed_says_why_that_nothing_was_charged_and_leads_on(client, learner, case):
    state, (name, value) = case
    order = pending(learner, state, **{name: value})
    words = told(client, order)
    title, sentence = ENDED[case]
    assert f"{title} Stroke imaging" in words
    assert sentence in words
    assert words.rstrip().endswith("Go to checkout")
    assert "hx-trigger" not in client.get(f"/orders/{order.number}/").content.decode()


@pytest.mark.parametrize(
    ("brand", "sentence"),
    [
        ("amex", "This is a card by American Express. We take Visa and Mastercard only."),
        ("discover", "This is a card by Discover. We take Visa and Mastercard only."),
        ("diners", "This is a card by Diners Club. We take Visa and Mastercard only."),
        ("other", "This card is neither Visa nor Mastercard, and we take no others."),
    ],
)
def test_a_card_of_another_brand_is_named_with_those_that_are_taken(client, learner, brand, sentence):
    order = pending(learner, "voided", void_reason="brand", brand=brand, last4="2376")
    assert f"We cannot take this card Stroke imaging {sentence} {HOLD} Please use another card." in told(client, order)


def test_a_hold_that_is_being_given_back_says_so_and_offers_no_payment_yet(client, learner):
    order = pending(learner, "void-sent", void_reason="brand", brand="amex")
    words = told(client, order)
    assert "We are giving the hold back; in a moment you can pay in another way." in words
    assert "Go to checkout" not in words


def test_an_order_that_was_only_begun_leads_to_the_checkout(client, learner):
    order = pending(learner)
    assert "You have begun to pay Stroke imaging Nothing was sent and nothing was charged." in told(client, order)


def test_a_payment_whose_course_did_not_open_asks_for_nothing(client, learner):
    order = pending(learner, "captured", brand="visa", last4="5439")
    Order.objects.update(state="needs-review", review_reason="cannot-open", paid_at=PAID_AT, paid_by="card")
    words = told(client, order)
    assert "Your payment arrived, and we look into the rest" in words
    assert "please do not pay again" in words
    assert "Go to" not in words


def test_who_was_enrolled_meanwhile_gets_the_money_back_and_the_way_to_the_course(client, learner):
    order = pending(learner, "captured")
    Order.objects.update(state="needs-review", review_reason="already-enrolled", paid_at=PAID_AT, paid_by="card")
    words = told(client, order)
    assert "You have this course already, so your payment goes back" in words
    assert words.rstrip().endswith("Go to the course")


@pytest.mark.parametrize("state", [None, "declined"])
def test_an_order_that_nobody_is_paying_is_canceled_by_its_learner_once(client, learner, state):
    order = pending(learner, state)
    address = f"/orders/{order.number}/cancel/"
    assert f'action="{address}"' in client.get(f"/orders/{order.number}/").content.decode()
    shown = client.post(address, follow=True).content.decode()
    assert ("The order is canceled, and nothing was charged." in shown, address in shown) == (True, False)
    assert Order.objects.get().state == "cancelled"
    assert "this order was paid before, or it has ended" in client.post(address, follow=True).content.decode()


def test_an_order_that_is_being_paid_is_not_canceled(client, learner):
    order = pending(learner, "auth-sent")
    address = f"/orders/{order.number}/cancel/"
    assert address not in client.get(f"/orders/{order.number}/").content.decode()
    assert "a payment of this order is under way" in client.post(address, follow=True).content.decode()
    assert Order.objects.get().state == "pending"


@pytest.mark.parametrize("state", ["cancelled", "expired"])
def test_an_order_that_ended_unpaid_says_that_nothing_was_charged(client, learner, state):
    order = pending(learner)
    Order.objects.update(state=state)
    assert "Nothing was charged. Go to checkout" in told(client, order)


def test_every_state_and_reason_has_its_words(learner):
    order = pending(learner)
    for order_state in OrderState:
        order.state = order_state
        assert telling_of(order, None).title
    order.state = "pending"
    attempt = make_payment_attempt(order, "declined")
    for state in AttemptState:
        for reason in ["", *PaymentFault]:
            for void_reason in ["", "brand", *BY_VOID]:
                attempt.state, attempt.fault, attempt.void_reason = state, reason, void_reason
                assert all(telling_of(order, attempt).words)


def test_a_waiting_page_is_told_nothing_until_something_changed(client, learner):
    order = pending(learner, "auth-unknown")
    address = f"/orders/{order.number}/state/?seen=pending-1-auth-unknown"
    same = client.get(address)
    order.attempts.update(state="authorized")
    moved = client.get(address)
    assert (same.status_code, same.get("HX-Refresh"), moved.status_code, moved["HX-Refresh"]) == (
        204,
        None,
        204,
        "true",
    )


# The receipt


def test_a_paid_order_shows_its_receipt_and_leads_to_the_course(client, learner, settings):
    settings.ENV = settings.ENV.model_copy(update={"tax_line": "No sales tax is due on this course."})
    order = paid(learner)
    words = words_of(client.get(f"/orders/{order.number}/"))
    assert "The course is open Stroke imaging Thank you. Your receipt is below" in words
    assert (
        f"Receipt PDF Print Sold by Credence Order {order.number} Paid on Feb. 1, 2026 Paid with Visa ending in 5439 "
        f"Approval code TAS417 Transaction 12550{order.pk} "
        "Billed to Dana Example, 8320 E. West St., Spokane, WA 85284, US "
        "Item Amount Stroke imaging $149.00 Total $149.00 No sales tax is due on this course."
    ) in words


def test_r68_the_refund_policy_says_until_when_and_that_credit_stays(client, learner):
    sentence = "You can have your money back as long as you hold no certificate from the course"
    stays = "Credit that you hold is never taken away by a refund."
    order = paid(learner)
    for address in (f"/orders/{order.number}/", "/faq/"):
        words = words_of(client.get(address))
        assert (sentence in words, stays in words) == (True, True)


@pytest.mark.parametrize(
    ("state", "amounts", "title", "lines"),
    [
        (
            "partly-refunded",
            ["20.00", "30.00"],
            "Part of your payment was given back",
            (
                "Total $149.00 Given back −$50.00 Paid after refunds $99.00 "
                "Given back Day Amount Feb. 2, 2026 $20.00 Feb. 2, 2026 $30.00"
            ),
        ),
        (
            "refunded",
            ["149.00"],
            "Your payment was given back",
            "Total $149.00 Given back −$149.00 Paid after refunds $0.00 Given back Day Amount Feb. 2, 2026 $149.00",
        ),
    ],
)
def test_what_was_given_back_stands_on_the_order(client, learner, state, amounts, title, lines):
    order = paid(learner, state=state)
    for amount in amounts:
        give_back(order, amount)
    words = words_of(client.get(f"/orders/{order.number}/"))
    given = sum(map(Decimal, amounts))
    assert f"{title} Stroke imaging ${given} went back to you." in words
    assert "Credit that you hold stays yours." in words
    assert lines in words


def text_of(client, order):
    """Return the words of the PDF of a receipt, and the file."""
    answer = client.get(f"/orders/{order.number}/receipt.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="receipt-{order.number}.pdf"'
    return " ".join(samples.text(answer.content).split()), answer.content


def test_the_pdf_says_the_same_and_is_the_same_each_time(client, learner, tmp_path):
    coupon = make_coupon()
    order = paid(learner, coupon=coupon, terms={"code": "SPRING26X2"}, discount="29.80", total="119.20")
    words, pdf = text_of(client, order)
    assert faults(pdf) == []
    for said in (
        "Credence",
        f"Order {order.number} Paid on Feb. 1, 2026 Paid with",
        "Visa ending in 5439",
        "Approval code TAS417",
        f"Transaction 12550{order.pk}",
        "Billed to Dana Example 8320 E. West St. Spokane, WA 85284 US",
        "Item Amount Stroke imaging $149.00 Discount by coupon SPRING26X2 −$29.80 Total $119.20",
    ):
        assert said in words
    assert text_of(client, order)[1] == pdf
    root = samples.reader(pdf).trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "en-US")
    assert [tag for tag in ("H1", "Table", "TH") if tag not in samples.structure(pdf, tmp_path)] == []


def test_the_pdf_shows_what_was_given_back(client, learner):
    order = paid(learner, state="partly-refunded")
    before, _pdf = text_of(client, order)
    give_back(order, "20.00")
    after, _pdf = text_of(client, order)
    assert "Given back" not in before
    assert "Given back −$20.00 Paid after refunds $129.00 Given back Day Amount Feb. 2, 2026 $20.00" in after


def test_a_course_paid_by_coupon_has_a_receipt_too(client, learner):
    coupon = make_coupon("GIFT", "full", "0")
    course = make_paid_course()
    order = make_order(
        learner, course, state="paid", paid_at=PAID_AT, paid_by="coupon", enrollment=make_enrollment(learner, course),
        coupon=coupon, terms={"code": "GIFT"}, discount="149.00", total="0.00",
    )  # fmt: skip
    words, _pdf = text_of(client, order)
    assert "Paid with Coupon GIFT" in words
    assert "Total $0.00" in words


@pytest.mark.parametrize("title", ["Ein " + "sehr " * 30 + "langer Titel", "造影剤の副作用", "W" * 120])
def test_a_receipt_holds_any_title(learner, title):
    order = paid(learner)
    order.version.title = title
    assert render(receipt_of(order), paid_with="Visa ending in 5439").startswith(b"%PDF")


def test_an_unpaid_order_has_no_receipt(client, learner):
    order = pending(learner, "declined")
    assert client.get(f"/orders/{order.number}/receipt.pdf").status_code == 404


def test_the_order_of_somebody_else_is_not_canceled(client, learner):
    order = make_order(make_learner("mallory"), make_paid_course())
    assert client.post(f"/orders/{order.number}/cancel/").status_code == 404
    assert Order.objects.get().state == "pending"


@pytest.mark.parametrize("page", ["", "state/", "receipt.pdf"])
def test_the_order_of_somebody_else_does_not_exist(learner, page):
    order = paid(learner)
    other = Client()
    other.force_login(make_learner("mallory"))
    assert other.get(f"/orders/{order.number}/{page}").status_code == 404


# The list


def test_the_list_says_how_each_order_stands_and_leaves_out_what_came_to_nothing(client, learner):
    order = paid(learner)
    idle = make_order(learner, make_paid_course("nothing-came"))
    Order.objects.filter(pk=idle.pk).update(state="expired")
    tried = make_order(learner, make_paid_course("try-again"))
    make_payment_attempt(tried, "declined")
    words = words_of(client.get("/orders/"))
    assert f"Try again Not paid Order {tried.number} of Feb. 1, 2026 $149.00" in words
    assert f"Stroke imaging Paid Order {order.number} of Feb. 1, 2026 $149.00 Receipt {order.number}" in words
    assert "Nothing came" not in words


def test_an_empty_list_says_what_would_stand_there(client, learner):
    assert "You have ordered nothing yet" in words_of(client.get("/orders/"))


def test_the_list_costs_the_same_with_one_order_and_with_three(client, learner, django_assert_num_queries):
    paid(learner)
    with django_assert_num_queries(4):
        client.get("/orders/")
    for slug in ("second-course", "third-course"):
        paid(learner, slug)
    with django_assert_num_queries(4):
        client.get("/orders/")


@pytest.mark.parametrize("address", ["/my-courses/", "/account/", "/fragments/account-menu/"])
def test_orders_are_linked_from_where_one_looks(client, learner, address):
    paid(learner)
    response = client.get(address)
    assert (response.status_code, 'href="/orders/"' in response.content.decode()) in {(200, True)}
