"""The second factor as a fact of a session: when it was given there."""

import time

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest

from credence.accounts.models import User
from credence.accounts.queries import second_factors_of

FRESH = 300
"""For so many seconds a factor that was given counts where it is asked for again."""


def must_give_factor(request: HttpRequest, user: User) -> bool:
    """Return whether `user` is staff and has not given a second factor in this session, whatever the account has."""
    return bool(settings.STAFF_NEED_SECOND_FACTOR) and user.is_staff and not _given_at(request, user)


def has_given_lately(request: HttpRequest, user: User) -> bool:
    """Return whether a second factor was given in this session within the last minutes."""
    return time.time() - _given_at(request, user) < FRESH


def lacks_second_factor(user: User) -> bool:
    """Return whether `user` is staff and must set up a second factor before acting as such."""
    return bool(settings.STAFF_NEED_SECOND_FACTOR) and user.is_staff and not second_factors_of(user)


def note_given(request: HttpRequest, user: User) -> None:
    """Keep that a factor was given just now: whoever sets one up has shown that they hold it."""
    record_authentication(request, user, "mfa", reauthenticated=True)


def _given_at(request: HttpRequest, user: User) -> float:
    given = [each["at"] for each in get_authentication_records(request, user) if each.get("method") == "mfa"]
    return max(given, default=0.0)
