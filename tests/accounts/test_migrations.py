"""Sessions that were open stay open, and addresses of the past are found as they are written now."""

import datetime as dt
from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session as Former
from django.test import Client

from credence.accounts.models import Session, User
from credence.kit.clock import now
from tests.factories.accounts import make_learner

pytestmark = pytest.mark.django_db
SESSIONS = import_module("credence.accounts.migrations.0008_sessions")
ADDRESSES = import_module("credence.accounts.migrations.0009_addresses")


def former_session(user: User | None) -> str:
    """Return the key of a session as it was kept before."""
    store = SessionStore()
    if user:
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def test_whoever_is_signed_in_stays_so_over_the_upgrade():
    alice = make_learner("alice")
    key, guest, ended = former_session(alice), former_session(None), former_session(alice)
    Former.objects.filter(session_key=ended).update(expire_date=now() - dt.timedelta(seconds=1))
    SESSIONS.carry_over(apps, None)
    assert dict(Session.objects.values_list("session_key", "user__username")) == {key: "alice", guest: None}
    assert not Former.objects.exists()
    browser = Client()
    browser.cookies["sessionid"] = key
    assert browser.get("/account/").status_code == 200


def test_addresses_are_written_as_they_are_looked_for_where_that_is_free():
    past = {
        "ana": "Ana@Example.org",
        "bob": "bob@exämple.org",
        "eve": "eve@example.org",
        "fay": "vıctim@example.org",
        "gil": "gil@EXÄMPLE.org",
        "hal": "gil@xn--exmple-cua.org",
    }
    for name, address in past.items():
        user = make_learner(name)
        User.objects.filter(pk=user.pk).update(email=address)
        EmailAddress.objects.create(user=user, email=address, primary=True, verified=True)
    ADDRESSES.make_normal(apps, None)
    now_so = {
        **past,
        "ana": "ana@example.org",
        "bob": "bob@xn--exmple-cua.org",
    }
    assert dict(User.objects.values_list("username", "email")) == now_so
    assert dict(EmailAddress.objects.values_list("user__username", "email")) == now_so
