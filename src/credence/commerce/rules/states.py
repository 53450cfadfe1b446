"""The states of orders, attempts and refunds, and the moves between them, as data (payments page 15.3)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class OrderState(StrEnum):
    """Where an order stands."""

    PENDING = "pending"
    PAID = "paid"
    PARTLY_REFUNDED = "partly-refunded"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    NEEDS_REVIEW = "needs-review"


class AttemptState(StrEnum):
    """Where one try to pay stands. `*_SENT`: the call is under way; `*_UNKNOWN`: no usable answer came."""

    CREATED = "created"
    AUTH_SENT = "auth-sent"
    AUTH_UNKNOWN = "auth-unknown"
    AUTHORIZED = "authorized"
    CAPTURE_SENT = "capture-sent"
    CAPTURE_UNKNOWN = "capture-unknown"
    CAPTURED = "captured"
    VOID_SENT = "void-sent"
    VOIDED = "voided"
    DECLINED = "declined"
    REJECTED = "rejected"
    NOT_SENT = "not-sent"
    LOST = "lost"


class RefundState(StrEnum):
    """Where giving money back stands."""

    AWAITING_APPROVAL = "awaiting-approval"
    CREATED = "created"
    SENT = "sent"
    UNKNOWN = "unknown"
    DONE = "done"
    FAILED = "failed"


class RedemptionState(StrEnum):
    """Where one use of a coupon stands."""

    HELD = "held"
    USED = "used"
    RELEASED = "released"


class StrayState(StrEnum):
    """Where money at the gateway stands that no attempt stands for."""

    FOUND = "found"
    VOIDED = "voided"
    REFUNDED = "refunded"


_O, _A, _R = OrderState, AttemptState, RefundState

LIVE_ORDERS = frozenset({_O.PENDING, _O.PAID, _O.PARTLY_REFUNDED, _O.NEEDS_REVIEW})
"""One of these per learner and course."""

OPEN_ATTEMPTS = frozenset(
    {
        _A.CREATED,
        _A.AUTH_SENT,
        _A.AUTH_UNKNOWN,
        _A.AUTHORIZED,
        _A.CAPTURE_SENT,
        _A.CAPTURE_UNKNOWN,
        _A.VOID_SENT,
        _A.CAPTURED,
    }
)
"""One of these per order; while there is one, the order is neither changed nor expired."""

UNSETTLED_ATTEMPTS = OPEN_ATTEMPTS - {_A.CAPTURED}
"""The reconciler leads these on."""

ACTIVE_REFUNDS = frozenset(_R) - {_R.FAILED}
"""Their sum never exceeds what was captured."""

UNSETTLED_REFUNDS = frozenset({_R.CREATED, _R.SENT, _R.UNKNOWN})
"""The reconciler leads these on."""

ORDER_MOVES: Mapping[OrderState, frozenset[OrderState]] = {
    _O.PENDING: frozenset({_O.PAID, _O.CANCELLED, _O.EXPIRED, _O.NEEDS_REVIEW}),
    _O.PAID: frozenset({_O.PARTLY_REFUNDED, _O.REFUNDED, _O.NEEDS_REVIEW}),
    _O.PARTLY_REFUNDED: frozenset({_O.REFUNDED, _O.NEEDS_REVIEW}),
    _O.NEEDS_REVIEW: frozenset({_O.PAID, _O.PARTLY_REFUNDED, _O.REFUNDED, _O.CANCELLED}),
    _O.REFUNDED: frozenset(),
    _O.CANCELLED: frozenset(),
    _O.EXPIRED: frozenset(),
}

ATTEMPT_MOVES: Mapping[AttemptState, frozenset[AttemptState]] = {
    _A.CREATED: frozenset({_A.AUTH_SENT, _A.NOT_SENT}),
    _A.AUTH_SENT: frozenset({_A.AUTHORIZED, _A.DECLINED, _A.REJECTED, _A.NOT_SENT, _A.AUTH_UNKNOWN}),
    _A.AUTH_UNKNOWN: frozenset({_A.AUTHORIZED, _A.DECLINED, _A.REJECTED, _A.LOST}),
    _A.AUTHORIZED: frozenset({_A.CAPTURE_SENT, _A.VOID_SENT, _A.CAPTURED, _A.VOIDED}),
    _A.CAPTURE_SENT: frozenset({_A.CAPTURED, _A.CAPTURE_UNKNOWN, _A.AUTHORIZED, _A.VOID_SENT}),
    _A.CAPTURE_UNKNOWN: frozenset({_A.CAPTURED, _A.CAPTURE_SENT, _A.AUTHORIZED, _A.VOID_SENT, _A.VOIDED}),
    _A.VOID_SENT: frozenset({_A.VOIDED, _A.CAPTURED}),
    _A.CAPTURED: frozenset(),
    _A.VOIDED: frozenset(),
    _A.DECLINED: frozenset(),
    _A.REJECTED: frozenset(),
    _A.NOT_SENT: frozenset(),
    _A.LOST: frozenset(),
}

REFUND_MOVES: Mapping[RefundState, frozenset[RefundState]] = {
    _R.AWAITING_APPROVAL: frozenset({_R.CREATED, _R.FAILED}),
    _R.CREATED: frozenset({_R.SENT, _R.FAILED, _R.DONE}),
    _R.SENT: frozenset({_R.DONE, _R.FAILED, _R.UNKNOWN, _R.CREATED}),
    _R.UNKNOWN: frozenset({_R.DONE, _R.FAILED, _R.CREATED}),
    _R.DONE: frozenset(),
    _R.FAILED: frozenset(),
}


_MOVES: Mapping[type[StrEnum], Mapping[Any, frozenset[Any]]] = {
    OrderState: ORDER_MOVES,
    AttemptState: ATTEMPT_MOVES,
    RefundState: REFUND_MOVES,
}


def may_move(old: StrEnum, new: StrEnum) -> bool:
    """Return whether an order, attempt or refund in `old` may come to stand in `new`."""
    return type(old) is type(new) and new in _MOVES[type(old)][old]
