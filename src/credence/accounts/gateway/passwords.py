"""How passwords are kept, and how one is checked with the same work whoever is asked for."""

import datetime as dt
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.http import HttpRequest

from credence.accounts.models import User
from credence.accounts.queries import user_signing_in
from credence.audit.actions import record
from credence.audit.enums import Act


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes and one lane; a password kept otherwise is kept so after its next use.

    Source: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class AccountBackend(AuthenticationBackend):
    """Finds an account by its user name or its confirmed address, in one query, and hashes once, found or not."""

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:  # noqa: ARG002 - theirs
        login = credentials.get("username") or credentials.get("email") or ""
        found: User | None = self._check_password(user_signing_in(login), credentials.get("password") or "")
        return found


def store_password(user: User, hashed: str, *, by: str, now: dt.datetime) -> None:
    """Store a password that somebody chose; a mailed one is dead from now on.

    A change of address that was asked for and not confirmed is taken back: whoever asked may be why it was replaced.
    """
    user.password, user.initial_password_expires_at = hashed, None
    user.save(update_fields=["password", "initial_password_expires_at"])
    EmailAddress.objects.filter(user=user, verified=False).exclude(email=user.email).delete()
    record(Act.PASSWORD_REPLACED, by=by, subject=("user", user.public_id), now=now)
