"""What is known of people."""

import datetime as dt
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet

from credence.accounts.models import HeldProfession, KnownBy, Profile, User
from credence.kit.finding import together
from credence.kit.lookups import begins
from credence.kit.text import folded

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
    """Return whoever has names, a user name or an address that begin with these words, in any order.

    Capitals, accents, apostrophes and hyphens do not matter, nor whether a name is written as one word or as two. Each
    way uses an index, so that it costs the same among a million people.
    """
    said = folded(words).split()[:MOST_NAMES]
    if not said:
        return User.objects.none()
    each = User.objects.all()
    for word in said:
        each = each.filter(pk__in=_beginning(word))
    return User.objects.filter(pk__in=_beginning(together(words)).union(each.values("pk")))


def _beginning(text: str) -> QuerySet[KnownBy, Any]:
    return KnownBy.objects.filter(begins("text", text)).order_by().values("user")


def second_factors_of(user: User) -> frozenset[str]:
    """Return the kinds of second factor that `user` has set up: "totp", "webauthn".

    Recovery codes do not count: they only stand in for another.
    """
    kinds = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    return frozenset(kinds) - {Authenticator.Type.RECOVERY_CODES.value}
