"""Second factors: encrypted at rest, and required of staff before anything that is the staff's."""

import time
from urllib.parse import quote

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from credence.accounts.gateway.adapters import SecondFactorAdapter
from credence.accounts.gateway.factors import lacks_second_factor
from credence.accounts.models import Session, User
from tests.factories.accounts import PASSWORD, make_learner, make_passkey, make_user

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "a heron stands in the reeds"
KEPT_BY_THE_LIBRARY = ("account_authentication_methods", "account_authentication_methods_user")
STAFF_PAGES = ["/studio/any/", "/backoffice/any/", "/admin/any/"]


@pytest.fixture(autouse=True)
def production(settings):
    """Ask staff for a second factor, and serve pages of the staff."""
    cache.clear()
    settings.STAFF_NEED_SECOND_FACTOR = True
    settings.MFA_TOTP_TOLERANCE = 2  # two minutes: the machine may be slow
    settings.ROOT_URLCONF = "tests.accounts.staff_urls"


def make_staff(*, factor: bool) -> User:
    """Return somebody of the staff, with an authenticator app or without."""
    user = make_learner("dana")
    User.objects.filter(pk=user.pk).update(is_staff=True)
    user.refresh_from_db()
    if factor:
        TOTP.activate(user, generate_totp_secret())
    return user


def code_of(user: User) -> str:
    """Return what the authenticator app of `user` shows now."""
    encrypted = Authenticator.objects.get(user=user, type="totp").data["secret"]
    return code_for(SecondFactorAdapter().decrypt(encrypted))


def code_for(secret: str) -> str:
    """Return what an authenticator app shows now."""
    return f"{hotp_value(secret, int(time.time()) // 30):06}"


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_staff_without_a_second_factor_are_led_to_set_one_up(client, path):
    client.force_login(make_staff(factor=False))
    answer = client.get(path, follow=True)
    assert answer.redirect_chain == [("/account/2fa/", 302)]
    assert "Staff pages open once you have set up a second step" in answer.content.decode()
    assert client.post(path)["Location"] == "/account/2fa/"


def sign_in(client: Client, user: User, next_page: str = "") -> HttpResponse:
    """Sign `user` in by password and authenticator app."""
    cache.delete(f"mfa.totp.used?user={user.pk}&code={code_of(user)}")
    client.post("/sign-in/", {"login": user.username, "password": PASSWORD, "next": next_page})
    return client.post("/account/2fa/authenticate/", {"code": code_of(user)})


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_staff_who_gave_their_second_factor_in_this_session_enter(client, path):
    sign_in(client, make_staff(factor=True))
    assert client.get(path).content == b"staff only"


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_a_session_that_never_gave_the_factor_opens_nothing_whenever_it_was_set_up(client, path):
    user = make_staff(factor=False)
    client.post("/sign-in/", {"login": "dana", "password": PASSWORD})
    TOTP.activate(user, generate_totp_secret())
    for answer in (client.get(path), client.post(path)):
        assert answer["Location"] == f"/account/2fa/reauthenticate/?next={quote(path, safe='')}"
    assert client.post(answer["Location"], {"code": code_of(user)})["Location"] == path
    assert client.get(path).content == b"staff only"


def test_staff_whose_only_factor_is_a_passkey_are_led_to_give_it(client):
    user = make_staff(factor=False)
    make_passkey(user)
    client.force_login(user)
    assert client.get("/studio/any/")["Location"] == "/account/2fa/webauthn/reauthenticate/?next=%2Fstudio%2Fany%2F"
    assert client.get("/account/2fa/webauthn/reauthenticate/").status_code == 200


def test_the_factor_that_another_account_gave_in_this_browser_does_not_count(client):
    sign_in(client, make_staff(factor=True))
    records = {name: client.session[name] for name in KEPT_BY_THE_LIBRARY}
    other = make_user("robin", is_staff=True)
    client.force_login(other)
    session = client.session
    session.update(records)
    session.save()
    assert client.get("/studio/any/")["Location"] == "/account/2fa/"


def test_a_new_password_by_a_mailed_link_opens_nothing_of_the_staff(client):
    user = make_staff(factor=True)
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    form = client.get(f"/password/reset/key/{key}/", follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert client.get("/studio/any/")["Location"] == "/sign-in/?next=/studio/any/"
    client.post("/sign-in/", {"login": "dana", "password": NEW_PASSWORD})
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db(transaction=True)
def test_whoever_sets_a_factor_up_has_given_it_and_no_other_session_has(client):
    user = make_staff(factor=False)
    elsewhere = Client()
    for each in (client, elsewhere):
        each.post("/sign-in/", {"login": "dana", "password": PASSWORD})
        each.post("/account/reauthenticate/", {"password": PASSWORD})
    client.get("/account/2fa/totp/activate/")
    code = code_for(client.session["mfa.totp.secret"])
    assert client.post("/account/2fa/totp/activate/", {"code": code}).status_code == 302
    assert client.get("/studio/any/").content == b"staff only"
    assert elsewhere.get("/studio/any/")["Location"].startswith("/sign-in/")
    assert list(Session.objects.filter(user=user).values_list("session_key", flat=True)) == [client.session.session_key]


OF_FACTORS = [
    "/account/2fa/totp/activate/",
    "/account/2fa/totp/deactivate/",
    "/account/2fa/webauthn/add/",
    "/account/2fa/recovery-codes/",
    "/account/2fa/recovery-codes/generate/",
    "/account/2fa/recovery-codes/download/",
]


@pytest.mark.parametrize("path", OF_FACTORS)
def test_what_concerns_factors_asks_for_the_present_one_and_no_password_stands_in(client, path):
    user = make_staff(factor=True)
    RecoveryCodes.activate(user)
    if "totp/activate" in path:
        Authenticator.objects.filter(type="totp").delete()
        make_passkey(user)
    client.force_login(user)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    asked = f"/account/2fa/reauthenticate/?next={quote(path, safe='')}"
    assert [client.get(path).get("Location"), client.post(path).get("Location")] == [
        asked,
        None if path.endswith("codes/") else asked,  # there is nothing to send to
    ]
    assert client.get("/account/reauthenticate/")["Location"] == "/account/2fa/reauthenticate/"


def test_a_password_confirmed_before_the_factor_was_there_does_not_stand_in_for_it(client):
    user = make_staff(factor=False)
    client.post("/sign-in/", {"login": "dana", "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    TOTP.activate(user, generate_totp_secret())
    assert client.post("/account/2fa/recovery-codes/generate/").status_code == 302
    assert not Authenticator.objects.filter(type="recovery_codes").exists()


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_learners_find_no_staff_pages_and_guests_sign_in(client, path):
    assert client.get(path)["Location"] == f"/sign-in/?next={path}"
    client.force_login(make_learner("alice"))
    assert client.get(path).status_code == 404


def test_where_no_second_factor_is_asked_staff_enter_without(client, settings):
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.force_login(make_staff(factor=False))
    assert client.get("/studio/any/").content == b"staff only"


def test_recovery_codes_alone_are_no_second_factor():
    user = make_staff(factor=False)
    RecoveryCodes.activate(user)
    assert lacks_second_factor(user)


def test_staff_without_a_second_factor_are_led_to_it_at_sign_in(client):
    make_staff(factor=False)
    answer = client.post("/sign-in/", {"login": "dana", "password": PASSWORD, "next": "/studio/any/"})
    assert answer["Location"] == "/account/2fa/"


def test_the_password_alone_does_not_open_an_account_with_a_second_factor(client):
    user = make_staff(factor=True)
    answer = client.post("/sign-in/", {"login": "dana", "password": PASSWORD, "next": "/studio/any/"})
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert "_auth_user_id" not in client.session
    assert client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.post("/account/2fa/authenticate/", {"code": code_of(user)})["Location"] == "/studio/any/"


def test_a_recovery_code_opens_the_account_once(client):
    user = make_staff(factor=True)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    for expected in ("/my-courses/", None):
        client.post("/sign-in/", {"login": "dana", "password": PASSWORD})
        assert client.post("/account/2fa/authenticate/", {"code": code}).get("Location") == expected
        client.logout()


def test_staff_keep_their_last_second_factor(client):
    user = make_staff(factor=True)
    RecoveryCodes.activate(user)
    client.force_login(user)
    client.post("/account/2fa/reauthenticate/", {"code": code_of(user)})
    answer = client.post("/account/2fa/totp/deactivate/")
    assert "You cannot deactivate two-factor authentication." in answer.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()
    User.objects.update(is_staff=False)
    assert client.post("/account/2fa/totp/deactivate/")["Location"] == "/account/2fa/"
    assert not Authenticator.objects.exists()


def test_keys_of_second_factors_are_encrypted_at_rest():
    user = make_learner("alice")
    secret = generate_totp_secret()
    totp, codes = TOTP.activate(user, secret), RecoveryCodes.activate(user)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert codes.get_unused_codes()[0] not in stored
    assert SecondFactorAdapter().decrypt(totp.instance.data["secret"]) == secret


def test_an_authenticator_app_names_the_account_by_the_user_name(rf):
    url = SecondFactorAdapter().build_totp_url(make_learner("alice"), "SECRET")
    assert url == "otpauth://totp/alice?secret=SECRET&issuer=Credence"
