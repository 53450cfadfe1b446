"""The account that came with the session is taken only where nothing about it has changed since."""

from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.test import Client

from credence.accounts.gateway.sessions import SignedIn
from credence.accounts.models import Session, User
from tests.factories.accounts import make_learner, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client: Client) -> User:
    alice = make_learner("alice")
    client.force_login(alice)
    return alice


def asked(client: Client) -> HttpRequest:
    """Return a request of the browser as it is after the middleware."""
    request = HttpRequest()
    store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
    request.session = store(client.cookies[settings.SESSION_COOKIE_NAME].value)
    SignedIn(lambda _: None).process_request(request)  # type: ignore[arg-type, return-value]
    return request


def test_the_account_comes_with_its_session_and_profile_in_one_query(
    client: Client, alice: User, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        request = asked(client)
        assert (request.user, request.user.profile.user_id) == (alice, alice.pk)  # type: ignore[union-attr]


def test_a_page_that_asks_for_nobody_costs_nothing(client: Client, alice: User, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        asked(client)


def test_a_password_that_was_replaced_elsewhere_signs_this_browser_out(client: Client, alice: User) -> None:
    alice.set_password("another horse battery staple")
    alice.save()
    assert not asked(client).user.is_authenticated


def test_an_account_that_was_closed_is_nobody(client: Client, alice: User) -> None:
    User.objects.update(is_active=False)
    assert not asked(client).user.is_authenticated


def test_a_session_that_names_another_than_its_row_is_not_believed_without_a_look(client: Client, alice: User) -> None:
    Session.objects.update(user=make_user("bob"))
    assert asked(client).user == alice


def test_who_signs_out_is_nobody_in_the_same_request(client: Client, alice: User) -> None:
    request = asked(client)
    assert request.user.is_authenticated
    auth.logout(request)
    assert not request.user.is_authenticated
