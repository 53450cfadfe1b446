"""Moves between states, each with its event."""

import datetime as dt
from typing import Any

from credence.commerce.models import Order, PaymentAttempt, PaymentEvent, Refund
from credence.commerce.rules.states import AttemptState, OrderState, RefundState, may_move


class WrongMove(Exception):
    """The state machine does not know such a move; it is a fault of ours."""


def note(order: Order, what: str, *, by: str, now: dt.datetime, **more: Any) -> PaymentEvent:
    """Append one event to an order's story. `more`: attempt, refund, before, after, details."""
    return PaymentEvent.objects.create(order=order, what=what, actor=by, at=now, **more)


def move_order(order: Order, new: OrderState, *, by: str, now: dt.datetime, **fields: Any) -> None:
    """Let a locked order come to stand in `new`; raises WrongMove."""
    old = OrderState(order.state)
    _check(old, new)
    _write(order, new, fields)
    note(order, f"order.{new}", by=by, now=now, before=old, after=new)


def move_attempt(
    attempt: PaymentAttempt,
    new: AttemptState,
    *,
    by: str,
    now: dt.datetime,
    details: dict[str, Any] | None = None,
    **fields: Any,
) -> None:
    """Let a locked attempt come to stand in `new`; raises WrongMove."""
    old = AttemptState(attempt.state)
    _check(old, new)
    _write(attempt, new, fields)
    kept = {"attempt": attempt, "before": old, "after": new, "details": details or {}}
    note(attempt.order, f"attempt.{new}", by=by, now=now, **kept)


def move_refund(
    refund: Refund,
    new: RefundState,
    *,
    by: str,
    now: dt.datetime,
    details: dict[str, Any] | None = None,
    **fields: Any,
) -> None:
    """Let a locked refund come to stand in `new`; raises WrongMove."""
    old = RefundState(refund.state)
    _check(old, new)
    _write(refund, new, fields)
    kept = {"attempt": refund.attempt, "refund": refund, "before": old, "after": new, "details": details or {}}
    note(refund.attempt.order, f"refund.{new}", by=by, now=now, **kept)


def _check(old: Any, new: Any) -> None:
    if not may_move(old, new):
        raise WrongMove(f"{old} to {new}")


def _write(row: Order | PaymentAttempt | Refund, new: str, fields: dict[str, Any]) -> None:
    row.state = str(new)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *fields])
