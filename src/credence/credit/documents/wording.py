"""The fixed words of a certificate, by kind. What the accreditors prescribe word for word is not here: it is data."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The words around the name, the title and the amount."""

    heading: str
    certifies: str
    deed: str
    grants: str
    unit: str
    """What the amount counts, such as `AMA PRA Category 1 Credits™`."""


def wording(kind: str, amount: str) -> Wording:
    """Return the words of a certificate of `kind` over `amount` units.

    A participation document never says that AMA credit was awarded (R40).
    """
    return {"ama-pra-1": _physician, "arrt-a": _technologist, "ancc": _nurse, "participation": _participant}[kind](
        _plural(amount)
    )


def _plural(amount: str) -> int:
    return 1 if Decimal(amount) == 1 else 2


def _physician(count: int) -> Wording:
    return Wording(
        heading=_("Certificate of Continuing Medical Education"),
        certifies=_("This certifies that"),
        deed=_("has completed the continuing medical education activity"),
        grants=_("and is awarded"),
        unit=ngettext("AMA PRA Category 1 Credit™", "AMA PRA Category 1 Credits™", count),
    )


def _technologist(count: int) -> Wording:
    return Wording(
        heading=_("Certificate of Continuing Education"),
        certifies=_("This certifies that"),
        deed=_("has completed the self-learning activity"),
        grants=_("and is awarded"),
        unit=ngettext("ARRT Category %(category)s CE credit", "ARRT Category %(category)s CE credits", count),
    )


def _nurse(count: int) -> Wording:
    return Wording(
        heading=_("Certificate of Nursing Continuing Education"),
        certifies=_("This certifies that"),
        deed=_("has completed the nursing continuing professional development activity"),
        grants=_("and is awarded"),
        unit=ngettext("contact hour", "contact hours", count),
    )


def _participant(count: int) -> Wording:
    return Wording(
        heading=_("Certificate of Participation"),
        certifies=_("This confirms that"),
        deed=_("has participated in the educational activity"),
        grants=_("for"),
        unit=ngettext("hour of participation", "hours of participation", count),
    )
