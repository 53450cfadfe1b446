"""A page that was opened by one account and is sent by another, or by nobody, stores nothing and loses nothing."""

import html
import re

import pytest
from django.test import Client

from credence.accounts.enums import Role
from credence.accounts.models import Profile
from credence.audit.models import Event
from credence.commerce.models import Coupon, Order
from credence.credit.models import Award
from credence.support.models import SupportRequest
from tests.backoffice.conftest import staff
from tests.factories.accounts import PASSWORD
from tests.factories.commerce import make_paid_course
from tests.factories.credit import make_accredited_course, make_ready

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
BILL = {"bill_name": "Alice Example", "bill_street": "1 Main <St>", "card_token": "t-123", "card_key": "k-123"}
FORMS = [
    ("/profile/", {"given_name": "Alïce", "professions": ["physician", "nurse"], "city": 'Else"where'}),
    ("/courses/contrast-reactions/claim/", {"amount": "1.25", "attested": "on"}),
    ("/courses/stroke-imaging/checkout/", {"coupon": "SPRING26X2", "apply": "coupon"}),
    ("/support/", {"name": "Alice", "subject": "A question", "message": "Two\nlines & more"}),
]


def hidden_in(page: str) -> dict[str, list[str]]:
    """Return the hidden fields of a page's form, without those of the header's menu."""
    start = page.index("<main") if "<main" in page else 0
    found: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(page[start:]):
        found.setdefault(name, []).append(html.unescape(value))
    return found


def sign_in(browser: Client, username: str) -> None:
    """Sign in by the page, as a browser does."""
    fields = hidden_in(browser.get("/sign-in/").content.decode())
    sent = {"login": username, "password": PASSWORD, "csrfmiddlewaretoken": fields["csrfmiddlewaretoken"][0]}
    assert browser.post("/sign-in/", sent).status_code == 302


def sign_out(browser: Client) -> None:
    """Sign out as another tab does: the cookie of the token stays."""
    token = browser.cookies["csrftoken"].value
    browser.logout()
    browser.cookies["csrftoken"] = token


def protection(browser: Client, address: str) -> dict[str, str]:
    """Return what a page's form carries for itself: its token, and to whom it was shown."""
    fields = hidden_in(browser.get(address).content.decode())
    return {name: fields[name][0] for name in ("csrfmiddlewaretoken", "opened_by")}


def rows() -> list[object]:
    counts = [model.objects.count() for model in (Order, Award, Event, SupportRequest)]
    return [*counts, list(Profile.objects.values())]


@pytest.fixture
def browser() -> Client:
    """Return a browser in which Alice has signed in; Bob has an account, too."""
    course = make_accredited_course()
    for username in ("alice", "bob"):
        make_ready(course, username)
    make_paid_course()
    browser = Client(enforce_csrf_checks=True)
    sign_in(browser, "alice")
    return browser


def kept_by(response: object, sent: dict[str, object]) -> bool:
    """Return whether the page holds everything that was typed, in order, to be sent again."""
    fields = hidden_in(response.content.decode())
    typed = {name: value if isinstance(value, list) else [value] for name, value in sent.items()}
    return {name: fields.get(name) for name in typed} == typed


@pytest.mark.parametrize(("address", "sent"), FORMS)
def test_a_form_opened_by_another_account_changes_nothing_and_keeps_what_was_typed(browser, address, sent):
    carried = protection(browser, address)
    sign_out(browser)
    sign_in(browser, "bob")
    before = rows()
    response = browser.post(address, {**sent, **carried})
    assert (response.status_code, kept_by(response, sent)) == (409, True)
    assert "This page belongs to another account" in response.content.decode()
    assert rows() == before


@pytest.mark.parametrize(("address", "sent"), FORMS)
def test_a_kept_form_is_refused_for_the_other_account_again_and_taken_for_its_own(browser, address, sent):
    carried = protection(browser, address)
    sign_out(browser)
    sign_in(browser, "bob")
    before = rows()
    page = browser.post(address, {**sent, **carried}).content.decode()
    assert browser.post(address, hidden_in(page)).status_code == 409
    assert rows() == before
    sign_out(browser)
    sign_in(browser, "alice")
    once_more = browser.post(address, hidden_in(page))
    assert (once_more.status_code, kept_by(once_more, sent)) == (403, True)
    assert "You are signed in as alice." in once_more.content.decode()
    assert browser.post(address, hidden_in(once_more.content.decode())).status_code in {200, 302, 422}


@pytest.mark.parametrize(("address", "sent"), FORMS[:-1])
def test_a_form_sent_after_signing_out_keeps_what_was_typed(browser, address, sent):
    carried = protection(browser, address)
    sign_out(browser)
    before = rows()
    response = browser.post(address, {**sent, **carried})
    assert (response.status_code, kept_by(response, sent)) == (401, True)
    assert "You have been signed out" in response.content.decode()
    assert rows() == before


def test_a_profile_kept_over_the_end_of_a_session_is_stored_once_sent_again(browser):
    carried = protection(browser, "/profile/")
    typed = {"given_name": "Alïce", "family_name": "Example", "professions": "nurse", "city": "Elsewhere"}
    sign_out(browser)
    page = browser.post("/profile/", {**typed, "country": "US", **carried}).content.decode()
    sign_in(browser, "alice")
    page = browser.post("/profile/", hidden_in(page)).content.decode()
    assert browser.post("/profile/", hidden_in(page)).status_code == 302
    assert Profile.objects.get(user__username="alice").given_name == "Alïce"


def test_no_card_and_no_password_stands_in_the_page_that_keeps_a_form(browser):
    carried = protection(browser, "/courses/stroke-imaging/checkout/")
    sign_out(browser)
    secret = {"password": "correct horse", "password_again": "correct horse", "bill_city": "4012 0000 9876 5439"}
    response = browser.post("/courses/stroke-imaging/checkout/", {**BILL, **secret, **carried})
    page = response.content.decode()
    assert hidden_in(page).keys() == {"csrfmiddlewaretoken", "opened_by", "bill_name", "bill_street"}
    assert [each in page for each in ("correct horse", "4012", "t-123", "k-123")] == [False] * 4
    assert "You will be asked for them again." in page


def test_a_page_that_kept_all_does_not_speak_of_passwords(browser):
    carried = protection(browser, "/profile/")
    sign_out(browser)
    page = browser.post("/profile/", {"city": "Elsewhere", **carried}).content.decode()
    assert "You will be asked for them again." not in page


def test_a_question_typed_before_signing_in_is_sent_after_one_more_click(browser):
    sign_out(browser)
    carried = protection(browser, "/support/")
    sign_in(browser, "alice")
    typed = {"name": "Alice", "email": "a@example.org", "subject": "A question", "message": "Two\nlines"}
    kept = browser.post("/support/", {**typed, **carried})
    assert (kept.status_code, SupportRequest.objects.count()) == (403, 0)
    assert browser.post("/support/", hidden_in(kept.content.decode())).status_code == 200
    assert SupportRequest.objects.get().message.splitlines() == ["Two", "lines"]


@pytest.mark.parametrize("mark", ["", "forged", ":forged"])
def test_a_form_without_our_mark_is_not_shown_again(browser, mark):
    response = browser.post("/support/", {"message": "words of a stranger", "opened_by": mark})
    assert (response.status_code, "words of a stranger" in response.content.decode()) == (403, False)


def test_what_another_site_sends_is_not_shown_again_even_with_a_mark_of_ours(browser):
    carried = protection(browser, "/support/")
    sent = {"message": "words of a stranger", **carried}
    response = browser.post("/support/", sent, headers={"origin": "https://elsewhere.example"})
    assert (response.status_code, "words of a stranger" in response.content.decode()) == (403, False)


@pytest.mark.parametrize(("address", "said"), [("/sign-in/", "This form has expired"), ("/sign-out/", "has expired")])
def test_pages_that_ask_who_one_is_keep_nothing(browser, address, said):
    carried = protection(browser, "/support/")
    sign_out(browser)
    sign_in(browser, "bob")
    page = browser.post(address, {"login": "alice-typed", **carried}).content.decode()
    assert (said in page, "alice-typed" in page) == (True, False)


def test_a_coupon_made_by_staff_is_kept_while_a_learner_is_signed_in(browser):
    browser.force_login(staff("fay", Role.FINANCE))
    carried = protection(browser, "/backoffice/coupons/new/")
    sign_out(browser)
    sign_in(browser, "alice")
    typed = {"code": "SPRING26X2", "kind": "percent", "value": "20"}
    response = browser.post("/backoffice/coupons/new/", {**typed, **carried})
    assert (response.status_code, kept_by(response, typed)) == (409, True)
    assert not Coupon.objects.exists()
