"""What is known of people."""

import datetime as dt
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from credence.accounts.models import HeldProfession, Invitation, KnownBy, Profile, Registration, Session, User
from credence.accounts.rules.invitations import digest_of
from credence.kit.addresses import normal_address
from credence.kit.finding import together
from credence.kit.lookups import begins
from credence.kit.statements import Asked, Statement
from credence.kit.text import folded, normal

MOST_NAMES = 6


def is_profile_complete(user: User) -> bool:
    """Return whether `user` has a profile; a profile is only ever stored complete."""
    return Profile.objects.filter(user=user).exists()


PROFESSIONS = Statement(
    lambda: HeldProfession.objects.filter(user=Asked("user", BigIntegerField()), ended_at=None).values_list(
        "profession", flat=True
    )
)


def professions_of(user: User) -> frozenset[str]:
    """Return the professions that `user` holds (R41)."""
    return frozenset(PROFESSIONS.run(user=user.pk))


def people_called(words: str) -> QuerySet[User]:
    """Return whoever has names, a user name or an address that begin with these words, in any order.

    Capitals, accents, apostrophes and hyphens do not matter, nor whether a name is written as one word or as two.
    """
    return User.objects.filter(pk__in=keys_called(words))


def keys_called(words: str) -> QuerySet[Any, Any]:
    """Return the keys of `people_called`: of an index alone, so that it costs the same among a million people."""
    first, *others = folded(words).split()[:MOST_NAMES] or [""]
    run_together, each = _beginning(together(words)), _beginning(first)
    for word in others:
        each = each.filter(user__in=_beginning(word))
    if not first:
        return KnownBy.objects.none().values("user")
    return run_together.union(each) if others else run_together


def is_called(words: str, person: str) -> Q:
    """Return the condition that the person of a row, whom the column `person` names, is called so.

    For rows that are read in an order of their own until a page is full; `people_called` is for all of them.
    """
    said = folded(words).split()[:MOST_NAMES]
    known = [Exists(_beginning(word).filter(user=OuterRef(person))) for word in said]
    run_together = Exists(_beginning(together(words)).filter(user=OuterRef(person)))
    return Q(run_together) | Q(*known) if said else Q(pk__in=())


def _beginning(text: str) -> QuerySet[KnownBy, Any]:
    return KnownBy.objects.filter(begins("text", text)).order_by().values("user")


def user_signing_in(login: str) -> User | None:
    """Return whom somebody means who signs in by this user name, or by the confirmed address of an account.

    An address that an account only asked to change to is nobody's.
    """
    if "@" in login:
        return _user_at(normal_address(login) or "")
    return User.objects.alias(low_name=Lower("username")).filter(low_name=normal(login).lower()).first()


def active_user_at(address: str) -> User | None:
    """Return whose confirmed address it is, written as `kit.addresses` does; None for closed accounts."""
    user = _user_at(address)
    return user if user and user.is_active else None


def _user_at(address: str) -> User | None:
    return User.objects.alias(low_mail=Lower("email")).filter(low_mail=address).first()


def devices_of(user: User, moment: dt.datetime) -> list[Session]:
    """Return the sessions by which `user` is signed in at `moment`, what was seen last first."""
    return list(Session.objects.filter(user=user, expire_date__gt=moment).order_by("-last_seen_at", "session_key"))


def staff_members() -> QuerySet[User]:
    """Return everybody of the staff by user name, with roles and profile."""
    return User.objects.filter(is_staff=True).select_related("profile").prefetch_related("roles").order_by("username")


def invitations() -> QuerySet[Invitation]:
    """Return the invitations that nobody accepted and nobody withdrew, the newest first; some may have ended."""
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None).order_by("-invited_at", "-pk")


def invitation_by(token: str) -> Invitation | None:
    """Return the invitation whose link holds `token`."""
    return Invitation.objects.filter(digest=digest_of(token)).first()


def registration_by(token: str, moment: dt.datetime) -> Registration | None:
    """Return the registration whose link holds `token`, if it can still be confirmed at `moment`."""
    return Registration.objects.filter(digest=digest_of(token), ends_at__gt=moment).first()


def second_factors_of(user: User) -> frozenset[str]:
    """Return the kinds of second factor that `user` has set up: "totp", "webauthn".

    Recovery codes do not count: they only stand in for another.
    """
    kinds = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    return frozenset(kinds) - {Authenticator.Type.RECOVERY_CODES.value}
