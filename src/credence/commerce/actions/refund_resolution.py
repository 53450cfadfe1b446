"""Staff say what became of a refund that no gateway tells of."""

import datetime as dt

from django.db import transaction

from credence.audit.enums import Act
from credence.commerce.actions.leases import is_led
from credence.commerce.actions.moves import move_refund
from credence.commerce.actions.orders import locked_order
from credence.commerce.actions.refunds import (
    ReasonMissing,
    RefundRefused,
    close_refund,
    locked_refund,
    record_refund,
)
from credence.commerce.enums import RefundKind
from credence.commerce.gateway.chosen import gateway_called
from credence.commerce.models import Refund
from credence.commerce.rules.states import RefundState

R = RefundState


class NotInDoubt(RefundRefused):
    """What became of the refund is known, or being looked for at this moment."""

    code = "not-in-doubt"


class NotByHand(RefundRefused):
    """The gateway gives this money back by itself, or it was sent before."""

    code = "not-by-hand"


@transaction.atomic
def resolve_refund(
    *, refund: Refund, is_done: bool, reason: str, by: str, now: dt.datetime, transaction_id: str = ""
) -> Refund:
    """Say what became of a refund of which no answer came, after a look into the gateway's own pages (failure 35).

    Raises:
        ReasonMissing, NotInDoubt: it stays as it was.
    """
    order = locked_order(refund.attempt.order_id)
    locked = locked_refund(refund.pk)
    if not reason.strip():
        raise ReasonMissing
    if locked.state != R.UNKNOWN or is_led(locked, now):
        raise NotInDoubt
    details = {"reason": reason.strip()}
    if is_done:
        close_refund(order, locked, transaction_id.strip(), by, now, details)
    else:
        move_refund(locked, R.FAILED, by=by, now=now, details=details, next_check_at=None, response_code="absent")
    record_refund(Act.REFUND_RESOLVED, locked, by=by, now=now)
    return locked


@transaction.atomic
def mark_sent(*, refund: Refund, reference: str, by: str, now: dt.datetime) -> Refund:
    """Say that staff sent the money of a check or purchase order back, under which reference.

    Raises:
        ReasonMissing, NotByHand: it stays as it was.
    """
    order = locked_order(refund.attempt.order_id)
    locked = locked_refund(refund.pk)
    if not reference.strip():
        raise ReasonMissing
    if locked.state != R.CREATED or gateway_called(locked.attempt.gateway).has_book:
        raise NotByHand
    details = {"reference": reference.strip()}
    move_refund(locked, R.SENT, by=by, now=now, details=details, kind=RefundKind.EXTERNAL, sent_at=now)
    close_refund(order, locked, "", by, now, details)
    record_refund(Act.REFUND_SENT_BY_HAND, locked, by=by, now=now)
    return locked
