"""The lease of what is led through calls of a gateway, a try to pay or a refund: one leads, and all others wait.

Who claimed a row alone calls the gateway for it and moves it. Each move keeps the lease, for a call may follow it. Who
was too slow has lost it, finds out at the next move, and stops. Every function here takes a row that is locked.
"""

import datetime as dt
from typing import Any

from credence.commerce.models import PaymentAttempt, Refund

LENGTH = dt.timedelta(seconds=120)
"""Longer than any call takes: a gateway sends within thirty seconds or never, and waits sixty at most."""
PAUSES = tuple(dt.timedelta(seconds=seconds) for seconds in (15, 30, 60, 120, 300, 600))
"""Between two looks at what did not come to its end."""
OVER: dict[str, Any] = {"next_check_at": None, "claimed_by": "", "claimed_until": None}
"""What is written with a move after which nobody leads any more."""
Led = PaymentAttempt | Refund


class LeaseLost(Exception):
    """Another leads this row now; whoever finds out stops."""


def taken_by(actor: str, now: dt.datetime) -> dict[str, Any]:
    """Return what is written where `actor` begins to lead."""
    return {"claimed_by": actor, "claimed_until": now + LENGTH}


def claim(row: Led, *, actor: str, now: dt.datetime) -> bool:
    """Lease a row to `actor`; False where another leads it. Claiming again makes one's lease longer."""
    if is_led(row, now) and row.claimed_by != actor:
        return False
    _write(row, taken_by(actor, now))
    return True


def is_led(row: Led, now: dt.datetime) -> bool:
    """Return whether somebody leads a row at this moment."""
    return row.claimed_until is not None and row.claimed_until > now


def kept(row: Led, *, actor: str, now: dt.datetime) -> dict[str, Any]:
    """Return what is written with a move so that the lease goes on; raises LeaseLost, also where it ran out unseen."""
    if row.claimed_by != actor:
        raise LeaseLost(actor)
    return {"claimed_until": now + LENGTH}


def let_go(row: Led, *, actor: str, next_check_at: dt.datetime | None, looks: int) -> None:
    """End the lease of `actor`, say when the next look is due, and count the looks made; another's lease stays."""
    if row.claimed_by == actor:
        _write(row, {**OVER, "next_check_at": next_check_at, "checks": row.checks + looks})


def pause_of(row: Led) -> dt.timedelta:
    """Return how long to wait before the next look: longer after each that found nothing."""
    return PAUSES[min(row.checks, len(PAUSES) - 1)]


def _write(row: Led, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
