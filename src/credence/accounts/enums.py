"""Professions and identifiers with their words, from the rows in `rules`, and what staff are there for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from credence.accounts.rules.identifiers import BIRTHDAY, IDENTIFIERS, split_token
from credence.accounts.rules.places import ABROAD, US_STATES
from credence.accounts.rules.professions import PROFESSIONS


def _member(code: str) -> str:
    return code.upper().replace("-", "_")


Profession = models.TextChoices(  # type: ignore[call-overload] # a class made of rows
    "Profession", [(_member(each.code), (each.code, _(each.label))) for each in PROFESSIONS]
)
IdentifierKind = models.TextChoices(  # type: ignore[call-overload] # a class made of rows
    "IdentifierKind", [(_member(each.kind), (each.kind, _(each.label))) for each in IDENTIFIERS]
)


class Role(models.TextChoices):
    """What somebody of the staff is there for. `permissions.ROLES` says what each may do."""

    FINANCE = "finance", _("Finance")
    SUPPORT = "support", _("Support")
    COORDINATOR = "coordinator", _("Coordinator")
    MANAGER = "manager", _("Manager of the staff")


def token_label(token: str) -> str:
    """Return what a token stands for in words, such as "State license (California)"."""
    if token == BIRTHDAY:
        return str(_("Month and day of birth"))
    kind, place = split_token(token)
    label = str(IdentifierKind(kind).label)
    return f"{label} ({US_STATES.get(place, place)})" if place else label


LICENSING_REGIONS = [*US_STATES.items(), (ABROAD, _("Outside the United States"))]
