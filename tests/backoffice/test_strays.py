"""Money that belongs to no payment: a person gives it back in the gateway's pages, and says so here once."""

import pytest
from django.test import Client

from credence.accounts.models import User
from credence.audit.models import Event
from credence.commerce.models import PaymentEvent, Stray
from tests.backoffice.orders import NOW, by_card
from tests.factories.commerce import make_paid_course

ASKS = "Say that it was given back"


@pytest.fixture
def stray(alice: User) -> Stray:
    """Return a second payment for an order."""
    attempt = by_card(alice, make_paid_course())
    return Stray.objects.create(attempt=attempt, transaction_id="second-7", found_at=NOW)


def page_of_order(client: Client, stray: Stray) -> str:
    return client.get(f"/backoffice/orders/{stray.attempt.order.number}/").content.decode()


def test_finance_says_how_a_stray_was_given_back_and_the_order_tells_it(finance: Client, stray: Stray) -> None:
    address = f"/backoffice/strays/{stray.pk}/"
    assert f'<a href="{address}">{ASKS}</a>' in page_of_order(finance, stray)
    answer = finance.post(address, {"reason": "Refunded in their pages"})
    assert (answer.status_code, answer["Location"]) == (302, f"/backoffice/orders/{stray.attempt.order.number}/")
    stray.refresh_from_db()
    assert stray.state == "refunded"
    assert [(event.actor, event.what) for event in PaymentEvent.objects.filter(what__startswith="stray")] == [
        ("fay", "stray.refunded")
    ]
    assert Event.objects.get(action="stray.closed").reason == "Refunded in their pages"
    page = page_of_order(finance, stray)
    assert ("second-7, which belonged to no payment, was given back." in page, ASKS in page) == (True, False)
    assert "Nothing is left to do here." in finance.get(address).content.decode()


def test_without_a_word_nothing_is_closed(finance: Client, stray: Stray) -> None:
    answer = finance.post(f"/backoffice/strays/{stray.pk}/", {"reason": "  "})
    assert answer.status_code == 422
    stray.refresh_from_db()
    assert (stray.state, Event.objects.filter(action="stray.closed").count()) == ("found", 0)


def test_support_sees_the_stray_and_is_not_asked(support: Client, stray: Stray) -> None:
    page = page_of_order(support, stray)
    assert ("Transaction second-7 belongs to no payment of ours." in page, ASKS in page) == (True, False)


def test_the_page_costs_as_many_queries_for_a_stray_that_ended(
    finance: Client, stray: Stray, django_assert_num_queries
) -> None:
    for state in ("found", "refunded"):
        Stray.objects.filter(pk=stray.pk).update(state=state)
        with django_assert_num_queries(3):
            finance.get(f"/backoffice/strays/{stray.pk}/")
