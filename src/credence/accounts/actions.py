"""Open accounts and keep profiles."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from credence.accounts import letters
from credence.accounts.models import HeldProfession, Identifier, Profile, User
from credence.accounts.rules import INITIAL_PASSWORD_HOURS, initial_password
from credence.audit.actions import record


class UserNameTaken(Exception):
    """Somebody has this user name."""


@dataclass(frozen=True, kw_only=True)
class ProfileData:
    """What a learner says of themselves. `fields` are columns of Profile; identifiers are (kind, region, value)."""

    fields: dict[str, Any]
    professions: Collection[str]
    identifiers: Collection[tuple[str, str, str]] = field(default_factory=tuple)


def register(*, username: str, email: str, now: dt.datetime) -> None:
    """Open an account and mail its initial password, or write to the owner of an address that is known already.

    Both ways hash one password and write one letter, so that neither the answer nor its time tells which it was.

    Raises:
        UserNameTaken: the user name, not the address, belongs to somebody.
    """
    password = initial_password()
    hashed = make_password(password)
    if User.objects.filter(username__iexact=username).exists():
        raise UserNameTaken
    if known := User.objects.filter(email__iexact=email, is_active=True).first():
        letters.already_known(known, now=now)
        return
    with transaction.atomic():
        user = _open(username, email, hashed, by=username, now=now)
        user.initial_password_expires_at = now + dt.timedelta(hours=INITIAL_PASSWORD_HOURS)
        user.save(update_fields=["initial_password_expires_at"])
        letters.welcome(user, password, now=now)


@transaction.atomic
def create_account(*, username: str, email: str, password: str, by: str, now: dt.datetime) -> User:
    """Open an account with a password that somebody chose.

    Raises:
        UserNameTaken: the user name or the address belongs to somebody.
    """
    return _open(username, email, make_password(password), by=by, now=now)


def _open(username: str, email: str, hashed: str, *, by: str, now: dt.datetime) -> User:
    user = User(username=username, email=email, password=hashed, date_joined=now)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise UserNameTaken from error
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    record("account.opened", by=by, subject=("user", user.public_id), now=now)
    return user


@transaction.atomic
def save_profile(*, user: User, data: ProfileData, by: str, now: dt.datetime) -> Profile:
    """Store the whole profile, the first time or again. Certificates already issued do not change (R52)."""
    values = {**data.fields, "updated_at": now}
    profile, created = Profile.objects.update_or_create(
        user=user, defaults=values, create_defaults={**values, "completed_at": now}
    )
    _replace_rows(user, data.professions, data.identifiers)
    action = "profile.completed" if created else "profile.changed"
    record(action, by=by, subject=("user", user.public_id), now=now)
    return profile


def _replace_rows(user: User, professions: Collection[str], identifiers: Iterable[tuple[str, str, str]]) -> None:
    HeldProfession.objects.filter(user=user).exclude(profession__in=professions).delete()
    held = [HeldProfession(user=user, profession=each) for each in professions]
    HeldProfession.objects.bulk_create(held, ignore_conflicts=True)
    Identifier.objects.filter(user=user).delete()
    rows = [Identifier(user=user, kind=kind, region=region, value=value) for kind, region, value in identifiers]
    Identifier.objects.bulk_create(rows)


@transaction.atomic
def replace_password(*, user: User, password: str, by: str, now: dt.datetime) -> None:
    """Give `user` a password of their own; a mailed one is dead from now on."""
    user.set_password(password)
    user.initial_password_expires_at = None
    user.save(update_fields=["password", "initial_password_expires_at"])
    record("password.replaced", by=by, subject=("user", user.public_id), now=now)
