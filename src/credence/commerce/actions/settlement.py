"""Compare the gateway's list of moved money with ours, in both directions, once a day (payments page 15.5, 41)."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django.db import transaction

from credence.audit.actions import record
from credence.audit.enums import Act
from credence.commerce import letters
from credence.commerce.actions.moves import note
from credence.commerce.actions.orders import locked_order
from credence.commerce.actions.paying import Clock
from credence.commerce.actions.refunds import settle_order
from credence.commerce.enums import DifferenceKind, RefundKind
from credence.commerce.gateway.interface import Gateway, GatewayDown, MoneyState, Record
from credence.commerce.letters import Alert
from credence.commerce.models import PaymentAttempt, Refund, SettlementDifference, Stray
from credence.commerce.queries import refundable
from credence.commerce.rules.states import ACTIVE_REFUNDS, UNSETTLED_ATTEMPTS, AttemptState, RefundState
from credence.kit.refusal import Refusal

SPAN = dt.timedelta(days=4)
LAG = dt.timedelta(hours=1)
"""So long an export may take to show what moved."""


class NoteMissing(Refusal):
    """A difference is settled by saying how."""

    code = "note-missing"


def compare(*, clock: Clock, gateway: Gateway) -> int:
    """Look at the last days and return how many differences are new. Raises GatewayDown: nothing was compared."""
    now = clock()
    rows = gateway.moved((now - SPAN).date(), (now + dt.timedelta(days=1)).date())
    found = sum(_compare_refund(row, now) if row.is_refund else _compare_payment(row, now) for row in rows)
    listed = {row.transaction_id for row in rows}
    window = {"captured_at__gte": now - SPAN + LAG, "captured_at__lte": now - LAG}
    ours = PaymentAttempt.objects.filter(gateway=gateway.name, state=AttemptState.CAPTURED, **window)
    missing = [attempt for attempt in ours.order_by("pk") if attempt.transaction_id not in listed]
    return found + sum(_compare_ours(attempt, gateway, now) for attempt in missing)


def compare_or_tell(*, clock: Clock, gateway: Gateway) -> int:
    """Compare as `compare` does; tell finance on each day on which it could not be done. Raises GatewayDown."""
    try:
        return compare(clock=clock, gateway=gateway)
    except GatewayDown as down:
        letters.alert(Alert.NOT_COMPARED, f"unread:{clock():%Y-%m-%d}", now=clock(), why=down)
        raise


def _compare_payment(row: Record, now: dt.datetime) -> int:
    attempt = PaymentAttempt.objects.filter(transaction_id=row.transaction_id).first()
    if attempt is None:
        is_known = Stray.objects.filter(transaction_id=row.transaction_id).exists()
        return 0 if is_known else _differ(DifferenceKind.MONEY_WITHOUT_ATTEMPT, row, None, now)
    if attempt.state in UNSETTLED_ATTEMPTS:
        return 0
    if attempt.state != AttemptState.CAPTURED:
        return _differ(DifferenceKind.MONEY_WITHOUT_ATTEMPT, row, attempt, now)
    if row.state is MoneyState.SETTLED:
        PaymentAttempt.objects.filter(pk=attempt.pk, settled_at=None).update(settled_at=now)
    return 0 if row.amount == attempt.amount else _differ(DifferenceKind.AMOUNT, row, attempt, now)


def _compare_refund(row: Record, now: dt.datetime) -> int:
    if Refund.objects.filter(transaction_id=row.transaction_id).exists():
        return 0
    attempt = PaymentAttempt.objects.filter(invoice_number=row.invoice, state=AttemptState.CAPTURED).first()
    if attempt is None:
        return _differ(DifferenceKind.REFUND_WITHOUT_ROW, row, None, now)
    under_way = [RefundState.SENT, RefundState.UNKNOWN]
    if Refund.objects.filter(attempt=attempt, amount=row.amount, state__in=under_way).exists():
        return 0  # the reconciler finds it
    return _given_back_elsewhere(attempt, row.amount, row.transaction_id, now)


def _compare_ours(attempt: PaymentAttempt, gateway: Gateway, now: dt.datetime) -> int:
    if _is_undone(attempt):
        return 0
    row = gateway.read(attempt.transaction_id or "")
    if row and row.state is MoneyState.VOIDED:
        return _given_back_elsewhere(attempt, attempt.amount, "", now)
    if row and row.state in (MoneyState.CAPTURED, MoneyState.SETTLED):
        return 0
    fields = {"transaction_id": attempt.transaction_id, "invoice_number": attempt.invoice_number}
    return _write(DifferenceKind.ATTEMPT_WITHOUT_MONEY, attempt, now, ours=attempt.amount, theirs=None, **fields)


def _is_undone(attempt: PaymentAttempt) -> bool:
    """Return whether we know that the money is gone from the gateway's list, or are about to take it back."""
    undone = Refund.objects.filter(attempt=attempt, kind__in=[RefundKind.VOID, RefundKind.EXTERNAL])
    return undone.filter(state__in=ACTIVE_REFUNDS).exists()


@transaction.atomic
def _given_back_elsewhere(attempt: PaymentAttempt, amount: Decimal, number: str, now: dt.datetime) -> int:
    """Staff gave money back in the gateway's own pages: write it down as a refund (failure 41)."""
    order = locked_order(attempt.order_id)
    is_known = Refund.objects.filter(transaction_id=number).exists() if number else _is_undone(attempt)
    if is_known:
        return 0
    key = number or attempt.transaction_id or ""
    if amount > refundable(attempt):
        fields = {"transaction_id": key, "invoice_number": attempt.invoice_number}
        return _write(DifferenceKind.REFUND_WITHOUT_ROW, attempt, now, ours=None, theirs=amount, **fields)
    refund = Refund.objects.create(
        request_key=uuid.uuid4(),
        attempt=attempt,
        amount=amount,
        reason="Given back in the gateway's own pages.",
        kind=RefundKind.EXTERNAL,
        state=RefundState.DONE,
        requested_by=attempt.gateway,
        requested_at=now,
        done_at=now,
        transaction_id=number or None,
    )
    note(order, "refund.external", by=attempt.gateway, now=now, attempt=attempt, refund=refund, after="done")
    settle_order(order, attempt, by=attempt.gateway, now=now)
    letters.alert(Alert.REFUND_ELSEWHERE, f"external:{refund.pk}", now=now, order=order.number, amount=amount)
    return 1


def _differ(kind: DifferenceKind, row: Record, attempt: PaymentAttempt | None, now: dt.datetime) -> int:
    fields = {"transaction_id": row.transaction_id, "invoice_number": row.invoice}
    return _write(kind, attempt, now, ours=attempt.amount if attempt else None, theirs=row.amount, **fields)


@transaction.atomic
def _write(kind: DifferenceKind, attempt: PaymentAttempt | None, now: dt.datetime, **fields: Any) -> int:
    number = fields.pop("transaction_id")
    difference, is_new = SettlementDifference.objects.get_or_create(
        kind=kind, transaction_id=number, defaults={**fields, "attempt": attempt, "found_at": now}
    )
    if is_new:
        seen = {"kind": kind, "transaction": number, "ours": difference.ours, "theirs": difference.theirs}
        letters.alert(Alert.DIFFERENCE, f"difference:{kind}:{number}", now=now, **seen)
    return int(is_new)


@transaction.atomic
def settle_difference(*, difference: SettlementDifference, resolution: str, by: str, now: dt.datetime) -> None:
    """Say how a difference was settled; the first word stands.

    Raises:
        NoteMissing: nothing was written.
    """
    if not resolution.strip():
        raise NoteMissing
    fields = {"resolved_at": now, "resolved_by": by, "resolution": resolution.strip()}
    if SettlementDifference.objects.filter(pk=difference.pk, resolved_at=None).update(**fields):
        subject = ("settlement-difference", difference.transaction_id)
        record(Act.DIFFERENCE_SETTLED, by=by, subject=subject, now=now, reason=resolution.strip())
