"""By what people are found: kept as their names and addresses are, whoever changes them."""

from credence.accounts.models import KnownBy, Profile, User
from credence.accounts.rules.finding import ways_to_find


def keep_findable(user: User) -> None:
    """Write down by what `user` is found; whatever changes a name or an address calls it."""
    profile = Profile.objects.filter(user=user).first()
    names = (profile.first_names, profile.family_name) if profile else ()
    wanted = ways_to_find(user.username, user.email, *names)
    there = set(KnownBy.objects.filter(user=user).values_list("text", flat=True))
    KnownBy.objects.filter(user=user, text__in=there - wanted).delete()
    KnownBy.objects.bulk_create(KnownBy(user=user, text=text) for text in sorted(wanted - there))
