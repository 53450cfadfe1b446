"""What a gateway said of a payment, and what a coupon takes off."""

from decimal import Decimal

from django.utils.translation import gettext as _

from credence.backoffice.wording.states import FAULT, VOID
from credence.catalog.queries.terms import type_of
from credence.commerce.models import PaymentAttempt
from credence.credit.models import Award
from credence.kit.money import money


def said(attempt: PaymentAttempt) -> list[str]:
    """Return the gateway's words about a payment, one sentence each."""
    lines = [
        (attempt.transaction_id, _("Transaction %(value)s")),
        (attempt.response_code, _("Response code %(value)s")),
        (attempt.approval_code, _("Approval code %(value)s")),
        (attempt.avs, _("Address check: %(value)s")),
        (attempt.csc, _("Security code: %(value)s")),
        (FAULT.get(attempt.fault, attempt.fault), _("Not taken: %(value)s")),
        (VOID.get(attempt.void_reason, attempt.void_reason), _("Given back: %(value)s")),
    ]
    return [sentence % {"value": value} for value, sentence in lines if value]


def taken_off(kind: str, value: str, currency: str = "USD") -> str:
    """Return what a coupon takes off: "20%", "$25.00" or "all of the price"."""
    if kind == "full":
        return _("all of the price")
    figure = Decimal(value)
    return _("%(percent)s%%") % {"percent": f"{figure.normalize():f}"} if kind == "percent" else money(figure, currency)


def credit_name(award: Award) -> str:
    """Return the name of the credit that was awarded."""
    return type_of(award.offer).name
