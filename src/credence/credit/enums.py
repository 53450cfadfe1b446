"""The closed lists of the ledger."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(StrEnum):
    """Whether a certificate can be relied on."""

    VALID = "valid"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class Outcome(TextChoices):
    """Whose a number is that several accounts have."""

    ONE_OF_THEM = "one-of-them", _("The number belongs to one of them")
    ONE_PERSON = "one-person", _("The accounts are one person’s")
    NOBODY = "nobody", _("The number belongs to none of them")
