"""What happened to an order, each event as a sentence. Whoever adds an event adds its sentence; a test walks them."""

import json
import re
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from credence.backoffice.wording.states import FAULT, REFUND_KIND, REVIEW, VOID, card
from credence.commerce.gateway.chosen import CARDS
from credence.commerce.models import Order, PaymentEvent
from credence.kit.money import money

SENTENCES: dict[str, Promise] = {
    "order.opened": _("The order was opened."),
    "order.repriced": _("The price was set anew: %(total)s."),
    "order.repriced-by-coupon": _("The coupon %(coupon)s set the price to %(total)s."),
    "order.paid": _("The order is paid, and the course is open."),
    "order.opened-by-staff": _("It was decided to open the course: %(why)s"),
    "order.cancelled": _("The order was cancelled before anything was paid."),
    "order.expired": _("The order ended: nobody paid it in time."),
    "order.needs-review": _("The money is here and the course did not open: staff must decide. %(review)s"),
    "order.partly-refunded": _("A part of the payment was given back."),
    "order.refunded": _("All of the payment was given back."),
    "access.closed": _("All was given back, so the course was closed. Credit, if any, stays."),
    "attempt.auth-sent": _("Payment %(invoice)s over %(amount)s was sent."),
    "attempt.auth-unknown": _("No usable answer came to payment %(invoice)s. It is being looked for, not sent again."),
    "attempt.authorized": _("Payment %(invoice)s was approved: %(amount)s are held. %(card)s"),
    "attempt.capture-sent": _("The amount held by payment %(invoice)s is being charged."),
    "attempt.capture-unknown": _("Whether payment %(invoice)s was charged is not known yet. It is being looked for."),
    "attempt.captured": _("Payment %(invoice)s was charged: %(amount)s. %(card)s"),
    "attempt.void-sent": _("The hold of payment %(invoice)s is being given back: %(void)s."),
    "attempt.voided": _("The hold of payment %(invoice)s was given back. Nothing was charged."),
    "attempt.declined": _("Payment %(invoice)s was declined: %(decline)s. Nothing was charged."),
    "attempt.rejected": _("The gateway rejected payment %(invoice)s: %(decline)s. Nothing was charged."),
    "attempt.not-sent": _("Payment %(invoice)s could not be sent. Nothing was charged."),
    "attempt.lost": _("Payment %(invoice)s never arrived at the gateway. Nothing was charged."),
    "refund.awaiting-approval": _("A refund of %(refund)s was asked for and waits for a second person: %(reason)s"),
    "refund.created": _("A refund of %(refund)s is to be sent: %(reason)s"),
    "refund.sent": _("The refund of %(refund)s is being sent (%(kind)s)."),
    "refund.unknown": _("No usable answer came to the refund of %(refund)s. It is being looked for, not sent again."),
    "refund.done": _("%(refund)s were given back (%(kind)s)."),
    "refund.failed": _("The refund of %(refund)s was not made (%(refund_code)s)."),
    "refund.external": _("%(refund)s were given back in the gateway's own pages; our books follow."),
    "stray.found": _("Transaction %(transaction)s belongs to no payment of ours. It goes back by itself."),
    "stray.voided": _("Transaction %(transaction)s, which belonged to no payment, was void again."),
    "stray.refunded": _("Transaction %(transaction)s, which belonged to no payment, was given back."),
}
MACHINES = {
    "commerce": _("The site"),
    "reconciler": _("The reconciler"),
    CARDS: _("The gateway"),
}
LEASE = re.compile(r"[0-9a-f]{16}")
"""The name under which a process leads a payment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event: the sentence, who did it, and what the gateway said, for those who ask."""

    event: PaymentEvent
    sentence: str
    actor: str
    trace: str


def line_of(event: PaymentEvent, order: Order) -> Line:
    """Return an event of an order as people read it. An event without a sentence is shown by its name."""
    return Line(event=event, sentence=sentence_of(event, order), actor=actor(event.actor), trace=_trace(event))


def sentence_of(event: PaymentEvent, order: Order) -> str:
    """Return the sentence of an event."""
    name = event.what
    if name == "order.repriced" and event.details.get("coupon"):
        name = "order.repriced-by-coupon"
    sentence = SENTENCES.get(name)
    return name if sentence is None else str(sentence % _values(event, order)).strip()


def actor(name: str) -> str:
    """Return who did something: a person by the user name, a process of ours by what it is."""
    return str(_("The site") if LEASE.fullmatch(name) else MACHINES.get(name, name))


def _values(event: PaymentEvent, order: Order) -> dict[str, Any]:
    attempt, refund, details = event.attempt, event.refund, event.details
    values: dict[str, Any] = {
        "total": money(order.total, order.currency),
        "why": details.get("reason", ""),
        "coupon": details.get("coupon", ""),
        "review": REVIEW.get(order.review_reason, ""),
        "transaction": details.get("transaction_id", ""),
    }
    if "total" in details:
        values["total"] = f"{details['total']} {order.currency}"
    if attempt:
        values |= {
            "invoice": attempt.invoice_number,
            "amount": money(attempt.amount, attempt.currency),
            "card": card(attempt.brand, attempt.last4),
            "decline": FAULT.get(attempt.fault, attempt.fault),
            "void": VOID.get(attempt.void_reason, attempt.void_reason),
        }
    if refund:
        values |= {
            "refund": money(refund.amount, order.currency),
            "reason": refund.reason,
            "kind": REFUND_KIND[refund.kind],
            "refund_code": refund.response_code,
        }
    return values


def _trace(event: PaymentEvent) -> str:
    """Return what was said between us and the gateway, redacted when it was kept."""
    return json.dumps(event.details, indent=2, ensure_ascii=False, sort_keys=True) if event.details else ""
