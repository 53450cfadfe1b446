"""Money goes back, with an eye on what the learner has: credit stands whatever happens to it (R68).

A refund of all that was paid closes the course, so that nobody studies on for nothing; where credit was awarded it
stays open, and finance must say that they know of the credit before anything is sent.
"""

import datetime as dt
import logging
from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from credence.commerce.actions.orders import locked_order
from credence.commerce.actions.paying import new_actor
from credence.commerce.actions.refunds import RefundRefused, approve_refund, request_refund, send
from credence.commerce.gateway.chosen import gateway_called
from credence.commerce.models import Order, Refund
from credence.credit.queries.ledger import awards_of
from credence.enrollment.models import Enrollment

logger = logging.getLogger(__name__)
Clock = Callable[[], dt.datetime]


class CreditHeld(RefundRefused):
    """The learner holds credit of the course, and nobody said that they know it."""

    code = "credit-held"


def give_back(
    *,
    order: Order,
    amount: Decimal,
    reason: str,
    request_key: UUID,
    knows_credit: bool,
    left: Decimal | None = None,
    by: str,
    clock: Clock,
) -> Refund:
    """Ask for money to go back, and send it where one person is enough. Credit stays (R68).

    `left` is what the page said that could still go back. Call it outside of transactions.

    Raises:
        CreditHeld, and whatever request_refund raises: nothing was written.
    """
    with transaction.atomic():
        locked = locked_order(order.pk)
        holds_credit = _holds_credit(locked)
        if holds_credit and not knows_credit and not Refund.objects.filter(request_key=request_key).exists():
            raise CreditHeld
        refund = request_refund(
            order=locked,
            amount=amount,
            reason=reason,
            request_key=request_key,
            by=by,
            now=clock(),
            ends_access=not holds_credit,
            left=left,
        )
    return _send(refund, clock)


def allow(*, refund: Refund, by: str, clock: Clock) -> Refund:
    """Approve a refund as the second person, and send it. Call it outside of transactions.

    Raises:
        SamePerson, NotAwaiting: it stays as it was.
    """
    with transaction.atomic():
        locked = locked_order(refund.attempt.order_id)
        approved = approve_refund(refund=refund, by=by, now=clock(), ends_access=not _holds_credit(locked))
    return _send(approved, clock)


def _holds_credit(order: Order) -> bool:
    """Return whether credit stands; no award is made until the transaction ends, for it needs the same lock."""
    list(Enrollment.objects.select_for_update().filter(learner=order.learner, course=order.course).values_list("pk"))
    return awards_of(order.learner).filter(course=order.course, revocation=None).exists()


def _send(refund: Refund, clock: Clock) -> Refund:
    """Send what can be sent now; the reconciler does the rest, and staff what no gateway does."""
    try:
        gateway = gateway_called(refund.attempt.gateway)
    except LookupError:
        logger.warning("Refund %s waits: this site has no gateway %s.", refund.pk, refund.attempt.gateway)
        return refund
    return send(refund=refund, actor=new_actor(), clock=clock, gateway=gateway) if gateway.has_book else refund
