"""Staff of each role, signed in, and orders as the real actions make them."""

import pytest
from django.test import Client

from credence.accounts.actions import grant_role
from credence.accounts.enums import Role
from credence.accounts.models import User
from tests.backoffice.orders import NOW
from tests.factories.accounts import make_learner, make_user
from tests.house.conftest import kept_world, world

__all__ = ["kept_world", "world"]


def staff(name: str, *roles: Role) -> User:
    """Return somebody of the staff with roles."""
    user = make_user(name)
    for role in roles:
        grant_role(user=user, role=role, by="operator", now=NOW)
    return user


def signed_in(user: User) -> Client:
    """Return the browser of somebody."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def finance(db: None) -> Client:
    """Return the browser of fay, finance."""
    return signed_in(staff("fay", Role.FINANCE))


@pytest.fixture
def second(db: None) -> Client:
    """Return the browser of finn, finance as well."""
    return signed_in(staff("finn", Role.FINANCE))


@pytest.fixture
def support(db: None) -> Client:
    """Return the browser of sam, support."""
    return signed_in(staff("sam", Role.SUPPORT))


@pytest.fixture
def alice(db: None) -> User:
    """Return a learner called Alice Example."""
    return make_learner("alice")
