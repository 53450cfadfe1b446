"""The door of the back office says what waits, and differences are settled behind it."""

import datetime as dt
import re
import uuid

import pytest
from django.test import Client

from credence.accounts.models import User
from credence.commerce.models import Order, SettlementDifference
from credence.kit.clock import now
from tests.backoffice.orders import NOW, by_card, paid_by_hand
from tests.factories.commerce import make_order, make_paid_course, make_payment_attempt

DIFFERENCES = "/backoffice/differences/"


@pytest.fixture
def difference(alice: User) -> SettlementDifference:
    """Return a difference of a dollar."""
    attempt = by_card(alice, make_paid_course())
    return SettlementDifference.objects.create(
        kind="amount", transaction_id="gateway-9", attempt=attempt, ours="149.00", theirs="148.00", found_at=NOW
    )


def waiting(client: Client) -> dict[str, int]:
    """Return the numbers of the first page that are not zero."""
    page = client.get("/backoffice/").content.decode()
    return {
        words: int(number) for number, words in re.findall(r"<strong>(\d+)</strong> ([^<]+)</a>", page) if number != "0"
    }


def test_finance_sees_what_waits(finance: Client, alice: User, difference: SettlementDifference, settings) -> None:
    settings.ENV = settings.ENV.model_copy(update={"refund_limit": "100.00"})
    for amount in ("101.00", "9.00"):
        order = paid_by_hand(alice, make_paid_course(f"course-{amount[0]}{amount[1]}".replace(".", "x")))
        sent = {"amount": amount, "left": "149.00", "reason": "Asked", "request_key": str(uuid.uuid4())}
        finance.post(f"/backoffice/orders/{order.number}/refund/", sent)
    slow = make_order(alice, make_paid_course("slow"))
    make_payment_attempt(slow, "auth-unknown", sent_at=now() - dt.timedelta(minutes=31))
    new = make_order(alice, make_paid_course("new"))
    make_payment_attempt(new, "auth-unknown", sent_at=now() - dt.timedelta(minutes=29))
    assert waiting(finance) == {
        "Refunds waiting for a second person": 1,
        "Refunds that you send yourselves": 1,
        "Orders under review": 1,
        "Open differences": 1,
        "Payments uncertain for over 30 minutes": 1,
    }
    page = finance.get("/backoffice/orders/uncertain/").content.decode()
    assert [each.number in page for each in (slow, new)] == [True, False]


def test_support_sees_its_parts_and_no_numbers(support: Client, difference: SettlementDifference) -> None:
    page = support.get("/backoffice/").content.decode()
    assert ("What waits for you" in page, "Orders" in page, "Revenue" in page) == (True, True, False)
    assert waiting(support) == {}


def test_a_difference_shows_both_books_and_is_settled_with_a_note(
    finance: Client, difference: SettlementDifference
) -> None:
    page = finance.get(DIFFERENCES).content.decode()
    order = Order.objects.get()
    for said in ("The amounts differ", "149.00", "148.00", f"/orders/{order.number}/"):
        assert said in page
    address = f"{DIFFERENCES}{difference.pk}/"
    refused = finance.post(address, {"resolution": " "})
    assert (refused.status_code, SettlementDifference.objects.get().resolved_at) == (422, None)
    assert finance.post(address, {"resolution": "A fee of the bank"}).status_code == 302
    difference.refresh_from_db()
    assert (difference.resolved_by, difference.resolution) == ("fay", "A fee of the bank")
    finance.post(address, {"resolution": "Another word"})
    difference.refresh_from_db()
    assert difference.resolution == "A fee of the bank"


def test_differences_are_listed_by_whether_they_are_open(finance: Client, difference: SettlementDifference) -> None:
    SettlementDifference.objects.create(
        kind="refund-without-row",
        transaction_id="gateway-8",
        theirs="5.00",
        found_at=NOW,
        resolved_at=NOW,
        resolved_by="fay",
    )
    for query, found in (
        ("", {"gateway-9"}),
        ("show=settled", {"gateway-8"}),
        ("show=all", {"gateway-8", "gateway-9"}),
        ("show=x", {"gateway-9"}),
    ):
        page = finance.get(f"{DIFFERENCES}?{query}").content.decode()
        assert {each for each in ("gateway-8", "gateway-9") if each in page} == found


def test_pages_cost_as_many_queries_with_three_as_with_one(
    finance: Client, alice: User, difference: SettlementDifference, django_assert_num_queries
) -> None:
    for count in range(2):
        for number in range(count * 2):
            attempt = by_card(alice, make_paid_course(f"course-{number}"))
            make = SettlementDifference.objects.create
            make(kind="amount", transaction_id=f"T{number}", attempt=attempt, found_at=NOW)
        with django_assert_num_queries(3):
            finance.get(DIFFERENCES)
        with django_assert_num_queries(8):
            finance.get("/backoffice/")
