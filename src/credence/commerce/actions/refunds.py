"""Give money back: asked for by one, above a limit allowed by another, and never sent twice."""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from credence.audit.actions import record
from credence.audit.enums import Act
from credence.commerce import letters
from credence.commerce.actions import leases
from credence.commerce.actions.coupons import release
from credence.commerce.actions.moves import move_order, move_refund, note
from credence.commerce.actions.orders import locked_order
from credence.commerce.enums import RefundKind
from credence.commerce.gateway.chosen import gateway_called
from credence.commerce.gateway.interface import (
    ActOutcome,
    Done,
    Gateway,
    GatewayDown,
    MoneyState,
    NotSent,
    Refused,
)
from credence.commerce.letters import Alert
from credence.commerce.models import Order, PaymentAttempt, Refund
from credence.commerce.queries import captured_attempt, refundable, refunded
from credence.commerce.rules.states import UNSETTLED_REFUNDS, OrderState, RefundState
from credence.enrollment.actions import close
from credence.enrollment.models import Enrollment
from credence.kit.refusal import Refusal

logger = logging.getLogger(__name__)
Clock = Callable[[], dt.datetime]
R = RefundState
UNTIL_SETTLED = dt.timedelta(hours=1)
STALE = dt.timedelta(days=3)


class RefundRefused(Refusal):
    """No money goes back by this."""

    code = "refund-refused"


class ReasonMissing(RefundRefused):
    """A refund needs a reason."""

    code = "reason-missing"


class NothingCharged(RefundRefused):
    """No money was taken for the order."""

    code = "nothing-charged"


class TooMuch(RefundRefused):
    """More than is left, or nothing; `most` can still go back."""

    code = "too-much"


class OldPage(RefundRefused):
    """`given` went back, or is about to, since the page was opened from which the refund is asked for."""

    code = "old-page"


class SamePerson(RefundRefused):
    """Who asked for a refund does not allow it."""

    code = "same-person"


class NotAwaiting(RefundRefused):
    """The refund was decided before."""

    code = "not-awaiting"


@transaction.atomic
def request_refund(
    *,
    order: Order,
    amount: Decimal,
    reason: str,
    request_key: UUID,
    by: str,
    now: dt.datetime,
    ends_access: bool = False,
    left: Decimal | None = None,
) -> Refund:
    """Ask for `amount` to go back.

    Once all refunds of the order together come to more than the limit of the settings, it waits for a second person
    (four eyes): in parts, one person gives back no more than at once. `left` is what the page said that could still go
    back, nothing where no page was looked at. A second click with the same `request_key` gets the first refund back.
    Credit is never touched by it (R68); with `ends_access` the course closes once all of the payment was given back.

    Raises:
        ReasonMissing, NothingCharged, OldPage, TooMuch: nothing was written.
    """
    locked = locked_order(order.pk)
    if found := Refund.objects.filter(request_key=request_key).first():
        return found
    if not reason.strip():
        raise ReasonMissing
    attempt = captured_attempt(locked)
    if attempt is None:
        raise NothingCharged
    most = refundable(attempt)
    if left is not None and left != most:
        raise OldPage(given=left - most)
    if not 0 < amount <= most:
        raise TooMuch(most=most)
    needs_two = attempt.amount - most + amount > Decimal(settings.ENV.refund_limit)
    refund = Refund.objects.create(
        request_key=request_key,
        attempt=attempt,
        amount=amount,
        reason=reason.strip(),
        state=R.AWAITING_APPROVAL if needs_two else R.CREATED,
        requested_by=by,
        requested_at=now,
        next_check_at=now,
        ends_access=ends_access,
    )
    note(locked, f"refund.{refund.state}", by=by, now=now, attempt=attempt, refund=refund, after=refund.state)
    record_refund(Act.REFUND_REQUESTED, refund, by=by, now=now)
    return refund


@transaction.atomic
def approve_refund(*, refund: Refund, by: str, now: dt.datetime, ends_access: bool = False) -> Refund:
    """Let a refund above the limit go out; whether it ends access is decided anew.

    Raises:
        SamePerson, NotAwaiting: it stays as it was.
    """
    locked = locked_refund(refund.pk)
    if locked.state != R.AWAITING_APPROVAL:
        raise NotAwaiting
    if locked.requested_by == by:
        raise SamePerson
    move_refund(locked, R.CREATED, by=by, now=now, approved_by=by, next_check_at=now, ends_access=ends_access)
    record_refund(Act.REFUND_APPROVED, locked, by=by, now=now)
    return locked


@transaction.atomic
def deny_refund(*, refund: Refund, by: str, now: dt.datetime) -> Refund:
    """Let a refund above the limit not go out; whoever asked for it may withdraw it so.

    Raises:
        NotAwaiting: it stays as it was.
    """
    locked = locked_refund(refund.pk)
    if locked.state != R.AWAITING_APPROVAL:
        raise NotAwaiting
    move_refund(locked, R.FAILED, by=by, now=now, next_check_at=None, response_code="denied")
    record_refund(Act.REFUND_DENIED, locked, by=by, now=now)
    return locked


def record_refund(act: Act, refund: Refund, *, by: str, now: dt.datetime) -> None:
    """Put on record what somebody decided about a refund."""
    subject = ("order", refund.attempt.order.number)
    record(act, by=by, subject=subject, now=now, reason=refund.reason, details={"amount": str(refund.amount)})


def locked_refund(pk: int) -> Refund:
    """Lock a refund, and only then read it; the order's lock is taken before."""
    Refund.objects.select_for_update(no_key=True).get(pk=pk)
    return Refund.objects.select_related("attempt__order__version", "attempt__order__learner").get(pk=pk)


def send(*, refund: Refund, actor: str, clock: Clock, gateway: Gateway | None = None) -> Refund:
    """Bring a refund on as far as it goes at this moment. Call it outside of transactions.

    What was sent and not answered is looked for, never sent again before it is known not to have happened.
    """
    claimed = _claim(refund, actor, clock())
    if claimed is None:
        return refund
    gateway = gateway or gateway_called(claimed.attempt.gateway)
    try:
        _step(claimed, gateway, actor, clock)
    except GatewayDown as down:
        logger.warning("Refund %s waits for the gateway: %s", claimed.pk, down)
    except leases.LeaseLost:
        logger.warning("Refund %s is led by another now.", claimed.pk)
    _let_go(claimed, actor, clock())
    return Refund.objects.select_related("attempt__order").get(pk=refund.pk)


@transaction.atomic
def _claim(refund: Refund, actor: str, now: dt.datetime) -> Refund | None:
    locked = locked_refund(refund.pk)
    is_open = locked.state in UNSETTLED_REFUNDS
    return locked if is_open and leases.claim(locked, actor=actor, now=now) else None


@transaction.atomic
def _let_go(refund: Refund, actor: str, now: dt.datetime) -> None:
    locked = locked_refund(refund.pk)
    pause = UNTIL_SETTLED if locked.state == R.CREATED else leases.pause_of(locked)
    leases.let_go(locked, actor=actor, next_check_at=now + pause, looks=1)


def _step(refund: Refund, gateway: Gateway, actor: str, clock: Clock) -> None:
    if refund.state == R.SENT:
        _move(refund, R.UNKNOWN, actor, clock(), {"why": "the sender died"})
    if refund.state == R.UNKNOWN:
        _find_out(refund, gateway, actor, clock)
    elif not gateway.has_book:
        _send(refund, RefundKind.EXTERNAL, lambda: gateway.refund(_number(refund), refund.amount), actor, clock)
    else:
        _choose(refund, gateway, actor, clock)


def _number(refund: Refund) -> str:
    return refund.attempt.transaction_id or ""


def _choose(refund: Refund, gateway: Gateway, actor: str, clock: Clock) -> None:
    """Before settlement all of it can be voided, after settlement any part refunded; a part waits (15.8)."""
    row = gateway.read(_number(refund))
    state = row.state if row else MoneyState.UNCLEAR
    is_whole = refund.amount == refund.attempt.amount
    if state is MoneyState.SETTLED:
        _send(refund, RefundKind.REFUND, lambda: gateway.refund(_number(refund), refund.amount), actor, clock)
    elif state is MoneyState.CAPTURED and is_whole:
        _send(refund, RefundKind.VOID, lambda: gateway.void(_number(refund)), actor, clock)
    elif state is MoneyState.VOIDED and is_whole:
        _done(refund, "", actor, clock(), {"found": "voided"}, kind=RefundKind.VOID)
    elif state is MoneyState.VOIDED:
        _move(refund, R.FAILED, actor, clock(), {"why": "voided at the gateway"}, response_code="voided")
        _alert(Alert.REFUND_VOIDED, refund, clock())
    elif clock() - refund.requested_at > STALE:
        _alert(Alert.REFUND_UNSETTLED, refund, clock())


def _send(refund: Refund, kind: RefundKind, call: Callable[[], ActOutcome], actor: str, clock: Clock) -> None:
    now = clock()
    _move(refund, R.SENT, actor, now, {"kind": kind}, kind=kind, sent_at=now)
    outcome = call()
    now = clock()
    details = {"outcome": type(outcome).__name__, "trace": asdict(outcome.trace)}
    if isinstance(outcome, Done):
        _done(refund, outcome.transaction_id if kind is RefundKind.REFUND else "", actor, now, details)
    elif isinstance(outcome, NotSent) or (isinstance(outcome, Refused) and outcome.is_untimely):
        _move(refund, R.CREATED, actor, now, details)
    elif isinstance(outcome, Refused):
        _move(refund, R.FAILED, actor, now, details, response_code=outcome.code[:20])
        _alert(Alert.REFUND_REFUSED, refund, now, code=outcome.code, message=outcome.message)
    else:
        _move(refund, R.UNKNOWN, actor, now, details)


def _find_out(refund: Refund, gateway: Gateway, actor: str, clock: Clock) -> None:
    """Look for what was sent and not answered; what cannot be found is never sent again (failure 35)."""
    if not gateway.has_book:
        _move(refund, R.CREATED, actor, clock(), {"found": "nothing leaves this site"})
        return
    if refund.kind == RefundKind.VOID:
        row = gateway.read(_number(refund))
        if row and row.state is MoneyState.VOIDED:
            _done(refund, "", actor, clock(), {"found": "voided"})
        elif row and row.state in (MoneyState.CAPTURED, MoneyState.SETTLED):
            _move(refund, R.CREATED, actor, clock(), {"found": row.state})
        return
    sent_on = (refund.sent_at or refund.requested_at).date()
    rows = [row for row in gateway.find(refund.attempt.invoice_number, sent_on) if row.is_refund]
    if not _is_found(refund, [row.transaction_id for row in rows if row.amount == refund.amount], actor, clock()):
        _tell_if_stale(refund, clock())


@transaction.atomic
def _is_found(refund: Refund, numbers: list[str], actor: str, now: dt.datetime) -> bool:
    """Take one of the gateway's refunds for this one, unless another's answer may still be on its way for it."""
    locked_order(refund.attempt.order_id)
    others = Refund.objects.filter(attempt=refund.attempt).exclude(pk=refund.pk)
    if others.filter(state=R.SENT, amount=refund.amount).exists():
        return False
    known = set(others.exclude(transaction_id=None).values_list("transaction_id", flat=True))
    mine = [number for number in numbers if number not in known]
    if mine:
        _done(refund, mine[0], actor, now, {"found": mine[0]})
    return bool(mine)


def _tell_if_stale(refund: Refund, now: dt.datetime) -> None:
    if now - (refund.sent_at or refund.requested_at) > STALE:
        _alert(Alert.REFUND_UNANSWERED, refund, now)


@transaction.atomic
def _move(
    refund: Refund, new: RefundState, actor: str, now: dt.datetime, details: dict[str, Any], **fields: Any
) -> None:
    locked = locked_refund(refund.pk)
    lease = leases.kept(locked, actor=actor, now=now)
    move_refund(locked, new, by=actor, now=now, details=details, **lease, **fields)
    refund.state = locked.state


@transaction.atomic
def _done(refund: Refund, number: str, actor: str, now: dt.datetime, details: dict[str, Any], **fields: str) -> None:
    """The money went back; whoever knows it may say so, with the lease or without."""
    order = locked_order(refund.attempt.order_id)
    locked = locked_refund(refund.pk)
    if locked.state != R.DONE:
        close_refund(order, locked, number, actor, now, details, **fields)
    refund.state = locked.state


def close_refund(
    order: Order, refund: Refund, number: str, actor: str, now: dt.datetime, details: dict[str, Any], **fields: Any
) -> None:
    """Let a locked refund be done, with all that follows for its locked order, its course and the learner."""
    fields |= {"done_at": now, "next_check_at": None, "transaction_id": number or None}
    move_refund(refund, R.DONE, by=actor, now=now, details=details, **fields)
    settle_order(order, refund.attempt, by=actor, now=now)
    if refund.ends_access and order.state == OrderState.REFUNDED and order.enrollment:
        _end_access(order, order.enrollment, refund, by=actor, now=now)
    letters.refunded(refund, now=now)


def _end_access(order: Order, enrollment: Enrollment, refund: Refund, *, by: str, now: dt.datetime) -> None:
    if close(enrollment=enrollment, reason=refund.reason, by=by, now=now):
        note(order, "access.closed", by=by, now=now, attempt=refund.attempt, refund=refund)


def settle_order(order: Order, attempt: PaymentAttempt, *, by: str, now: dt.datetime) -> None:
    """Let a locked order say how much of it was given back. Under review it stays until all is back or staff decide."""
    is_whole = refunded(attempt) >= attempt.amount
    new = OrderState.REFUNDED if is_whole else OrderState.PARTLY_REFUNDED
    if order.state in (new, OrderState.PENDING) or (order.state == OrderState.NEEDS_REVIEW and not is_whole):
        return
    move_order(order, new, by=by, now=now)
    release(order, now=now)  # a coupon that opened the course stays used


def _alert(what: Alert, refund: Refund, now: dt.datetime, **seen: str) -> None:
    about = {"order": refund.attempt.order.number, "amount": refund.amount, **seen}
    letters.alert(what, f"refund:{refund.pk}", now=now, **about)
