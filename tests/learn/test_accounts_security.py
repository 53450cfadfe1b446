"""Every page of the library beneath sign-in is in our look, and letters about the account tell the right person."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

import allauth
import pytest
from allauth import urls as library
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.urls import URLPattern, URLResolver, reverse

from credence.accounts.gateway.adapters import AccountAdapter
from credence.accounts.models import User
from credence.accounts.queries import people_called
from credence.kit.clock import now
from credence.learn.urls.accounts import urlpatterns as ours
from credence.outbox.actions import deliver_due
from credence.outbox.models import Letter
from tests.factories.accounts import PASSWORD, make_learner, make_passkey

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "a heron stands in the reeds"
GUEST = {
    "account_login": "Sign in",
    "account_reset_password": "Choose a new password",
    "account_reset_password_done": "Look into your mail",
    "account_reset_password_from_key_done": "Your password is saved",
    "account_inactive": "This account is not active",
    "account_email_verification_sent": "Look into your mail",
}
LEARNER = {
    "account_logout": "Sign out",
    "account_reauthenticate": "Confirm that it is you",
    "account_email": "E-mail address",
    "account_change_password": "Change your password",
    "mfa_index": "Second step at sign-in",
    "mfa_activate_totp": "Set up an authenticator app",
    "mfa_add_webauthn": "Add a passkey",
    "mfa_list_webauthn": "Passkeys",
}
SECURED = {
    "mfa_deactivate_totp": "Turn off the authenticator app",
    "mfa_reauthenticate": "Confirm that it is you",
    "mfa_reauthenticate_webauthn": "Confirm that it is you",
    "mfa_view_recovery_codes": "Recovery codes",
    "mfa_generate_recovery_codes": "Make recovery codes",
    "mfa_list_webauthn": "Passkeys",
    "mfa_index": "Second step at sign-in",
}
KEYED = {"mfa_edit_webauthn": "Rename the passkey", "mfa_remove_webauthn": "Remove the passkey"}
ELSEWHERE = {
    "account_confirm_email": "a test of its own",
    "account_reset_password_from_key": "a test of its own",
    "mfa_authenticate": "a test of its own",
    "mfa_login_webauthn": "no page: data for a script, and a form that leads on",
    "mfa_download_recovery_codes": "a file",
    "account_signup": "leads to our registration",
    "account_set_password": "leads to the change of the password, which everybody has",
    "account_confirm_login_code": "sign-in by code is off: leads to sign-in",
    "account_request_reauthentication_code": "confirming by code is off: leads to the confirmation by password",
    "account_confirm_reauthentication_code": "confirming by code is off: leads to the confirmation by password",
}


@pytest.fixture(autouse=True)
def fresh_limits():
    """Forget earlier tries: they are counted by address."""
    cache.clear()


@pytest.fixture
def alice(client):
    """Return a learner who is signed in and has just confirmed it."""
    user = make_learner("alice")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    client.post("/sign-in/", {"login": "alice", "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return user


@pytest.fixture
def secured(client, alice):
    """Give the signed-in learner an authenticator app, recovery codes and a passkey; return the passkey."""
    TOTP.activate(alice, generate_totp_secret())
    RecoveryCodes.activate(alice)
    give_factor(client, alice)
    return make_passkey(alice)


def give_factor(client, user):
    """Confirm by a recovery code that it is `user`."""
    code = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
    client.post("/account/2fa/reauthenticate/", {"code": code})


def names_of(patterns: Iterable[URLPattern | URLResolver]) -> set[str]:
    """Return the names of all addresses below `patterns`."""
    names: set[str] = set()
    for each in patterns:
        names |= names_of(each.url_patterns) if isinstance(each, URLResolver) else {each.name or ""}
    return names - {""}


def title_of(page: str) -> str:
    """Return the heading of a page in our layout; fail where it is not ours."""
    assert '<header class="site-head' in page
    found = re.search(r"<h1>(.*?)</h1>", page)
    assert found
    return found[1]


def letters() -> list[tuple[str, str, str]]:
    """Send what waits and return address, subject and text of every letter so far."""
    deliver_due(clock=now)
    return [(each.to[0], each.subject, str(each.body)) for each in mail.outbox]


def test_the_page_that_asks_who_it_is_is_kept_by_no_browser(client):
    client.force_login(make_learner("alice"))
    assert "no-store" in client.get("/account/reauthenticate/?next=/account/data/")["Cache-Control"]


def test_every_address_of_the_library_is_in_a_table_of_this_test():
    assert names_of(library.urlpatterns) == {*GUEST, *LEARNER, *SECURED, *KEYED, *ELSEWHERE}
    assert names_of(ours) == names_of(library.urlpatterns)


@pytest.mark.parametrize("name", GUEST)
def test_a_guest_sees_our_page(client, name):
    answer = client.get(reverse(name))
    assert (answer.status_code, title_of(answer.content.decode())) == (200, GUEST[name])


@pytest.mark.parametrize("name", LEARNER)
def test_a_learner_sees_our_page(client, alice, name):
    answer = client.get(reverse(name))
    assert (answer.status_code, title_of(answer.content.decode())) == (200, LEARNER[name])


@pytest.mark.parametrize("name", SECURED)
def test_a_learner_with_second_factors_sees_our_page(client, secured, name):
    answer = client.get(reverse(name))
    assert (answer.status_code, title_of(answer.content.decode())) == (200, SECURED[name])


@pytest.mark.parametrize("name", KEYED)
def test_the_page_of_a_passkey_is_ours_and_nobody_elses(client, secured, name):
    answer = client.get(reverse(name, args=[secured.pk]))
    assert (answer.status_code, title_of(answer.content.decode())) == (200, KEYED[name])
    assert "Work laptop" in answer.content.decode()
    client.logout()
    make_learner("mallory")
    client.post("/sign-in/", {"login": "mallory", "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert client.get(reverse(name, args=[secured.pk])).status_code == 404


@pytest.mark.parametrize(
    ("name", "expected"),
    [("account_set_password", "/account/password/change/"), ("account_confirm_login_code", "/my-courses/")],
)
def test_what_is_off_leads_on(client, alice, name, expected):
    assert client.get(reverse(name))["Location"] == expected


def test_the_second_step_of_sign_in_is_our_page(client, secured):
    client.logout()
    answer = client.post("/sign-in/", {"login": "alice", "password": PASSWORD}, follow=True)
    assert title_of(answer.content.decode()) == "The second step"
    wrong = client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert "Incorrect code." in wrong.content.decode()


def test_a_page_for_passkeys_gives_the_script_what_it_needs(client, alice):
    page = client.get("/account/2fa/webauthn/add/").content.decode()
    found = re.search(r'<script id="js_data" type="application/json">(.*?)</script>', page)
    assert found
    options = json.loads(found[1])["creation_options"]["publicKey"]
    assert (options["rp"]["name"], options["user"]["name"]) == ("testserver", "alice@example.org")
    assert 'src="/static/mfa/js/webauthn.js"' in page


def test_sign_in_by_passkey_asks_for_a_key_of_this_site(client):
    options = client.get("/account/2fa/webauthn/login/", headers={"Accept": "application/json"}).json()
    assert options["request_options"]["publicKey"]["rpId"] == "testserver"


def test_recovery_codes_are_downloaded_by_their_owner_alone(client, alice, secured):
    codes = RecoveryCodes.activate(alice).get_unused_codes()
    text = client.get("/account/2fa/recovery-codes/download/").content.decode()
    assert text.split()[-len(codes) :] == codes
    assert "Recovery codes for alice at Credence" in text
    client.logout()
    assert client.get("/account/2fa/recovery-codes/download/").status_code == 302


@pytest.mark.parametrize(
    "name", ["mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes", "account_email"]
)
def test_what_concerns_safety_asks_for_the_password_again(client, name):
    client.force_login(make_learner("alice"))
    answer = client.post(reverse(name), {"action_add": "", "email": "new@example.org"})
    assert answer["Location"].startswith("/account/reauthenticate/?next=")
    assert not EmailAddress.objects.filter(email="new@example.org").exists()


def change_address(client, address="new@example.org"):
    """Ask for another address and return the path of the link that was mailed, None if none was."""
    client.post("/account/email/", {"email": address, "action_add": ""})
    links = [re.search(r"https?://[^/]+(/account/confirm-email/\S+)", text) for _, _, text in letters()]
    return next((link[1] for link in reversed(links) if link), None)


def test_an_address_changes_when_the_link_is_opened_and_the_old_one_is_told(client, alice):
    link = change_address(client)
    assert [letter[:2] for letter in letters()] == [
        ("new@example.org", "Confirm your e-mail address at Credence"),
        ("alice@example.org", "Another e-mail address was asked for at Credence"),
    ]
    assert User.objects.get().email == "alice@example.org"
    page = client.get(link).content.decode()
    assert title_of(page) == "Confirm your e-mail address"
    assert User.objects.get().email == "alice@example.org"  # opening is not confirming: mail scanners open links
    client.post(link)
    assert User.objects.get().email == "new@example.org"
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("new@example.org", True, True)]
    assert [people_called(each).count() for each in ("new@example.org", "alice@example.org")] == [1, 0]
    address, subject, text = letters()[-1]
    assert (address, subject) == ("alice@example.org", "Your e-mail address at Credence was changed")
    assert "from alice@example.org to new@example.org" in " ".join(text.split())


def test_the_link_of_an_address_works_once(client, alice):
    link = change_address(client)
    client.post(link)
    assert "used already" in client.get(link).content.decode()


def test_a_change_of_address_can_be_taken_back(client, alice):
    link = change_address(client)
    client.post("/account/email/", {"email": "new@example.org", "action_remove": ""})
    assert "used already" in client.get(link).content.decode()
    assert User.objects.get().email == "alice@example.org"


def test_a_taken_address_is_answered_like_a_free_one(client, alice):
    make_learner("bob")
    EmailAddress.objects.create(user=User.objects.get(username="bob"), email="bob@example.org", verified=True)
    answers = []
    for address in ("bob@example.org", "free@example.org"):
        answer = client.post("/account/email/", {"email": address, "action_add": ""}, follow=True)
        answers.append((answer.redirect_chain, "already" in answer.content.decode()))
    assert answers == [([("/account/email/", 302)], False)] * 2
    assert User.objects.get(username="alice").email == "alice@example.org"


def test_an_address_that_somebody_registered_meanwhile_is_not_taken_over(client, alice):
    link = change_address(client)
    bob = make_learner("bob")
    User.objects.filter(pk=bob.pk).update(email="new@example.org")
    EmailAddress.objects.create(user=bob, email="new@example.org", primary=True, verified=True)
    assert "another account uses it" in client.get(link).content.decode()
    client.post(link)
    assert User.objects.get(username="alice").email == "alice@example.org"


def test_a_forged_link_confirms_nothing(client, alice):
    pending = EmailAddress.objects.create(user=alice, email="new@example.org")
    key = EmailConfirmationHMAC.create(pending).key
    assert "used already" in client.get(reverse("account_confirm_email", args=[key[:-1] + "x"])).content.decode()


def test_a_changed_password_is_told_by_letter_and_ends_other_sessions(client, alice):
    elsewhere = type(client)()
    elsewhere.force_login(alice)
    fields = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert client.post("/account/password/change/", fields).status_code == 302
    assert client.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    address, subject, text = letters()[-1]
    assert (address, subject) == ("alice@example.org", "Your password at Credence was changed")
    assert NEW_PASSWORD not in text


@pytest.mark.parametrize(
    "fields",
    [
        {"oldpassword": "wrong", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
        {"oldpassword": PASSWORD, "password1": "password123", "password2": "password123"},
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": "other"},
    ],
)
def test_a_password_with_one_thing_wrong_does_not_change(client, alice, fields):
    answer = client.post("/account/password/change/", fields)
    assert 'class="text-danger' in answer.content.decode()
    assert User.objects.get().check_password(PASSWORD)


def test_a_pass_phrase_of_many_words_is_taken(client, alice):
    phrase = "the heron stands in the reeds " * 5
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": phrase, "password2": phrase})
    assert User.objects.get().check_password(phrase)


def test_no_letter_of_the_account_stays_readable_once_sent(client, alice):
    change_address(client)
    client.post("/password/reset/", {"email": "alice@example.org"})
    waiting = list(Letter.objects.filter(sent_at=None).values_list("text", flat=True))
    assert waiting
    assert not any("http" in text for text in waiting)
    letters()
    assert set(Letter.objects.values_list("text", flat=True)) == {""}


LETTERS = [
    *(f"account/email/{name}" for name in (
        "password_reset_key", "unknown_account", "account_already_exists", "email_confirmation", "email_changed",
        "email_deleted", "password_changed", "password_set", "password_reset",
    )),
    *(f"mfa/email/{name}" for name in (
        "totp_activated", "totp_deactivated", "webauthn_added", "webauthn_removed", "recovery_codes_generated",
    )),
]  # fmt: skip


@pytest.mark.parametrize("prefix", LETTERS)
def test_every_letter_about_the_account_is_in_our_words_and_names_the_site(rf, prefix):
    request = rf.get("/")
    context = {
        "request": request, "username": "o'neil", "user": User(username="o'neil"), "ip": "192.0.2.1",
        "user_agent": "Firefox & Co", "timestamp": now(), "password_reset_url": "https://x/reset",
        "signup_url": "https://x/register", "activate_url": "https://x/confirm", "from_email": "a@x", "to_email": "b@x",
        "deleted_email": "a@x",
    }  # fmt: skip
    with request_context(request):
        letter = AccountAdapter(request).render_mail(prefix, "a@example.org", context)
    assert "Credence" in letter.subject
    assert letter.body == letter.body.strip()
    assert not re.search(r"&#?\w+;|Hello from|\n\n\n", str(letter.body))
    notice = "write to support" in letter.body
    assert notice or "If it was not you, you need do nothing." in letter.body
    assert ("Firefox & Co" in letter.body) == notice


def test_these_are_all_the_letters_that_the_library_sends():
    sent = set()
    for source in Path(allauth.__file__).parent.glob("[am][cf]*/**/*.py"):
        sent |= set(re.findall(r'"((?:account|mfa)/email/\w+)"', source.read_text()))
    off = {"account/email/login_code", "account/email/password_reset_code", "account/email/email_confirmation_signup"}
    assert sent - off == set(LETTERS)
