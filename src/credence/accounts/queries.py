"""What is known of people."""

from collections import defaultdict
from collections.abc import Mapping

from allauth.mfa.models import Authenticator

from credence.accounts.models import HeldProfession, Identifier, Profile, User


def is_profile_complete(user: User) -> bool:
    """Return whether `user` has a profile; a profile is only ever stored complete."""
    return Profile.objects.filter(user=user).exists()


def professions_of(user: User) -> frozenset[str]:
    """Return the professions that `user` holds (R41)."""
    return frozenset(HeldProfession.objects.filter(user=user).values_list("profession", flat=True))


def identifiers_of(user: User) -> Mapping[str, tuple[str, ...]]:
    """Return the values of each kind of identifier that `user` has given."""
    found: dict[str, list[str]] = defaultdict(list)
    for kind, value in (
        Identifier.objects.filter(user=user).order_by("kind", "region", "value").values_list("kind", "value")
    ):
        found[kind].append(value)
    return {kind: tuple(values) for kind, values in found.items()}


def second_factors_of(user: User) -> frozenset[str]:
    """Return the kinds of second factor that `user` has set up: "totp", "webauthn".

    Recovery codes do not count: they only stand in for another.
    """
    kinds = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    return frozenset(kinds) - {Authenticator.Type.RECOVERY_CODES.value}
