"""Lead everything that was left half done to its end (payments page 15.5). Harmless to do twice, or twice at once."""

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy

from credence.audit.actions import record
from credence.audit.enums import Act
from credence.commerce import letters
from credence.commerce.actions.attempts import note_stray
from credence.commerce.actions.fulfillment import confirm
from credence.commerce.actions.moves import note
from credence.commerce.actions.orders import expire
from credence.commerce.actions.paying import Clock, lead, new_actor
from credence.commerce.actions.refunds import ReasonMissing, send
from credence.commerce.gateway.chosen import gateway_called
from credence.commerce.gateway.interface import Done, Gateway, GatewayDown, MoneyState
from credence.commerce.letters import Alert
from credence.commerce.models import WITH_TRANSACTION, PaymentAttempt, Stray
from credence.commerce.queries import (
    due_attempts,
    due_refunds,
    due_strays,
    expired_orders,
    lost_attempts,
    stuck_attempts,
    unconfirmed_orders,
)
from credence.commerce.rules.states import StrayState

logger = logging.getLogger(__name__)
MOST = 50
STUCK = dt.timedelta(hours=1)
AGAIN = dt.timedelta(minutes=10)
Row = TypeVar("Row")
LIVE = frozenset({MoneyState.HELD, MoneyState.CAPTURED, MoneyState.SETTLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How many of each were looked at, orders expired, and how many looks failed."""

    attempts: int
    confirmed: int
    refunds: int
    strays: int
    expired: int
    failures: int


def reconcile(*, clock: Clock, gateway: Gateway | None = None) -> Report:
    """Look at everything that is due. One that fails is logged and holds up no other."""
    now, failures = clock(), [0]
    actor = new_actor()

    def each(rows: Iterable[Row], do: Callable[[Row], object]) -> int:
        done = 0
        for row in rows:
            done += 1
            try:
                do(row)
            except Exception:
                failures[0] += 1
                logger.exception("The reconciler failed over %s; it is tried again.", row)
        return done

    _tell_of_stuck(now)
    return Report(
        attempts=each(list(due_attempts(now)[:MOST]), lambda row: lead(attempt=row, clock=clock, gateway=gateway)),
        confirmed=each(list(unconfirmed_orders()[:MOST]), lambda row: confirm(order=row, now=clock())),
        refunds=each(
            list(due_refunds(now)[:MOST]), lambda row: send(refund=row, actor=actor, clock=clock, gateway=gateway)
        ),
        strays=each(list(due_strays(now)[:MOST]), lambda row: _give_back(row, clock, gateway)),
        expired=each(list(expired_orders(now)[:MOST]), lambda row: expire(order=row, now=now)),
        failures=failures[0],
    )


def _tell_of_stuck(now: dt.datetime) -> None:
    """Nothing stays half done in silence: after an hour a person is told, once."""
    for attempt in stuck_attempts(now - STUCK):
        number, state = attempt.transaction_id or gettext_lazy("unknown"), attempt.state
        seen = {"invoice": attempt.invoice_number, "state": state, "transaction": number}
        letters.alert(Alert.STUCK, f"stuck:{attempt.invoice_number}", now=now, **seen)


def _give_back(stray: Stray, clock: Clock, gateway: Gateway | None) -> None:
    """Void what no attempt stands for. What is settled already goes back by a person, so that it goes back once."""
    if PaymentAttempt.objects.filter(transaction_id=stray.transaction_id, state__in=WITH_TRANSACTION).exists():
        return  # some attempt does stand for it
    gateway = gateway or gateway_called(stray.attempt.gateway)
    Stray.objects.filter(pk=stray.pk).update(next_check_at=clock() + AGAIN)
    row = gateway.read(stray.transaction_id)
    if row is None:
        return
    if row.state is MoneyState.VOIDED:
        _end_stray(stray, StrayState.VOIDED, "reconciler", clock())
    elif row.state in (MoneyState.HELD, MoneyState.CAPTURED):
        if isinstance(gateway.void(stray.transaction_id), Done):
            _end_stray(stray, StrayState.VOIDED, "reconciler", clock())
    elif row.state is MoneyState.SETTLED:
        seen = {"transaction": stray.transaction_id, "amount": row.amount, "order": stray.attempt.order.number}
        letters.alert(Alert.STRAY_SETTLED, f"stray-settled:{stray.transaction_id}", now=clock(), **seen)


@transaction.atomic
def _end_stray(stray: Stray, state: StrayState, by: str, now: dt.datetime) -> bool:
    """Return whether this was its end; it has only one."""
    rows = Stray.objects.filter(pk=stray.pk, state=StrayState.FOUND)
    is_end = bool(rows.update(state=state, ended_at=now, next_check_at=None))
    if is_end:
        details = {"transaction_id": stray.transaction_id}
        note(stray.attempt.order, f"stray.{state}", by=by, now=now, attempt=stray.attempt, details=details)
    return is_end


def close_stray(*, stray: Stray, reason: str, by: str, now: dt.datetime) -> None:
    """Say that a settled stray was given back in the gateway's own pages; the first word stands.

    Raises:
        ReasonMissing: nothing was written.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        if _end_stray(stray, StrayState.REFUNDED, by, now):
            record(Act.STRAY_CLOSED, by=by, subject=("stray", stray.transaction_id), now=now, reason=reason.strip())


def watch_lost(*, clock: Clock, gateway: Gateway | None = None) -> int:
    """Look for payments that were given up and came to be after all (failure 33); return how many did."""
    found = 0
    for attempt in list(lost_attempts(clock())):
        try:
            found += _watch(attempt, gateway or gateway_called(attempt.gateway), clock)
        except GatewayDown:
            logger.warning("Attempt %s could not be looked for.", attempt.invoice_number)
    return found


def _watch(attempt: PaymentAttempt, gateway: Gateway, clock: Clock) -> int:
    known = set(Stray.objects.filter(attempt=attempt).values_list("transaction_id", flat=True))
    rows = gateway.find(attempt.invoice_number, attempt.sent_at.date())
    live = [row for row in rows if row.state in LIVE and not row.is_refund and row.transaction_id not in known]
    for row in live:
        with transaction.atomic():
            note_stray(attempt, row.transaction_id, by="reconciler", now=clock())
    return len(live)
