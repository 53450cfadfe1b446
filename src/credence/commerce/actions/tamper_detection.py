"""Watch what the gateway puts into the checkout page: an unapproved change is told at once (PCI DSS 11.6.1, R65)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from credence.audit.actions import record
from credence.audit.enums import Act
from credence.audit.queries import last_event
from credence.commerce import letters
from credence.commerce.actions.refunds import ReasonMissing
from credence.commerce.gateway.chosen import fields_as_delivered
from credence.commerce.gateway.interface import GatewayDown
from credence.commerce.letters import Alert

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
        faults = [_("could not be read: %(why)s") % {"why": down}]
    if faults:
        letters.alert(Alert.SCRIPT, f"script:{now:%Y-%m-%d}", now=now, faults="\n".join(faults))
    return faults


def _faults(delivered: dict[str, str]) -> list[str]:
    approved = last_event(APPROVED)
    if approved is None:
        return [_("nobody has approved the script yet")]
    known: dict[str, str] = approved.details
    names = sorted(known.keys() | delivered.keys())
    changed = [name for name in names if known.get(name, "") != delivered.get(name, "")]
    return [_became(name, known.get(name, ""), delivered.get(name, "")) for name in changed]


def _became(name: str, known: str, delivered: str) -> str:
    seen = {"name": name, "known": known or _("nothing"), "delivered": delivered or _("nothing")}
    return _("%(name)s: %(known)s became %(delivered)s") % seen
