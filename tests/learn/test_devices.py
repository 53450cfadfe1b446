"""Where one is signed in, and how sessions end."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.base import UpdateError
from django.core import mail
from django.core.cache import cache
from django.test import Client

from credence.accounts.actions import close_account, replace_password
from credence.accounts.models import Session, User
from credence.audit.models import Event
from credence.kit.clock import now
from credence.outbox.actions import deliver_due
from tests.factories.accounts import PASSWORD, make_learner

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 "
    "Mobile/15E148 Safari/604.1"
)
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)


@pytest.fixture(autouse=True)
def fresh_limits():
    """Forget earlier tries: they are counted by address."""
    cache.clear()


def device(agent: str, name: str = "alice", password: str = PASSWORD) -> Client:
    """Return a browser that calls itself `agent`, signed in."""
    client = Client(headers={"user-agent": agent})
    client.post("/sign-in/", {"login": name, "password": password})
    return client


def lines(client: Client) -> list[str]:
    """Return the names of the devices as the page lists them."""
    page = client.get("/account/devices/").content.decode()
    return [" ".join(re.sub(r"<[^>]+>", "", each).split()) for each in re.findall(r'id="device-\d+">(.*?)</h2>', page)]


def button_of(client: Client, name: str) -> str:
    """Return what the button beside a device sends."""
    page = client.get("/account/devices/").content.decode()
    found = re.search(re.escape(name) + r'.*?name="device" value="(\w+)"', page, re.DOTALL)
    assert found
    return found[1]


def link(pattern: str) -> str:
    """Return the path of the latest letter's link that matches."""
    deliver_due(clock=now)
    found = [re.search(r"http://127\.0\.0\.1:8000(" + pattern + r"\S+)", str(each.body)) for each in mail.outbox]
    return [each[1] for each in found if each][-1]


def is_in(client: Client) -> bool:
    """Return whether a browser is signed in still."""
    return client.get("/account/").status_code == 200


def test_the_page_names_each_device_in_plain_words_and_marks_this_one():
    make_learner("alice")
    here, _phone, _other = device(FIREFOX), device(IPHONE), device("curl/8")
    assert lines(here) == [
        "Firefox on Linux This device",
        "A browser that we do not know",
        "Safari on iPhone",
    ]


def test_one_device_is_signed_out_and_the_others_stay():
    make_learner("alice")
    here, phone, laptop = device(FIREFOX), device(IPHONE), device(CHROME)
    answer = here.post("/account/devices/", {"device": button_of(here, "Safari on iPhone")}, follow=True)
    assert "1 device is signed out." in answer.content.decode()
    assert [is_in(each) for each in (here, phone, laptop)] == [True, False, True]
    event = Event.objects.get(action="sessions.ended")
    assert (event.actor, event.details) == ("alice", {"sessions": 1})


def test_all_others_are_signed_out_at_once():
    make_learner("alice")
    here, phone, laptop = device(FIREFOX), device(IPHONE), device(CHROME)
    answer = here.post("/account/devices/", {"others": "1"}, follow=True)
    assert "2 devices are signed out." in answer.content.decode()
    assert [is_in(each) for each in (here, phone, laptop)] == [True, False, False]
    assert lines(here) == ["Firefox on Linux This device"]


def test_a_device_of_another_person_is_not_signed_out():
    make_learner("alice")
    make_learner("bob")
    here, theirs = device(FIREFOX), device(IPHONE, "bob")
    other = Session.objects.get(user__username="bob").public_id
    answer = here.post("/account/devices/", {"device": other}, follow=True)
    assert "Nothing was signed out" in answer.content.decode()
    assert [is_in(here), is_in(theirs)] == [True, True]


def test_this_device_is_not_signed_out_by_its_own_page_and_an_empty_form_does_nothing():
    make_learner("alice")
    here, phone = device(FIREFOX), device(IPHONE)
    for form in ({}, {"device": Session.objects.get(browser=FIREFOX).public_id}):
        assert here.post("/account/devices/", form)["Location"] == "/account/devices/"
    assert [is_in(here), is_in(phone)] == [True, True]


def test_no_page_holds_the_key_of_a_session():
    make_learner("alice")
    here, phone = device(FIREFOX), device(IPHONE)
    page = here.get("/account/devices/").content.decode()
    assert [each.session.session_key in page for each in (here, phone)] == [False, False]


def test_when_a_device_was_last_seen_is_written_every_five_minutes_and_not_more_often(django_assert_num_queries):
    make_learner("alice")
    here = device(FIREFOX)
    with django_assert_num_queries(1):  # the session with the user
        here.get("/fragments/account-menu/")
    Session.objects.update(last_seen_at=now() - dt.timedelta(minutes=5, seconds=1))
    with django_assert_num_queries(2):  # and that it was seen
        here.get("/fragments/account-menu/")
    assert now() - Session.objects.get().last_seen_at < dt.timedelta(minutes=1)
    with django_assert_num_queries(1):
        here.get("/fragments/account-menu/")


def test_a_session_that_was_ended_meanwhile_does_not_come_back_by_a_page_that_saves_it():
    make_learner("alice")
    here = device(FIREFOX)
    session = here.session
    session["note"] = "something"
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        session.save()
    assert not is_in(here)


def test_a_password_of_ones_own_ends_all_other_sessions():
    alice = make_learner("alice")
    here, phone = device(FIREFOX), device(IPHONE)
    key = here.session.session_key
    replace_password(user=alice, hashed=make_password("x"), session=key, by="alice", now=now())
    assert list(Session.objects.values_list("session_key", flat=True)) == [key]
    assert not is_in(phone)


def test_a_new_password_by_a_mailed_link_ends_all_sessions_and_takes_a_change_of_address_back():
    alice = make_learner("alice")
    EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=True)
    EmailAddress.objects.create(user=alice, email="mallory@example.org")
    here = device(FIREFOX)
    Client().post("/password/reset/", {"email": "alice@example.org"})
    assert is_in(here)
    guest = Client()
    form = guest.get(link("/password/reset/key/"), follow=True).redirect_chain[-1][0]
    words = "a heron stands in the reeds"
    guest.post(form, {"password1": words, "password2": words})
    assert not Session.objects.filter(user=alice).exists()
    assert not is_in(here)
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["alice@example.org"]


def test_a_changed_address_ends_all_other_sessions():
    alice = make_learner("alice")
    EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=True)
    here, phone = device(FIREFOX), device(IPHONE)
    here.post("/account/reauthenticate/", {"password": PASSWORD})
    here.post("/account/email/", {"email": "new@example.org", "action_add": ""})
    assert [is_in(here), is_in(phone)] == [True, True]
    here.post(link("/account/confirm-email/"))
    assert User.objects.get().email == "new@example.org"
    assert [is_in(here), is_in(phone)] == [True, False]


def test_a_closed_account_has_no_session():
    alice = make_learner("alice")
    device(FIREFOX)
    close_account(user=alice, kept_until=None, by="alice", now=now())
    assert not Session.objects.filter(user=alice).exists()
