"""A session of the staff that lies idle ends, says so, and leads back; a learner's goes on."""

import datetime as dt

import pytest
from django.test import Client

from credence.accounts.models import Session
from credence.kit.clock import now
from tests.factories.accounts import PASSWORD, make_learner, make_user

pytestmark = pytest.mark.django_db
IDLE = dt.timedelta(minutes=120)
A_MINUTE = dt.timedelta(minutes=1)


def signed_in(*, is_staff: bool) -> Client:
    """Return the browser of somebody who signed in just now."""
    person = make_user("dana", is_staff=True) if is_staff else make_learner("dana")
    client = Client()
    client.force_login(person)
    return client


def lie_idle(span: dt.timedelta) -> None:
    Session.objects.update(last_seen_at=now() - span)


@pytest.mark.parametrize(
    ("is_staff", "span", "is_on"),
    [
        (True, IDLE - A_MINUTE, True),
        (True, IDLE + A_MINUTE, False),
        (False, IDLE + A_MINUTE, True),
    ],
    ids=["staff, a minute less", "staff, a minute more", "a learner"],
)
def test_a_session_of_the_staff_ends_once_it_was_not_used_for_two_hours(is_staff, span, is_on):
    client = signed_in(is_staff=is_staff)
    lie_idle(span)
    assert (client.get("/account/").status_code == 200) is is_on
    assert Session.objects.filter(user__username="dana").exists() is is_on


def test_whoever_was_signed_out_so_is_told_and_led_back():
    client = signed_in(is_staff=True)
    lie_idle(IDLE + A_MINUTE)
    led = client.get("/account/")["Location"]
    assert led == "/sign-in/?next=/account/"
    assert "this browser was not used for a while" in client.get(led).content.decode()
    answer = client.post(led, {"login": "dana", "password": PASSWORD, "next": "/account/"})
    assert answer.status_code == 302
    assert "ended_idle" not in client.session


def test_a_session_that_is_used_goes_on():
    client = signed_in(is_staff=True)
    for _ in range(3):
        lie_idle(IDLE - A_MINUTE)
        assert client.get("/account/").status_code == 200


def test_nobody_else_is_told_of_an_idle_session():
    assert "not used for a while" not in Client().get("/sign-in/").content.decode()
