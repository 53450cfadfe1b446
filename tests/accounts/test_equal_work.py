"""Sign-in, a new password and registration do the same work whether a name or an address is known or not."""

import re
from typing import NamedTuple

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from credence.accounts.gateway.passwords import PasswordHasher
from credence.accounts.models import User
from credence.outbox.models import Letter
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db


class CountingHasher(Argon2PasswordHasher):
    """Counts how often a password is hashed, to keep it or to compare it."""

    time_cost, memory_cost, parallelism = 1, 8, 1
    count = 0

    def encode(self, password, salt):
        CountingHasher.count += 1
        return super().encode(password, salt)

    def verify(self, password, encoded):
        CountingHasher.count += 1
        return super().verify(password, encoded)


OF_THE_MOMENT = {"Content-Length", "Expires"}
"""Headers that follow from the length of what was typed, and from when."""


class Work(NamedTuple):
    """What an answer cost, and what of it can be seen."""

    hashings: int
    queries: int
    letters: int
    status: int
    headers: list[tuple[str, str]]
    page: str


@pytest.fixture(autouse=True)
def counting(settings):
    """Count hashings; alice has an account, carl's is closed, and dora only asked to change to an address."""
    cache.clear()
    settings.PASSWORD_HASHERS = ["tests.accounts.test_equal_work.CountingHasher"]
    make_user("alice")
    carl = make_user("carl", is_active=False)
    carl.set_unusable_password()
    carl.save()
    EmailAddress.objects.create(user=make_user("dora"), email="asked@example.org", verified=False)


def work_of(path: str, **form: str) -> Work:
    """Send a form as a new visitor and return what it cost."""
    client = Client()
    cache.clear()
    hashings, letters = CountingHasher.count, Letter.objects.count()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.post(path, form)
    typed = "|".join(re.escape(each) for each in form.values())
    page = re.sub(rf"{typed}|nonce=\"[^\"]*\"|value=\"[^\"]*\"", "", answer.content.decode())
    headers = [(name, re.sub(r"nonce-[^']+", "", value)) for name, value in answer.items() if name not in OF_THE_MOMENT]
    made = Letter.objects.count() - letters
    return Work(CountingHasher.count - hashings, len(queries), made, answer.status_code, sorted(headers), page)


def test_sign_in_hashes_once_and_answers_alike_whoever_is_named():
    found = {login: work_of("/sign-in/", login=login, password="wrong") for login in ("alice", "nobody", "carl")}
    assert {work.hashings for work in found.values()} == {1}
    assert len({work[1:] for work in map(comparable, found.values())}) == 1


def test_sign_in_hashes_once_and_answers_alike_whichever_address_is_named():
    logins = ("alice@example.org", "nobody@example.org", "asked@example.org", "vıctim@example.org")
    found = [work_of("/sign-in/", login=login, password="wrong") for login in logins]
    assert [work.hashings for work in found] == [1, 1, 1, 1]
    assert len({work[2:] for work in map(comparable, found)}) == 1
    assert [work.queries - found[0].queries for work in found[:3]] == [0, 0, 0]


def test_a_new_password_is_asked_for_with_equal_work_for_known_and_unknown_addresses():
    addresses = ("alice@example.org", "nobody@example.org", "carl@example.org", "asked@example.org")
    found = [work_of("/password/reset/", email=address) for address in addresses]
    assert [(work.hashings, work.letters) for work in found] == [(0, 1)] * 4
    assert len({comparable(work) for work in found}) == 1


def test_registration_hashes_once_and_writes_one_letter_for_known_and_unknown_addresses():
    found = [
        work_of("/register/", username=name, email=email)
        for name, email in (("erin", "new@example.org"), ("frank", "alice@example.org"))
    ]
    assert [(work.hashings, work.letters) for work in found] == [(1, 1), (1, 1)]
    assert comparable(found[0])[3:] == comparable(found[1])[3:]
    assert abs(found[0].queries - found[1].queries) <= 3  # rows of a new account: milliseconds less than one hashing


def comparable(work: Work) -> tuple[object, ...]:
    """Return it as something that can stand in a set."""
    return (*work[:4], tuple(work.headers), work.page)


def test_passwords_are_kept_by_argon2id_as_owasp_advises():
    kept = PasswordHasher().encode("something", "saltsaltsalt")
    assert kept.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_password_kept_at_another_cost_is_kept_anew_at_sign_in(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    bob = make_user("bob")
    assert bob.password.startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")
    settings.PASSWORD_HASHERS = ["credence.accounts.gateway.passwords.PasswordHasher"]
    client = Client()
    client.post("/sign-in/", {"login": "bob", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(bob.pk)
    assert User.objects.get(pk=bob.pk).password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
