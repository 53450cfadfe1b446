"""Second factors: encrypted at rest, and required of staff before anything that is the staff's."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache

from credence.accounts.gateway import SecondFactorAdapter, lacks_second_factor
from credence.accounts.models import User
from tests.factories.accounts import PASSWORD, make_learner

pytestmark = pytest.mark.django_db
STAFF_PAGES = ["/studio/any/", "/backoffice/any/", "/admin/any/"]


@pytest.fixture(autouse=True)
def production(settings):
    """Ask staff for a second factor, and serve pages of the staff."""
    cache.clear()
    settings.STAFF_NEED_SECOND_FACTOR = True
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
    counter = next(iter(yield_hotp_counters_from_time()))
    return f"{hotp_value(SecondFactorAdapter().decrypt(encrypted), counter):06}"


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_staff_without_a_second_factor_are_led_to_set_one_up(client, path):
    client.force_login(make_staff(factor=False))
    answer = client.get(path, follow=True)
    assert answer.redirect_chain == [("/account/2fa/", 302)]
    assert "Staff pages open once you have set up a second step" in answer.content.decode()
    assert client.post(path)["Location"] == "/account/2fa/"


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_staff_with_a_second_factor_enter(client, path):
    client.force_login(make_staff(factor=True))
    assert client.get(path).content == b"staff only"


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
    client.post("/account/reauthenticate/", {"password": PASSWORD})
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
