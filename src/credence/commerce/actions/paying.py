"""Lead a payment from its first call to its end: transactions, with a call of the gateway between each two.

Whoever leads holds the lease of the attempt: the request in which the learner pays, the page that shows how it
stands, or the reconciler. All do the same steps, so that it does not matter who died where.
"""

import datetime as dt
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from credence.commerce import letters
from credence.commerce.actions import leases
from credence.commerce.actions.attempts import (
    Begun,
    Payment,
    begin,
    claim,
    let_go,
    move,
    note_stray,
    record_authorization,
)
from credence.commerce.actions.fulfillment import confirm
from credence.commerce.enums import PaymentFault, VoidReason
from credence.commerce.gateway.chosen import gateway_called
from credence.commerce.gateway.interface import (
    ActOutcome,
    Authorized,
    Charge,
    Declined,
    Done,
    Gateway,
    GatewayDown,
    MoneyState,
    Record,
    Refused,
    Rejected,
    Unknown,
)
from credence.commerce.letters import Alert
from credence.commerce.models import Order, PaymentAttempt
from credence.commerce.queries import was_uncertain
from credence.commerce.rules.cards import ACCEPTED
from credence.commerce.rules.states import UNSETTLED_ATTEMPTS, AttemptState, OrderState

logger = logging.getLogger(__name__)
Clock = Callable[[], dt.datetime]
A = AttemptState
TOO_LATE = dt.timedelta(minutes=30)
CARD_LIMIT = dt.timedelta(seconds=60)
LOST_AFTER = dt.timedelta(minutes=10)
LOST_LOOKS = 4
SURPRISING = frozenset({VoidReason.BRAND_UNKNOWN, VoidReason.AMOUNT})
MOST_STEPS = 8
SLOW = 10.0
"""Seconds after which a request asks a gateway that gave no answer nothing more."""


def pay(
    *, order: Order, payment: Payment, by: str, clock: Clock, patience: float = 8, gateway: Gateway | None = None
) -> Begun:
    """Pay an order by card (or by what `payment.gateway` names), and return the attempt as far as it came.

    `patience` is how many seconds to wait for the gateway to tell the card's brand; the reconciler goes on after that.
    It also looks for a payment of which a slow gateway told nothing: whoever pays has waited long enough.

    Raises:
        Whatever `begin` raises: nothing was sent.
    """
    gateway = gateway or gateway_called(payment.gateway)
    actor = new_actor()
    begun = begin(order=order, payment=payment, by=by, actor=actor, now=clock())
    if not begun.is_new:
        return begun
    sent = time.monotonic()
    outcome = gateway.authorize(_charge(begun.attempt, payment))
    attempt = record_authorization(attempt=begun.attempt, outcome=outcome, actor=actor, now=clock())
    if attempt.state == A.AUTH_UNKNOWN and time.monotonic() - sent > SLOW:
        let_go(attempt=attempt, actor=actor, now=clock(), is_fruitless=True, is_look=False)
        return Begun(attempt, is_new=True)
    attempt = lead(attempt=attempt, gateway=gateway, actor=actor, clock=clock)
    until = time.monotonic() + patience
    while attempt.state == A.AUTHORIZED and time.monotonic() < until:
        time.sleep(min(1, patience / 4))
        attempt = lead(attempt=attempt, gateway=gateway, actor=actor, clock=clock)
    return Begun(attempt, is_new=True)


def new_actor() -> str:
    """Return the name under which somebody leads."""
    return secrets.token_hex(8)


def _charge(attempt: PaymentAttempt, payment: Payment) -> Charge:
    return Charge(
        token=payment.token,
        key=payment.key,
        amount=attempt.amount,
        currency=attempt.currency,
        invoice=attempt.invoice_number,
        reference=attempt.order.number,
        description=f"CME enrollment {attempt.order.number}",
        name=payment.name,
        address=payment.address,
    )


def lead(*, attempt: PaymentAttempt, clock: Clock, actor: str = "", gateway: Gateway | None = None) -> PaymentAttempt:
    """Lead an attempt on as far as it goes at this moment, and confirm its order where the money was taken.

    Does nothing where another leads it. Call it outside of transactions.
    """
    actor = actor or new_actor()
    gateway = gateway or gateway_called(attempt.gateway)
    for _ in range(MOST_STEPS):
        claimed = claim(attempt=attempt, actor=actor, now=clock())
        if claimed is None:
            break
        before = claimed.state
        is_found_out = _step(claimed, gateway, actor, clock)
        attempt = PaymentAttempt.objects.select_related("order").get(pk=attempt.pk)
        if attempt.state == before or attempt.state not in UNSETTLED_ATTEMPTS or not is_found_out:
            is_same = attempt.state == before
            let_go(attempt=attempt, actor=actor, now=clock(), is_fruitless=is_same, is_look=is_found_out)
            break
    attempt = PaymentAttempt.objects.select_related("order__version", "order__course").get(pk=attempt.pk)
    if attempt.state == A.CAPTURED and attempt.order.state == OrderState.PENDING:
        confirm(order=attempt.order, now=clock())
    return attempt


def _step(attempt: PaymentAttempt, gateway: Gateway, actor: str, clock: Clock) -> bool:
    """Take one step; return whether the next may follow at once."""
    try:
        STEPS[AttemptState(attempt.state)](attempt, gateway, actor, clock)
    except GatewayDown as down:
        logger.warning("Attempt %s waits for the gateway: %s", attempt.invoice_number, down)
        return False
    except leases.LeaseLost:
        logger.warning("Attempt %s is led by another now.", attempt.invoice_number)
        return False
    return True


def _send_or_doubt(attempt: PaymentAttempt, gateway: Gateway, actor: str, clock: Clock) -> None:  # noqa: ARG001
    """Whoever sent it died, for the lease is ours: what came of it must be found out."""
    doubt = {A.AUTH_SENT: A.AUTH_UNKNOWN, A.CAPTURE_SENT: A.CAPTURE_UNKNOWN, A.CREATED: A.NOT_SENT}
    state = A(attempt.state)
    move(
        attempt=attempt,
        expected=frozenset({state}),
        new=doubt[state],
        actor=actor,
        now=clock(),
        details={"why": "the sender died"},
    )


def _find(attempt: PaymentAttempt, gateway: Gateway, actor: str, clock: Clock) -> None:
    """Look for an authorisation of which no answer came, by its invoice number (payments page 9 and 15.5)."""
    rows = [row for row in gateway.find(attempt.invoice_number, attempt.sent_at.date()) if not row.is_refund]
    approved = [row for row in rows if row.state not in (MoneyState.DECLINED, MoneyState.VOIDED)]
    if approved:
        _adopt(attempt, approved, actor, clock)
    elif rows:
        was_held, number = rows[0].state is MoneyState.VOIDED, rows[0].transaction_id
        declined = Declined(fault=PaymentFault.BANK, was_held=was_held, transaction_id=number)
        record_authorization(attempt=attempt, outcome=declined, actor=actor, now=clock())
    else:
        _not_found(attempt, actor, clock)


def _adopt(attempt: PaymentAttempt, rows: list[Record], actor: str, clock: Clock) -> None:
    """Take one row for the attempt's, of the right amount if there is one; then only the others are strays."""
    row = next((row for row in rows if row.amount == attempt.amount), rows[0])
    found = Authorized(transaction_id=row.transaction_id, amount=row.amount, card=row.card)
    adopted = record_authorization(attempt=attempt, outcome=found, actor=actor, now=clock())
    for row in rows:
        if row.transaction_id != adopted.transaction_id:
            note_stray(attempt, row.transaction_id, by=actor, now=clock())


def _not_found(attempt: PaymentAttempt, actor: str, clock: Clock) -> None:
    if attempt.fault == PaymentFault.CARD_SPENT:
        message = "the card token was spent or had expired"
        rejected = Rejected(fault=PaymentFault.CARD_SPENT, code=attempt.response_code, message=message)
        record_authorization(attempt=attempt, outcome=rejected, actor=actor, now=clock())
        return
    now = clock()
    if attempt.checks >= LOST_LOOKS and now - attempt.sent_at >= LOST_AFTER:
        unknown = frozenset({A.AUTH_UNKNOWN})
        lost = move(attempt=attempt, expected=unknown, new=A.LOST, actor=actor, now=now, next_check_at=None)
        if lost:
            letters.payment_undone(lost.order, lost, now=now)


def _decide(attempt: PaymentAttempt, gateway: Gateway, actor: str, clock: Clock) -> None:
    """A hold exists: take it, or give it back."""
    reason = attempt.void_reason or _reason_against(attempt, gateway, clock)
    if reason is None:
        return
    now, held = clock(), frozenset({A.AUTHORIZED})
    if reason in SURPRISING:
        seen = {"invoice": attempt.invoice_number, "reason": reason}
        letters.alert(Alert.GIVEN_BACK, f"{reason}:{attempt.invoice_number}", now=now, **seen)
    if reason:
        moved = move(
            attempt=attempt, expected=held, new=A.VOID_SENT, actor=actor, now=now, void_reason=reason, checks=0
        )
        if moved:
            _void(moved, gateway, actor, clock)
        return
    _capture(attempt, held, gateway, actor, clock)


def _reason_against(attempt: PaymentAttempt, gateway: Gateway, clock: Clock) -> str | None:
    """Return why a hold must be given back, "" to take it, None while that cannot be told."""
    now = clock()
    if attempt.order.state != OrderState.PENDING or now - attempt.sent_at > TOO_LATE:
        return VoidReason.TOO_LATE
    if not gateway.has_book:
        return ""
    if not attempt.brand and not _identify(attempt, gateway):
        is_time_up = attempt.answered_at is not None and now - attempt.answered_at >= CARD_LIMIT
        return VoidReason.BRAND_UNKNOWN if is_time_up else None
    return "" if attempt.brand in ACCEPTED else VoidReason.BRAND


def _identify(attempt: PaymentAttempt, gateway: Gateway) -> bool:
    """Ask the gateway for brand and last four digits, and keep those only."""
    try:
        card = gateway.card_of(_number(attempt))
    except GatewayDown:
        return False
    if card is None or card.brand is None:
        return False
    attempt.brand, attempt.last4 = card.brand, card.last4
    attempt.save(update_fields=["brand", "last4"])
    return True


def _capture(
    attempt: PaymentAttempt, expected: frozenset[AttemptState], gateway: Gateway, actor: str, clock: Clock
) -> None:
    sent = move(attempt=attempt, expected=expected, new=A.CAPTURE_SENT, actor=actor, now=clock())
    if sent is None:
        return
    outcome = gateway.capture(_number(sent), sent.amount)
    now, details, mine = clock(), _details(outcome), frozenset({A.CAPTURE_SENT})
    if isinstance(outcome, Done):
        _captured(sent, mine, actor, clock, details)
    elif isinstance(outcome, Refused):
        _after_refusal(sent, gateway, actor, clock, details)
    else:
        new = A.CAPTURE_UNKNOWN if isinstance(outcome, Unknown) else A.AUTHORIZED
        move(attempt=sent, expected=mine, new=new, actor=actor, now=now, details=details)


def _number(attempt: PaymentAttempt) -> str:
    return attempt.transaction_id or ""


def _details(outcome: ActOutcome) -> dict[str, Any]:
    return {"outcome": type(outcome).__name__, "trace": asdict(outcome.trace), "code": getattr(outcome, "code", "")}


def _captured(
    attempt: PaymentAttempt,
    expected: frozenset[AttemptState],
    actor: str,
    clock: Clock,
    details: dict[str, Any] | None = None,
    **more: str,
) -> None:
    now = clock()
    fields = {**leases.OVER, "captured_at": now, **more}
    move(attempt=attempt, expected=expected, new=A.CAPTURED, actor=actor, now=now, details=details, **fields)


def _after_refusal(
    attempt: PaymentAttempt, gateway: Gateway, actor: str, clock: Clock, details: dict[str, Any]
) -> None:
    """A capture was refused: perhaps it was carried out before; else the hold goes back (failure 23)."""
    unknown = move(
        attempt=attempt,
        expected=frozenset({A.CAPTURE_SENT}),
        new=A.CAPTURE_UNKNOWN,
        actor=actor,
        now=clock(),
        details=details,
        void_reason=VoidReason.CAPTURE_REFUSED,
    )
    if unknown:
        _find_out_capture(unknown, gateway, actor, clock)


def _find_out_capture(attempt: PaymentAttempt, gateway: Gateway, actor: str, clock: Clock) -> None:
    """Read how a capture stands of which no answer came; where the hold is untouched, capturing again is safe."""
    unknown = frozenset({A.CAPTURE_UNKNOWN})
    if not gateway.has_book:
        _capture(attempt, unknown, gateway, actor, clock)
        return
    record = gateway.read(_number(attempt))
    if record is None:
        return
    if record.state in (MoneyState.CAPTURED, MoneyState.SETTLED):
        _captured(attempt, unknown, actor, clock, void_reason="")
    elif record.state is MoneyState.VOIDED:
        _ended(attempt, unknown, A.VOIDED, actor, clock)
    elif record.state is MoneyState.HELD and attempt.void_reason:
        moved = move(attempt=attempt, expected=unknown, new=A.VOID_SENT, actor=actor, now=clock(), checks=0)
        if moved:
            _void(moved, gateway, actor, clock)
    elif record.state is MoneyState.HELD:
        _capture(attempt, unknown, gateway, actor, clock)


def _void(attempt: PaymentAttempt, gateway: Gateway, actor: str, clock: Clock) -> None:
    """Give a hold back, until it is true. A second try reads first how it stands."""
    if attempt.checks and _is_void_settled(attempt, gateway, actor, clock):
        return
    outcome = gateway.void(_number(attempt))
    if isinstance(outcome, Done):
        _ended(attempt, frozenset({A.VOID_SENT}), A.VOIDED, actor, clock)
    elif isinstance(outcome, Refused):
        _is_void_settled(attempt, gateway, actor, clock)


def _is_void_settled(attempt: PaymentAttempt, gateway: Gateway, actor: str, clock: Clock) -> bool:
    record = gateway.read(_number(attempt))
    if record and record.state is MoneyState.VOIDED:
        _ended(attempt, frozenset({A.VOID_SENT}), A.VOIDED, actor, clock)
        return True
    if record and record.state is MoneyState.SETTLED:
        _captured(attempt, frozenset({A.VOID_SENT}), actor, clock)
        return True
    return False


def _ended(
    attempt: PaymentAttempt, expected: frozenset[AttemptState], new: AttemptState, actor: str, clock: Clock
) -> None:
    now = clock()
    ended = move(attempt=attempt, expected=expected, new=new, actor=actor, now=now, **leases.OVER)
    if ended and (was_uncertain(ended) or now - ended.sent_at > CARD_LIMIT * 2):
        letters.payment_undone(ended.order, ended, now=now)


STEPS: dict[AttemptState, Callable[[PaymentAttempt, Gateway, str, Clock], None]] = {
    A.CREATED: _send_or_doubt,
    A.AUTH_SENT: _send_or_doubt,
    A.CAPTURE_SENT: _send_or_doubt,
    A.AUTH_UNKNOWN: _find,
    A.AUTHORIZED: _decide,
    A.CAPTURE_UNKNOWN: _find_out_capture,
    A.VOID_SENT: _void,
}
