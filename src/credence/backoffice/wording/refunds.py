"""What will happen to money that goes back, said before it is sent."""

from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from credence.commerce.models import PaymentAttempt
from credence.kit.money import money


def ways_of(attempt: PaymentAttempt) -> list[str]:
    """Return what happens to a refund of this payment, one sentence each."""
    limit = money(Decimal(settings.ENV.refund_limit), attempt.currency)
    last = _(
        "More than %(limit)s of an order, all its refunds together, waits for a second person of finance, who must "
        "not be you."
    ) % {"limit": limit}
    if attempt.gateway == "manual":
        return [
            _("This order was paid by purchase order or check: you send the money back yourself and then say so here."),
            last,
        ]
    if attempt.settled_at:
        return [_("The payment is settled, so this is a refund. It shows on the card within some days."), last]
    return [
        _("As long as the payment is not settled, all of it is undone at once by a void and never shows on the card."),
        _("A part waits until the payment is settled, mostly overnight, and then goes back by itself as a refund."),
        last,
    ]
