"""Credit types: what each asks, as dated data, and the one place where it is looked up."""

import datetime as dt

from credence.catalog.rules.credit_types import entries
from credence.catalog.rules.credit_types.shape import Certificate, Claim, ClaimWords, CreditType, Education, Once

__all__ = [
    "Certificate",
    "Claim",
    "ClaimWords",
    "CreditType",
    "Education",
    "Once",
    "UnknownCreditType",
    "codes",
    "credit_type",
    "credit_types",
    "newest_types",
]


class UnknownCreditType(LookupError):
    """No entry for this code was in force on that day."""


def credit_types() -> tuple[CreditType, ...]:
    """Return every entry there is, in the order in which types are listed."""
    return entries.CREDIT_TYPES


def codes() -> tuple[str, ...]:
    """Return the code of every credit type, in the order in which types are listed."""
    return tuple(dict.fromkeys(kind.code for kind in credit_types()))


def credit_type(code: str, on: dt.date) -> CreditType:
    """Return the entry of `code` that was in force on day `on`.

    Raises:
        UnknownCreditType: there is no such code, or it was not yet in force.
    """
    found = [kind for kind in credit_types() if kind.code == code and kind.valid_from <= on]
    if not found:
        raise UnknownCreditType(code)
    return max(found, key=lambda kind: kind.valid_from)


def newest_types() -> dict[str, CreditType]:
    """Return the newest entry of every code: what a type is called, and looks like, where no day is known."""
    return {kind.code: kind for kind in sorted(credit_types(), key=lambda kind: kind.valid_from)}
