"""credence.learn.views.accounts, and the pages of sign-in."""

import datetime as dt
import re
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache

from credence.accounts.models import HeldProfession, Identifier, Profile, User
from credence.accounts.rules.limits import By
from credence.audit.models import Event
from credence.kit.clock import now
from credence.outbox.actions import deliver_due
from credence.outbox.models import Letter
from tests.factories.accounts import PASSWORD, make_identifier, make_learner, make_user
from tests.tries import use_up

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "a heron stands in the reeds"
PROFILE = {"given_name": "Ann", "family_name": "Lee", "city": "Boston", "country": "US", "professions": "nurse"}


@pytest.fixture(autouse=True)
def fresh_limits():
    """Forget earlier tries: they are counted by address."""
    cache.clear()


def register(client, username="alice", email="alice@example.org", **more):
    """Post the registration form."""
    return client.post("/register/", {"username": username, "email": email, **more})


def sign_in(client, login="alice", password=PASSWORD, path="/sign-in/", **more):
    """Post the sign-in form."""
    return client.post(path, {"login": login, "password": password, **more})


def mailed_password():
    """Return the password in the last letter."""
    deliver_due(clock=now)
    return mail.outbox[-1].body.split("initial password: ")[1].split("\n")[0]


def letter_link(pattern):
    """Return the address in the last letter that matches `pattern`."""
    deliver_due(clock=now)
    found = re.search(r"https?://[^/\s]+(" + pattern + r"\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


def signed_in_as(client):
    """Return the key of the signed-in user, None for a guest."""
    return client.session.get("_auth_user_id")


def test_a_known_and_an_unknown_address_get_the_same_answer(client):
    make_user("alice")
    known, unknown = register(client, "bob", "Alice@Example.org"), register(client, "carol", "carol@example.org")
    assert (known.status_code, known["Location"], known.content) == (302, "/register/sent/", unknown.content)
    assert (unknown.status_code, unknown["Location"]) == (302, "/register/sent/")
    assert sorted(Letter.objects.values_list("to", flat=True)) == ["alice@example.org", "carol@example.org"]


@pytest.mark.parametrize("email", ["alice@example.org", "new@example.org"])
def test_a_taken_user_name_is_told_without_a_word_on_the_address(client, email):
    make_user("alice")
    answer = register(client, "ALICE", email)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "That user name is taken. Please choose another." in page
    assert page.count(email) == 1  # what was typed, in its field
    assert not Letter.objects.exists()


@pytest.mark.parametrize("username", ["al", "a" * 31, "alice@example.org", "al ice", "-alice", "алиса", ""])
def test_an_unusable_user_name_is_refused_and_stays_in_the_form(client, username):
    answer = register(client, username, "alice@example.org")
    assert answer.status_code == 422
    assert 'value="alice@example.org"' in answer.content.decode()
    assert not User.objects.exists()


def test_registration_takes_nothing_but_a_name_and_an_address(client):
    register(client, is_staff="on", is_superuser="on", is_active="", password="x", email_verified="1", public_id="mine")
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.is_active) == (False, False, True)
    assert user.public_id != "mine"
    assert not user.check_password("x")


def test_the_first_sign_in_lands_on_the_profile_and_then_where_it_was_going(client):
    register(client)
    answer = sign_in(client, password=mailed_password(), next="/courses/some/")
    assert answer["Location"] == "/profile/?next=%2Fcourses%2Fsome%2F"
    answer = client.post(answer["Location"], {**PROFILE, "password": NEW_PASSWORD, "password_again": NEW_PASSWORD})
    assert answer["Location"] == "/courses/some/"


def test_the_profile_replaces_the_mailed_password_and_keeps_one_signed_in(client):
    register(client)
    mailed = mailed_password()
    sign_in(client, password=mailed)
    client.post("/profile/", {**PROFILE, "password": NEW_PASSWORD, "password_again": NEW_PASSWORD})
    assert client.get("/profile/").status_code == 200
    client.logout()
    sign_in(client, password=mailed)
    assert signed_in_as(client) is None
    sign_in(client, password=NEW_PASSWORD)
    assert signed_in_as(client) == str(User.objects.get().pk)


def test_the_profile_cannot_be_stored_without_replacing_the_mailed_password(client):
    register(client)
    sign_in(client, password=mailed_password())
    assert client.post("/profile/", PROFILE).status_code == 422
    assert not Profile.objects.exists()


def test_a_mailed_password_is_refused_after_its_end_with_the_way_out(client):
    register(client)
    password = mailed_password()
    User.objects.update(initial_password_expires_at=now())
    answer = sign_in(client, password=password)
    assert "has expired: it works for 72 hours" in answer.content.decode()
    assert signed_in_as(client) is None
    User.objects.update(initial_password_expires_at=now() + dt.timedelta(minutes=1))
    sign_in(client, password=password)
    assert signed_in_as(client) is not None


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(client):
    register(client)
    mailed_password()
    assert client.post("/password/reset/", {"email": "alice@example.org"})["Location"] == "/password/reset/sent/"
    link = letter_link("/password/reset/key/")
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert User.objects.get().initial_password_expires_at is None
    assert User.objects.get().check_password(NEW_PASSWORD)
    assert "used already" in client.get(link).content.decode()
    assert list(Event.objects.values_list("action", "actor")) == [
        ("account.opened", "alice"),
        ("password.replaced", "alice"),
    ]
    assert set(Letter.objects.filter(secret=True, sent_at__isnull=False).values_list("text", flat=True)) == {""}


def test_a_reset_answers_alike_and_writes_one_letter_for_known_and_unknown_addresses(client):
    make_user("alice")
    answers = [client.post("/password/reset/", {"email": email}) for email in ("alice@example.org", "new@example.org")]
    assert [(answer.status_code, answer["Location"], answer.content) for answer in answers] == [
        (302, "/password/reset/sent/", b"")
    ] * 2
    assert sorted(Letter.objects.values_list("to", flat=True)) == ["alice@example.org", "new@example.org"]


@pytest.mark.parametrize("path", ["/sign-in/", "/account/login/"])
def test_a_wrong_password_and_an_unknown_name_are_answered_alike(client, path):
    make_user("alice")
    answers = [sign_in(client, login, "wrong", path) for login in ("alice", "nobody")]
    pages = [re.sub(r"value=\"[^\"]*\"", "", answer.content.decode()) for answer in answers]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert pages[0] == pages[1]
    assert signed_in_as(client) is None


@pytest.mark.parametrize("login", ["alice", "ALICE", "alice@example.org", "Alice@Example.org"])
def test_one_signs_in_by_user_name_or_address_whatever_the_case(client, login):
    user = make_learner("alice")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    assert sign_in(client, login)["Location"] == "/my-courses/"


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"]
)
def test_no_form_sends_one_to_another_site(client, wanted):
    make_learner("alice")
    assert sign_in(client, next=wanted)["Location"] == "/my-courses/"
    assert client.post(f"/profile/?next={wanted}", PROFILE)["Location"] == "/my-courses/"
    assert client.post("/sign-out/", {"next": wanted})["Location"] == "/"


def test_a_way_on_this_site_is_kept(client):
    make_learner("alice")
    assert sign_in(client, next="/courses/?q=ct")["Location"] == "/courses/?q=ct"
    assert client.post("/profile/?next=/courses/", PROFILE)["Location"] == "/courses/"


ATTACK = {
    "username": "mallory",
    "is_staff": "on",
    "is_superuser": "on",
    "is_active": "",
    "user": "1",
    "id": "1",
    "public_id": "mine",
    "date_joined": "2000-01-01",
    "completed_at": "2000-01-01",
    "closed_at": "2026-01-01",
}


def account_columns():
    """Return what no form of an account may change."""
    return User.objects.values_list(
        "username", "is_staff", "is_superuser", "is_active", "public_id", "date_joined", "closed_at"
    ).get()


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/profile/", PROFILE),
        ("/account/email/", {"email": "new@example.org", "action_add": ""}),
        ("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}),
        ("/account/reauthenticate/", {"password": PASSWORD}),
    ],
)
def test_no_account_form_takes_more_than_its_fields(client, path, fields):
    make_learner("alice")
    sign_in(client)
    before, email = account_columns(), User.objects.get().email
    answer = client.post(path, {**ATTACK, **fields})
    assert answer.status_code == 302
    assert (account_columns(), User.objects.get().email) == (before, email)


def test_the_profile_form_does_not_change_the_address(client):
    make_learner("alice")
    sign_in(client)
    client.post("/profile/", {**PROFILE, "email": "mallory@example.org", "password": NEW_PASSWORD})
    user = User.objects.get()
    assert (user.email, user.check_password(PASSWORD)) == ("alice@example.org", True)


def test_a_registration_too_many_keeps_what_was_typed_and_says_when_to_come_back(client):
    use_up("register", By.PLACE)
    answer = register(client, "ann", "ann@example.org")
    assert (answer.status_code, 0 < int(answer["Retry-After"]) <= 600) == (429, True)
    assert 'value="ann@example.org"' in answer.content.decode()
    assert "Nothing was changed. Please try again in" in answer.content.decode()
    assert not User.objects.exists()


def test_nobody_fills_the_mailbox_of_somebody_else(client):
    use_up("register", By.PERSON, person="ann@example.org")
    assert register(client, "ann2", "Ann@example.org").status_code == 429
    assert register(client, "bob", "bob@example.org").status_code == 302


def test_a_sign_in_too_many_gets_our_page_even_with_the_right_password(client):
    make_learner("alice")
    use_up("sign-in", By.BOTH, person="alice")
    answer = sign_in(client)
    assert (answer.status_code, 0 < int(answer["Retry-After"]) <= 600) == (429, True)
    assert "Too many tries" in answer.content.decode()
    assert 'class="site-head"' in answer.content.decode()
    assert sign_in(client, "bob", "wrong").status_code == 200


def test_a_new_password_is_not_asked_for_without_end(client):
    use_up("password-reset", By.PERSON, person="ann@example.org")
    asked = {email: client.post("/password/reset/", {"email": email}).status_code for email in RESETS}
    assert asked == {"ann@example.org": 429, "bob@example.org": 302}


RESETS = ("ann@example.org", "bob@example.org")


@pytest.mark.parametrize(
    ("action", "path"), [("change-password", "/account/password/change/"), ("change-address", "/account/email/")]
)
def test_pages_of_the_library_count_what_is_sent_to_them(client, action, path):
    alice = make_learner("alice")
    client.force_login(alice)
    use_up(action, By.PERSON, person=alice.pk)
    assert client.post(path, {}).status_code == 429
    assert client.get(path).status_code != 429


def test_a_password_cannot_be_guessed_by_trying_on(client):
    make_learner("alice")
    for _ in range(10):
        assert sign_in(client, password="wrong").status_code == 200
    assert sign_in(client).status_code == 429
    assert signed_in_as(client) is None


def test_the_registration_of_the_library_beneath_is_closed(client):
    assert client.get("/account/signup/")["Location"] == "/register/"
    client.post("/account/signup/", {"username": "eve", "email": "eve@example.org", "password1": NEW_PASSWORD})
    assert not User.objects.exists()


def test_a_guest_is_led_to_sign_in_before_the_profile(client):
    assert client.get("/profile/")["Location"] == "/sign-in/?next=/profile/"


def test_the_profile_shows_what_is_stored(client):
    user = make_learner("alice")
    make_identifier(user, "npi", "1234567893")
    client.force_login(user)
    page = client.get("/profile/").content.decode()
    assert 'value="Alice"' in page
    assert 'value="1234567893"' in page


def test_the_profile_costs_a_small_number_of_queries(client, django_assert_num_queries):
    user = make_learner("alice")
    client.force_login(user)
    for count in (1, 3):
        Identifier.objects.filter(user=user).delete()
        for number in range(count):
            make_identifier(user, "state-licence", str(number), region="MA")
        with django_assert_num_queries(5):
            client.get("/profile/")
    assert HeldProfession.objects.count() == 1


@pytest.fixture
def alice(client):
    """Return a learner who has just signed in by password and confirmed it."""
    user = make_learner("alice")
    sign_in(client)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return user


def test_the_account_page_leads_to_everything_that_concerns_the_account(client, alice):
    page = client.get("/account/").content.decode()
    for address in (
        "/profile/", "/account/email/", "/account/password/change/", "/account/2fa/", "/account/devices/",
        "/account/data/", "/account/close/",
    ):  # fmt: skip
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200
    assert "alice@example.org" in page


def test_the_data_are_handed_out_as_a_file(client, alice):
    assert 'href="/account/data.json"' in client.get("/account/data/").content.decode()
    answer = client.get("/account/data.json")
    assert answer["Content-Type"] == "application/json"
    assert re.fullmatch(r'attachment; filename="credence-alice-\d{4}-\d\d-\d\d\.json"', answer["Content-Disposition"])
    assert "no-store" in answer["Cache-Control"]
    assert answer.json()["account"]["email"] == "alice@example.org"


@pytest.mark.parametrize("path", ["/account/data/", "/account/data.json"])
def test_the_data_are_not_handed_out_to_a_session_that_has_not_given_the_password_lately(client, path):
    client.force_login(make_learner("alice"))
    assert client.get(path)["Location"] == f"/account/reauthenticate/?next={quote(path, safe='')}"


def test_the_data_are_not_handed_out_without_end(client, alice):
    use_up("personal-data", By.PERSON, person=alice.pk)
    assert client.get("/account/data.json").status_code == 429


@pytest.mark.parametrize("path", ["/account/", "/account/data/", "/account/data.json", "/account/close/"])
def test_a_guest_has_no_account_pages(client, path):
    assert client.get(path)["Location"] == f"/sign-in/?next={path}"


def test_an_account_is_closed_by_the_password(client, alice):
    answer = client.post("/account/close/", {"password": PASSWORD, "confirmed": "on"})
    assert answer["Location"] == "/account/closed/"
    assert "Your account is closed" in client.get("/account/closed/").content.decode()
    assert User.objects.get().closed_at is not None
    assert signed_in_as(client) is None
    sign_in(client)
    assert signed_in_as(client) is None


def test_the_other_sessions_of_a_closed_account_end(client, alice):
    elsewhere = type(client)()
    sign_in(elsewhere)
    client.post("/account/close/", {"password": PASSWORD, "confirmed": "on"})
    assert elsewhere.get("/account/")["Location"] == "/sign-in/?next=/account/"


@pytest.mark.parametrize(
    "fields", [{"password": "wrong", "confirmed": "on"}, {"password": PASSWORD}, {"confirmed": "on"}, {}]
)
def test_an_account_stays_open_without_the_password_and_the_tick(client, alice, fields):
    assert client.post("/account/close/", {"sent": "1", **fields}).status_code == 422
    assert User.objects.get().closed_at is None
    assert signed_in_as(client) == str(alice.pk)


def test_staff_are_told_why_they_cannot_close_their_account(client, alice):
    User.objects.update(is_staff=True)
    answer = client.post("/account/close/", {"password": PASSWORD, "confirmed": "on"})
    assert answer.status_code == 422
    assert "Staff accounts are closed by another administrator" in answer.content.decode()
    assert User.objects.get().closed_at is None


def test_guessing_the_password_at_the_closing_is_stopped(client, alice):
    use_up("close-account", By.PERSON, person=alice.pk)
    assert client.post("/account/close/", {"password": PASSWORD, "confirmed": "on"}).status_code == 429
    assert User.objects.get().closed_at is None
