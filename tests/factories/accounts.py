"""People."""

import datetime as dt
from typing import Any

from credence.accounts.enums import Profession
from credence.accounts.models import HeldProfession, Profile, User

JOINED = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)
PASSWORD = "correct horse battery staple"


def make_user(username: str = "alice", **values: Any) -> User:
    """Return a saved user with a usable password and no profile."""
    user = User(username=username, email=f"{username}@example.org", date_joined=JOINED, **values)
    user.set_password(PASSWORD)
    user.save()
    return user


def make_learner(username: str = "alice", *professions: Profession, **values: Any) -> User:
    """Return a saved user with a complete profile: a physician unless told otherwise."""
    user = make_user(username)
    profile = {
        "given_name": username.capitalize(),
        "family_name": "Example",
        "city": "Boston",
        "region": "MA",
        "birth_month": 4,
        "birth_day": 15,
        "completed_at": JOINED,
        "updated_at": JOINED,
    }
    Profile.objects.create(user=user, **{**profile, **values})
    for profession in professions or (Profession.PHYSICIAN,):
        HeldProfession.objects.create(user=user, profession=profession)
    return user
