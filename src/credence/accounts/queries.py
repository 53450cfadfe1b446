"""What is known of people."""

import datetime as dt

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from credence.accounts.models import HeldProfession, Profile, Session, User
from credence.kit.addresses import normal_address
from credence.kit.text import normal

MOST_NAMES = 6


def is_profile_complete(user: User) -> bool:
    """Return whether `user` has a profile; a profile is only ever stored complete."""
    return Profile.objects.filter(user=user).exists()


def professions_of(user: User) -> frozenset[str]:
    """Return the professions that `user` holds (R41)."""
    return frozenset(HeldProfession.objects.filter(user=user, ended_at=None).values_list("profession", flat=True))


def professions_at(user: User, moment: dt.datetime) -> frozenset[str]:
    """Return the professions that `user` held at `moment` (R41)."""
    lasted = Q(ended_at=None) | Q(ended_at__gt=moment)
    held = HeldProfession.objects.filter(lasted, user=user, held_from__lte=moment)
    return frozenset(held.values_list("profession", flat=True))


def people_called(words: str) -> QuerySet[User]:
    """Return whoever has exactly this user name, e-mail address, family or given name, or both names in any order.

    Capitals do not matter. Each way uses an index, so that it costs the same among a million people.
    """
    text = " ".join(words.replace(",", " ").lower().split())
    users = User.objects.annotate(low_name=Lower("username"), low_mail=Lower("email"))
    named = Profile.objects.annotate(low_family=Lower("family_name"), low_given=Lower("given_name"))
    ways = [
        users.filter(low_name=text).values("pk"),
        users.filter(low_mail=text).values("pk"),
        named.filter(low_family=text).values("user"),
        named.filter(low_given=text).values("user"),
        *(named.filter(low_family=family, low_given=given).values("user") for given, family in _split(text)),
    ]
    return User.objects.filter(pk__in=ways[0].union(*ways[1:]))


def _split(text: str) -> list[tuple[str, str]]:
    """Return how a text may be cut into given and family name."""
    parts = text.split()[:MOST_NAMES]
    cuts = [(" ".join(parts[:at]), " ".join(parts[at:])) for at in range(1, len(parts))]
    ends = [(parts[0], parts[-1])] if len(parts) > 2 else []
    return [*cuts, *((family, given) for given, family in cuts), *ends]


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


def second_factors_of(user: User) -> frozenset[str]:
    """Return the kinds of second factor that `user` has set up: "totp", "webauthn".

    Recovery codes do not count: they only stand in for another.
    """
    kinds = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    return frozenset(kinds) - {Authenticator.Type.RECOVERY_CODES.value}
