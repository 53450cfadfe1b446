"""Watch what the gateway puts into the checkout page: an unapproved change is told at once (PCI DSS 11.6.1, R65)."""

import datetime as dt

from django.db import transaction

from credence.audit.actions import record
from credence.audit.enums import Act
from credence.audit.queries import last_event
from credence.commerce import letters
from credence.commerce.actions.refunds import ReasonMissing
from credence.commerce.gateway.chosen import fields_as_delivered
from credence.commerce.gateway.interface import GatewayDown

APPROVED = Act.PAYMENT_SCRIPT_APPROVED


@transaction.atomic
def approve_script(*, delivered: dict[str, str], reason: str, by: str, now: dt.datetime) -> None:
    """Take the script and headers in `delivered` for good from now on, and keep on record who said so and why.

    Raises:
        ReasonMissing: what was approved before stays so.
    """
    if not reason.strip():
        raise ReasonMissing
    subject = ("payment-script", delivered["script"])
    record(APPROVED, by=by, subject=subject, now=now, reason=reason.strip(), details=delivered)


def check_script(*, now: dt.datetime) -> list[str]:
    """Return what is not as approved, and tell finance of it, each day anew until somebody approves or it is gone."""
    try:
        faults = _faults(fields_as_delivered())
    except GatewayDown as down:
        faults = [f"could not be read: {down}"]
    if faults:
        text = (
            "What the gateway puts into the checkout page is not what was approved:\n\n"
            + "\n".join(faults)
            + "\n\nTake card payment off the site unless you know why, then approve it: docs/operate.md says how."
        )
        letters.alert(f"script:{now:%Y-%m-%d}", "The script of the payment page changed", text, now=now)
    return faults


def _faults(delivered: dict[str, str]) -> list[str]:
    approved = last_event(APPROVED)
    if approved is None:
        return ["nobody has approved the script yet"]
    known: dict[str, str] = approved.details
    names = sorted(known.keys() | delivered.keys())
    changed = [name for name in names if known.get(name, "") != delivered.get(name, "")]
    return [f"{name}: {known.get(name) or 'nothing'} became {delivered.get(name) or 'nothing'}" for name in changed]
