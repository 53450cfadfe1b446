"""What a verified certificate says, as its paper says it."""

from dataclasses import astuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from credence.credit.queries import Verification

Fact = tuple[str, str]


def facts_of(found: Verification) -> list[Fact]:
    """Return the facts of a certificate in the order of its paper; what its paper does not print is not among them."""
    return [
        (_("Name"), found.name or _("Erased, because our record of it is no longer kept")),
        (_("Course"), found.course),
        (_("Completed"), date_format(found.completed_on)),
        (_("Participation") if found.type.no_credit else _("Credit"), _counted(found)),
        *_approval(found),
        (_("Provider"), found.provider),
    ]


def _counted(found: Verification) -> str:
    return found.type.certificate.counted(f"{found.amount:.2f}", found.approval)


def _approval(found: Verification) -> list[Fact]:
    """Return category, approver and number with the labels that the paper gives them."""
    labelled = zip(astuple(found.type.certificate.labels), astuple(found.approval), strict=True)
    return [(label, value) for label, value in labelled if label and value]
