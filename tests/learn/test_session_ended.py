"""A page that was opened by one account and is sent by another stores nothing for either."""

import re

import pytest
from django.test import Client

from credence.accounts.models import Profile
from credence.audit.models import Event
from credence.commerce.models import Order
from credence.credit.models import Award
from tests.factories.accounts import PASSWORD
from tests.factories.commerce import make_paid_course
from tests.factories.credit import make_accredited_course, make_ready

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def sign_in(browser: Client, username: str) -> None:
    """Sign in by the page, as a browser does."""
    page = browser.get("/sign-in/").content.decode()
    sent = {"login": username, "password": PASSWORD, "csrfmiddlewaretoken": TOKEN.search(page)[1]}
    assert browser.post("/sign-in/", sent).status_code == 302


def opened_by_alice(browser: Client, address: str) -> str:
    """Return the token of a page that Alice opened, before Bob signed in at the same browser."""
    sign_in(browser, "alice")
    token = TOKEN.search(browser.get(address).content.decode())[1]
    browser.logout()
    sign_in(browser, "bob")
    return token


def rows() -> list[int]:
    return [model.objects.count() for model in (Order, Award, Event)]


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/profile/", {"given_name": "Alice", "family_name": "Example", "city": "Elsewhere"}),
        ("/courses/contrast-reactions/claim/", {"amount": "1.25", "attested": "on"}),
        ("/courses/stroke-imaging/checkout/", {"coupon": "SPRING26X2", "act": "coupon"}),
    ],
)
def test_a_form_opened_by_another_account_is_refused_in_words_and_changes_nothing(address, sent):
    course = make_accredited_course()
    for username in ("alice", "bob"):
        make_ready(course, username)
    make_paid_course()
    browser = Client(enforce_csrf_checks=True)
    token = opened_by_alice(browser, address)
    before, profiles = rows(), list(Profile.objects.values())
    response = browser.post(address, {**sent, "csrfmiddlewaretoken": token})
    assert response.status_code == 403
    assert "perhaps with another account" in response.content.decode()
    assert (rows(), list(Profile.objects.values())) == (before, profiles)
    fresh = TOKEN.search(browser.get(address).content.decode())[1]
    assert browser.post(address, {**sent, "csrfmiddlewaretoken": fresh}).status_code != 403
