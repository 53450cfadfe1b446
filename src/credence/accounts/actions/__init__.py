"""Open accounts and keep profiles."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from credence.accounts import letters
from credence.accounts.actions.registering import (
    AddressTaken,
    MalformedAddress,
    RegistrationOver,
    UserNameTaken,
    ask_to_register,
    confirm_registration,
    create_account,
    forget_ended_registrations,
    register,
    send_first_letter_again,
)
from credence.accounts.actions.staff import grant_role, revoke_role
from credence.accounts.gateway.findable import keep_findable
from credence.accounts.gateway.passwords import store_password
from credence.accounts.gateway.sessions import end_other_sessions
from credence.accounts.models import HeldProfession, Identifier, Profile, User
from credence.accounts.queries import professions_of
from credence.accounts.rules.identifiers import (
    BIRTHDAY,
    compared,
    is_birthday,
    is_identifier,
    is_place,
    normal_identifier,
)
from credence.accounts.rules.professions import CODES
from credence.audit.actions import record
from credence.audit.enums import Act
from credence.kit.countries import code_of
from credence.kit.refusal import Refusal
from credence.kit.text import normal
from credence.outbox.actions import forget_letters

__all__ = [
    "AddressTaken",
    "MalformedAddress",
    "MalformedProfile",
    "ProfileData",
    "RegistrationOver",
    "StaffAccount",
    "UserNameTaken",
    "add_identifiers",
    "ask_to_register",
    "close_account",
    "confirm_registration",
    "create_account",
    "erase_person",
    "forget_ended_registrations",
    "grant_role",
    "register",
    "replace_password",
    "revoke_role",
    "save_profile",
    "send_first_letter_again",
]

Numbered = tuple[str, str, str]
"""An identifier: its kind, its state or board or nothing, and its value."""
OPTIONAL_COLUMNS = ("specialty", "employer", "street", "city", "region", "postal_code")


class StaffAccount(Refusal):
    """Somebody of the staff cannot close the account by themselves: others may depend on it."""

    code = "staff-account"


class MalformedProfile(Refusal):
    """Something in a profile has not the form it must have; `what` names it by its token or code (R48)."""

    code = "malformed-profile"


@dataclass(frozen=True, kw_only=True)
class ProfileData:
    """What a learner says of themselves. `fields` are columns of Profile; identifiers are (kind, region, value)."""

    fields: dict[str, Any]
    professions: Collection[str]
    identifiers: Collection[Numbered] = field(default_factory=tuple)


@transaction.atomic
def save_profile(*, user: User, data: ProfileData, by: str, now: dt.datetime) -> Profile:
    """Store the whole profile, the first time or again. Certificates already issued do not change (R52).

    A profession that is left out ends now, and one that is new begins now (R41). What became of name, professions and
    numbers is on record, the old beside the new (R66).

    Raises:
        MalformedProfile: an identifier, the birthday, the country or a profession is none, or there is no name;
            nothing was written (R48).
    """
    identifiers, said = _normal(data.identifiers), _said_of_oneself(data.fields)
    _refuse_malformed(identifiers, _birthday(said), _lacking(said) | (frozenset(data.professions) - CODES))
    User.objects.select_for_update().get(pk=user.pk)
    before = _said(user)
    values = {**said, "updated_at": now}
    profile, created = Profile.objects.update_or_create(
        user=user, defaults=values, create_defaults={**values, "completed_at": now}
    )
    _hold(user, frozenset(data.professions), now)
    _replace_identifiers(user, identifiers, now)
    keep_findable(user)
    act = Act.PROFILE_COMPLETED if created else Act.PROFILE_CHANGED
    details = {} if created else _changes(before, _said(user))
    record(act, by=by, subject=("user", user.public_id), now=now, details=details)
    return profile


@transaction.atomic
def add_identifiers(
    *,
    user: User,
    identifiers: Iterable[Numbered],
    birthday: tuple[int, int] | None,
    by: str,
    now: dt.datetime,
) -> Profile:
    """Add to a stored profile what a credit is filed under; what the learner has given before stays beside it.

    Of an identifier of which one has one only, the new takes the place of the old, and so does the birthday.

    Args:
        user: whose profile it is.
        identifiers: kind, region and value of each.
        birthday: month and day, None to leave it as it is.
        by: who acts.
        now: the present moment.

    Raises:
        MalformedProfile: one of them has not its form; nothing was written (R48).
    """
    new = _normal(identifiers)
    _refuse_malformed(new, birthday or (None, None), frozenset())
    User.objects.select_for_update().get(pk=user.pk)
    before = _said(user)
    kept = Identifier.objects.filter(user=user).exclude(kind__in=[kind for kind, place, _ in new if not place])
    _replace_identifiers(user, dict.fromkeys([*kept.values_list("kind", "region", "value"), *new]), now)
    columns = {"birth_month": birthday[0], "birth_day": birthday[1]} if birthday else {}
    Profile.objects.filter(user=user).update(**columns, updated_at=now)
    details = _changes(before, _said(user))
    record(Act.PROFILE_CHANGED, by=by, subject=("user", user.public_id), now=now, details=details)
    return Profile.objects.get(user=user)


def _normal(identifiers: Iterable[Numbered]) -> list[Numbered]:
    return [(kind, place, normal_identifier(value, kind=kind, region=place)) for kind, place, value in identifiers]


def _said_of_oneself(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a profile as they are stored; a country that is none becomes nothing."""
    said = {name: normal(value) if isinstance(value, str) else value for name, value in fields.items()}
    return {**said, "country": code_of(said["country"])} if "country" in said else said


def _lacking(said: Mapping[str, Any]) -> frozenset[str]:
    """Return what a profile must have and has not: one name at least, and a country."""
    there = {"name": said.get("given_name") or said.get("family_name"), "country": said.get("country", "US")}
    return frozenset(what for what, value in there.items() if not value)


def _birthday(fields: Mapping[str, Any]) -> tuple[int | None, int | None]:
    return fields.get("birth_month"), fields.get("birth_day")


def _refuse_malformed(
    identifiers: Iterable[Numbered],
    birthday: tuple[int | None, int | None],
    others: frozenset[str],
) -> None:
    """Let nothing through that no door may store, whoever filled it in (R48)."""
    wrong = [kind for kind, place, value in identifiers if not _is_sound(kind, place, value)]
    if birthday != (None, None) and not is_birthday(*birthday):
        wrong.append(BIRTHDAY)
    if what := [*wrong, *sorted(others)]:
        raise MalformedProfile(what=what)


def _is_sound(kind: str, place: str, value: str) -> bool:
    return is_identifier(kind, value, place=place) and is_place(kind, place)


def _said(user: User) -> dict[str, Any]:
    """Return what of a profile is on record when it changes, as JSON."""
    profile = Profile.objects.filter(user=user).first()
    numbers = Identifier.objects.filter(user=user).values_list("kind", "region", "value")
    return {
        "name": profile.certificate_name if profile else "",
        "professions": sorted(professions_of(user)),
        "numbers": sorted(" ".join(part for part in each if part) for each in numbers),
    }


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    return {name: {"old": before[name], "new": after[name]} for name in before if before[name] != after[name]}


def _hold(user: User, professions: frozenset[str], now: dt.datetime) -> None:
    """End what is no longer held and begin what is new; what ended stays as it was."""
    held = HeldProfession.objects.filter(user=user, ended_at=None)
    new = professions - frozenset(held.values_list("profession", flat=True))
    held.exclude(profession__in=professions).update(ended_at=now)
    HeldProfession.objects.bulk_create(HeldProfession(user=user, profession=each, held_from=now) for each in new)


def _replace_identifiers(user: User, identifiers: Iterable[Numbered], now: dt.datetime) -> None:
    """Store numbers in place of those there are; one that was there, however written, keeps the day it was given."""
    before = Identifier.objects.filter(user=user)
    given = {(each.kind, each.region, each.key or each.value): each.given_at for each in before}
    before.delete()
    rows = {
        (row.kind, row.region, row.key or row.value): row for row in (_numbered(user, *each) for each in identifiers)
    }
    for compared_by, row in rows.items():
        row.given_at = given.get(compared_by, now)
    Identifier.objects.bulk_create(rows.values())


def _numbered(user: User, kind: str, region: str, value: str) -> Identifier:
    return Identifier(user=user, kind=kind, region=region, value=value, key=compared(region, value))


@transaction.atomic
def take_back_number(*, user: User, number: Numbered, by: str, reason: str, now: dt.datetime) -> None:
    """Take a number out of a profile because it is another person's; all other numbers stay.

    `number` is its kind, its place and the form in which it is compared.
    """
    kind, region, key = number
    User.objects.select_for_update().get(pk=user.pk)
    taken = Identifier.objects.filter(user=user, kind=kind, region=region, key=key)
    values = [each.value for each in taken] or [key]
    details = {"number": " ".join(part for part in (kind, region, *values) if part)}
    taken.delete()
    Profile.objects.filter(user=user).update(updated_at=now)
    record(Act.NUMBER_TAKEN_BACK, by=by, subject=("user", user.public_id), now=now, reason=reason, details=details)


@transaction.atomic
def give_back_number(*, user: User, number: Numbered, value: str, by: str, reason: str, now: dt.datetime) -> None:
    """Put a number into a profile again that was taken out of it; none stands beside another of its kind and place.

    `number` is its kind, its place and the form in which it is compared; `value` is how it was written, if known. A
    closed account gets nothing back.
    """
    kind, region, key = number
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.closed_at or Identifier.objects.filter(user=user, kind=kind, region=region).exists():
        return
    given = Identifier.objects.create(user=user, kind=kind, region=region, value=value or key, key=key, given_at=now)
    Profile.objects.filter(user=user).update(updated_at=now)
    details = {"number": " ".join(part for part in (kind, region, given.value) if part)}
    record(Act.NUMBER_GIVEN_BACK, by=by, subject=("user", user.public_id), now=now, reason=reason, details=details)


@transaction.atomic
def replace_password(*, user: User, hashed: str, session: str | None, by: str, now: dt.datetime) -> None:
    """Give `user` a password of their own, hashed already; a mailed one is dead from now on.

    All sessions end but the one whose key is `session`.
    """
    store_password(user, hashed, by=by, now=now)
    end_other_sessions(user, kept=session)


@transaction.atomic
def close_account(*, user: User, kept_until: dt.date | None, by: str, now: dt.datetime) -> None:
    """Close the account for good: nobody signs in by it again, and its user name stays taken (R58).

    What signs in and what is optional goes at once. Name, professions and identifiers stay while the record of credit
    needs them, until `kept_until`; None says that there is no such record, and they go too. A letter confirms it.

    Raises:
        StaffAccount: the account belongs to the staff.
    """
    if user.is_staff:
        raise StaffAccount
    address = user.email
    forget_letters(to=address)
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    end_other_sessions(user, kept=None)
    user.email, user.is_active, user.closed_at = f"closed-{user.pk}@closed.invalid", False, now
    user.initial_password_expires_at = None
    user.set_unusable_password()
    user.save(update_fields=["email", "is_active", "closed_at", "initial_password_expires_at", "password"])
    if kept_until:
        Profile.objects.filter(user=user).update(**dict.fromkeys(OPTIONAL_COLUMNS, ""), updated_at=now)
    else:
        _erase_rows(user)
    keep_findable(user)
    record(Act.ACCOUNT_CLOSED, by=by, subject=("user", user.public_id), now=now)
    letters.closed(user, address, kept_until=kept_until, now=now)


@transaction.atomic
def erase_person(*, user: User, by: str, now: dt.datetime) -> None:
    """Erase name, professions and identifiers of a closed account, once its record is no longer kept (R58)."""
    _erase_rows(user)
    keep_findable(user)
    record(Act.ACCOUNT_ERASED, by=by, subject=("user", user.public_id), now=now)


def _erase_rows(user: User) -> None:
    for rows in (Identifier, HeldProfession, Profile):
        rows.objects.filter(user=user).delete()
