"""Who lives in the demo, and what they have done so far: written by the very actions that pages use."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from credence.accounts.actions import ProfileData, create_account, grant_role
from credence.accounts.enums import Role
from credence.accounts.models import User
from credence.journey.actions.steps import save_profile
from credence.project.demo.history import finish, peek, prepare, start

BY = "demo"
PASSWORD = "try-credence-today"  # noqa: S105 - printed by `credence demo`, and refused outside the demo
SINCE = dt.timedelta(days=300)
"""So long ago the accounts were opened: before anything that happened in the demo."""

Deed = tuple[Callable[[User, str, dt.datetime], object], str, int]


@dataclass(frozen=True, kw_only=True)
class Resident:
    """An account of the demo. `deeds` are (what was done, in which course, how many days ago)."""

    username: str
    remark: str
    profile: dict[str, str | int] = field(default_factory=dict)
    profession: str = ""
    identifiers: tuple[tuple[str, str, str], ...] = ()
    roles: tuple[Role, ...] = ()
    deeds: tuple[Deed, ...] = ()

    @property
    def email(self) -> str:
        """An address that no mail server takes."""
        return f"{self.username}@demo.example"


def profile(given: str, family: str, credentials: str, city: str, region: str) -> dict[str, str | int]:
    """Return the columns of a complete profile."""
    names = {"given_name": given, "family_name": family, "credentials": credentials}
    return {**names, "city": city, "region": region, "country": "US", "birth_month": 4, "birth_day": 12}


RESIDENTS = (
    Resident(
        username="physician",
        remark="Elena Vega, MD: a certificate, a credit to claim, a course in progress, one that has expired",
        profile=profile("Elena", "Vega", "MD", "Boston", "MA"),
        profession="physician",
        identifiers=(("npi", "", "1234567893"), ("state-licence", "MA", "245678")),
        deeds=(
            (finish, "radiation-protection", 40),
            (peek, "mri-safety", 0),
            (start, "sepsis-first-hour", 3),
            (prepare, "telling-bad-news", 2),
        ),
    ),
    Resident(
        username="technologist",
        remark="Marcus Bell, RT(R)(CT): an ARRT certificate; has not taken the course on contrast reactions yet",
        profile=profile("Marcus", "Bell", "RT(R)(CT)", "Worcester", "MA"),
        profession="radiologic-technologist",
        identifiers=(("arrt", "", "123456"),),
        deeds=((finish, "radiation-protection", 25),),
    ),
    Resident(
        username="nurse",
        remark="Aisha Karimi, RN: two certificates, one of them of the second provider",
        profile=profile("Aisha", "Karimi", "RN", "Milwaukee", "WI"),
        profession="nurse",
        identifiers=(("state-licence", "WI", "98765-30"),),
        deeds=((finish, "safe-handoffs", 18), (finish, "sepsis-first-hour", 1)),
    ),
    Resident(username="newcomer", remark="nothing yet: the profile comes first"),
    Resident(
        username="staff",
        remark="Robin Park: finance, coordination and manager of the staff, with the back office at /backoffice/",
        profile=profile("Robin", "Park", "", "Boston", "MA"),
        profession="other",
        roles=(Role.FINANCE, Role.COORDINATOR, Role.MANAGER),
    ),
    Resident(
        username="finance",
        remark="Noor Haddad: finance, the second person for large refunds",
        profile=profile("Noor", "Haddad", "", "Boston", "MA"),
        profession="other",
        roles=(Role.FINANCE,),
    ),
    Resident(
        username="support",
        remark="Sam Ortiz: support, who may look and not refund",
        profile=profile("Sam", "Ortiz", "", "Boston", "MA"),
        profession="other",
        roles=(Role.SUPPORT,),
    ),
)


def settle(*, now: dt.datetime, residents: tuple[Resident, ...] = RESIDENTS) -> int:
    """Open the accounts that are missing, with their history, and return how many; who is there already stays as is."""
    there = set(User.objects.values_list("username", flat=True))
    missing = [each for each in residents if each.username not in there]
    for resident in missing:
        _settle(resident, now)
    return len(missing)


@transaction.atomic
def _settle(resident: Resident, now: dt.datetime) -> None:
    since = now - SINCE
    user = create_account(username=resident.username, email=resident.email, password=PASSWORD, by=BY, now=since)
    for role in resident.roles:
        grant_role(user=user, role=role, by=BY, now=since)
    if resident.profile:
        said = ProfileData(
            fields=dict(resident.profile), professions=[resident.profession], identifiers=resident.identifiers
        )
        save_profile(user=user, data=said, by=resident.username, now=since)
    for deed, slug, days_ago in resident.deeds:
        deed(user, slug, now - dt.timedelta(days=days_ago))
