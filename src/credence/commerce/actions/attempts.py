"""The short transactions around a payment: begin it, lease it, and record what came of each call."""

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from credence.commerce import letters
from credence.commerce.actions import leases
from credence.commerce.actions.coupons import renew
from credence.commerce.actions.moves import move_attempt, note
from credence.commerce.actions.orders import (
    LIFE,
    AlreadyEnrolled,
    NothingToPay,
    OrderClosed,
    OrderRefused,
    PaymentInProgress,
    PriceChanged,
    locked_order,
    refresh,
)
from credence.commerce.enums import PaidBy, PaymentFault, VoidReason
from credence.commerce.gateway.interface import (
    Address,
    Authorized,
    AuthorizeOutcome,
    Declined,
    NotSent,
    Rejected,
)
from credence.commerce.letters import Alert
from credence.commerce.models import Order, PaymentAttempt, Stray
from credence.commerce.queries import declines_everywhere, open_attempt, token_fingerprint, tries_since
from credence.commerce.rules.numbers import invoice_number
from credence.commerce.rules.quotes import is_same
from credence.commerce.rules.states import UNSETTLED_ATTEMPTS, AttemptState, OrderState
from credence.enrollment.actions import check_may_enroll
from credence.enrollment.queries import open_enrollment_of

MOST_DECLINES = 3
MOST_TRIES = 10
ALARMING_DECLINES = 20
HOUR = dt.timedelta(hours=1)


class TooManyDeclines(OrderRefused):
    """The learner's cards were declined three times within an hour, or tried ten times (failure 42)."""

    code = "too-many-declines"


class CardUsed(OrderRefused):
    """The card token belongs to another payment; the card must be typed again."""

    code = "card-used"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What the page sent: the card as the gateway's token, the price it showed, and the bill."""

    gateway: str
    attempt_key: UUID
    token: str = field(repr=False)
    key: str = field(repr=False)
    shown: str
    name: str
    address: Address


@dataclass(frozen=True, slots=True)
class Begun:
    """An attempt; one that is not new was begun by an earlier click and must not be sent again."""

    attempt: PaymentAttempt
    is_new: bool


def begin(*, order: Order, payment: Payment, by: str, actor: str, now: dt.datetime) -> Begun:
    """Write down that a payment is about to be sent, under the lock of the order, and lease it to `actor`.

    A second click, a replayed post and a second tab get the first attempt back.

    Raises:
        PriceChanged, OrderClosed, NothingToPay, PaymentInProgress, TooManyDeclines, CardUsed, AlreadyEnrolled,
        enrollment's ProfileIncomplete and NotOpen: nothing may be sent.
    """
    with transaction.atomic():
        locked = locked_order(order.pk)
        fingerprint = token_fingerprint(_once(payment))
        if found := _begun_before(locked, payment, fingerprint):
            return Begun(found, is_new=False)
        _check_payable(locked, now)
        refresh(locked, now=now)
        if is_same(payment.shown, locked.quote_hash):
            return Begun(_begin(locked, payment, fingerprint, by=by, actor=actor, now=now), is_new=True)
    raise PriceChanged  # after the commit, so that the order keeps its new price


def _once(payment: Payment) -> str:
    """Return what is spent by this payment: a card token; a purchase order may pay for several learners."""
    return f"{payment.attempt_key}:{payment.token}" if payment.gateway == PaidBy.MANUAL else payment.token


def _begun_before(order: Order, payment: Payment, fingerprint: str) -> PaymentAttempt | None:
    for same in ({"attempt_key": payment.attempt_key}, {"token_fp": fingerprint}):
        if found := PaymentAttempt.objects.filter(**same).first():
            if found.order_id != order.pk:
                raise CardUsed
            return found
    return None


def _check_payable(order: Order, now: dt.datetime) -> None:
    if order.state != OrderState.PENDING:
        raise OrderClosed
    if open_attempt(order):
        raise PaymentInProgress
    if open_enrollment_of(order.learner, order.course):
        raise AlreadyEnrolled
    check_may_enroll(order.learner, order.course)
    declines, tries = tries_since(order.learner, now - HOUR)
    if declines >= MOST_DECLINES or tries >= MOST_TRIES:
        raise TooManyDeclines


def _begin(
    order: Order, payment: Payment, fingerprint: str, *, by: str, actor: str, now: dt.datetime
) -> PaymentAttempt:
    if not order.total:
        raise NothingToPay
    renew(order, now=now)
    _bill(order, payment, now)
    seq = order.attempts.count() + 1
    attempt = PaymentAttempt(
        order=order,
        seq=seq,
        gateway=payment.gateway,
        attempt_key=payment.attempt_key,
        invoice_number=invoice_number(order.number, seq),
        amount=order.total,
        currency=order.currency,
        token_fp=fingerprint,
        state=AttemptState.AUTH_SENT,
        sent_at=now,
        next_check_at=now + leases.LENGTH,
        **leases.taken_by(actor, now),
    )
    try:
        with transaction.atomic():
            attempt.save(force_insert=True)
    except IntegrityError as taken:
        raise CardUsed from taken  # by another order at this moment, for whoever has this one's lock is alone with it
    note(order, "attempt.auth-sent", by=by, now=now, attempt=attempt, after=AttemptState.AUTH_SENT)
    return attempt


def _bill(order: Order, payment: Payment, now: dt.datetime) -> None:
    address = payment.address
    bill = {
        "billing_name": payment.name,
        "billing_street": address.street,
        "billing_street2": address.street2,
        "billing_city": address.city,
        "billing_region": address.region,
        "billing_postal_code": address.postal_code,
        "billing_country": address.country,
        "expires_at": now + LIFE,
    }
    Order.objects.filter(pk=order.pk).update(**bill)


def locked_attempt(pk: int) -> PaymentAttempt:
    """Lock an attempt, and only then read it; who does takes no other lock after."""
    PaymentAttempt.objects.select_for_update(no_key=True).get(pk=pk)
    return PaymentAttempt.objects.select_related("order__version", "order__course", "order__learner").get(pk=pk)


@transaction.atomic
def claim(*, attempt: PaymentAttempt, actor: str, now: dt.datetime) -> PaymentAttempt | None:
    """Lease an attempt to `actor`, who alone calls the gateway for it; None where another has it, or it is over."""
    locked = locked_attempt(attempt.pk)
    is_open = locked.state in UNSETTLED_ATTEMPTS
    return locked if is_open and leases.claim(locked, actor=actor, now=now) else None


@transaction.atomic
def let_go(*, attempt: PaymentAttempt, actor: str, now: dt.datetime, is_fruitless: bool, is_look: bool) -> None:
    """End the lease of `actor`; after each fruitless look the next waits longer.

    What could not look is no look, and neither is one before its time: a page that asks each second puts nothing off.
    """
    locked = locked_attempt(attempt.pk)
    due, looks = locked.next_check_at, 0
    if not is_fruitless:
        due = now + leases.PAUSES[0]
    elif due is None or due <= now:
        due, looks = now + leases.pause_of(locked), int(is_look)
    leases.let_go(locked, actor=actor, next_check_at=due, looks=looks)


@transaction.atomic
def move(
    *,
    attempt: PaymentAttempt,
    expected: frozenset[AttemptState],
    new: AttemptState,
    actor: str,
    now: dt.datetime,
    details: dict[str, Any] | None = None,
    **fields: Any,
) -> PaymentAttempt | None:
    """Compare and set: bring an attempt from one of `expected` to `new`; None where a late answer was first.

    Only who holds the lease may; it is kept, since a call of the gateway may follow.

    Raises:
        LeaseLost: another leads it, and nothing was written.
    """
    locked = locked_attempt(attempt.pk)
    lease = leases.kept(locked, actor=actor, now=now)
    if locked.state not in expected:
        return None
    if new in UNSETTLED_ATTEMPTS:
        fields = {**lease, **fields}
    move_attempt(locked, new, by=actor, now=now, details=details, **fields)
    return locked


@transaction.atomic
def record_authorization(
    *, attempt: PaymentAttempt, outcome: AuthorizeOutcome, actor: str, now: dt.datetime
) -> PaymentAttempt:
    """Record what came of an authorisation. An answer that comes too late is never dropped: its money is a stray."""
    locked = locked_attempt(attempt.pk)
    if locked.state in (AttemptState.AUTH_SENT, AttemptState.AUTH_UNKNOWN):
        _apply(locked, outcome, actor, now)
    elif isinstance(outcome, Authorized) and outcome.transaction_id != locked.transaction_id:
        note_stray(locked, outcome.transaction_id, by=actor, now=now)
    return locked


def _apply(attempt: PaymentAttempt, outcome: AuthorizeOutcome, actor: str, now: dt.datetime) -> None:
    details: dict[str, Any] = {"trace": asdict(outcome.trace)}
    if isinstance(outcome, Authorized):
        _authorized(attempt, outcome, actor, now)
    elif isinstance(outcome, Declined):
        answer = {
            "response_code": outcome.code,
            "fault": outcome.fault,
            "avs": outcome.avs[:60],
            "csc": outcome.csc[:40],
            "transaction_id": outcome.transaction_id or None,
        }
        _close(attempt, AttemptState.DECLINED, actor, now, details, **answer)
        if outcome.was_held and outcome.transaction_id:  # void by the gateway's word; it is looked at (failure 13)
            _keep_stray(attempt, outcome.transaction_id, now)
        _tell_of_declines(now)
    elif isinstance(outcome, Rejected):
        answer = {"response_code": outcome.code[:20], "fault": outcome.fault}
        _close(attempt, AttemptState.REJECTED, actor, now, details, **answer)
        seen = {"invoice": attempt.invoice_number, "code": outcome.code or outcome.fault, "message": outcome.message}
        letters.alert(Alert.REJECTED, f"rejected:{attempt.invoice_number}", now=now, **seen)
    elif isinstance(outcome, NotSent) and attempt.state == AttemptState.AUTH_SENT:
        _close(attempt, AttemptState.NOT_SENT, actor, now, {"why": outcome.why})
    elif attempt.state == AttemptState.AUTH_SENT:
        code, fault = getattr(outcome, "code", ""), getattr(outcome, "fault", PaymentFault.NO_ANSWER)
        details = {**details, "why": outcome.why}
        due: dict[str, Any] = {"response_code": code[:20], "fault": fault, "next_check_at": now}
        move_attempt(attempt, AttemptState.AUTH_UNKNOWN, by=actor, now=now, details=details, **due)
        if fault is PaymentFault.STRANGE_ANSWER:
            seen = {"invoice": attempt.invoice_number, "code": code}
            letters.alert(Alert.STRANGE_ANSWER, f"code:{code}"[:100], now=now, **seen)
        letters.payment_uncertain(attempt.order, now=now)


def _close(
    attempt: PaymentAttempt, state: AttemptState, actor: str, now: dt.datetime, details: dict[str, Any], **fields: Any
) -> None:
    ended = {**leases.OVER, "answered_at": now}
    if attempt.state == AttemptState.AUTH_UNKNOWN:  # the learner was told to wait for our word
        letters.payment_undone(attempt.order, attempt, now=now)
    move_attempt(attempt, state, by=actor, now=now, details=details, **ended, **fields)


def _tell_of_declines(now: dt.datetime) -> None:
    if declines_everywhere(now - HOUR) >= ALARMING_DECLINES:
        letters.alert(Alert.MANY_DECLINES, f"declines:{now:%Y-%m-%d-%H}", now=now, count=ALARMING_DECLINES)


def _authorized(attempt: PaymentAttempt, outcome: Authorized, actor: str, now: dt.datetime) -> None:
    fields: dict[str, Any] = {
        "transaction_id": outcome.transaction_id,
        "approval_code": outcome.approval_code[:20],
        "response_code": outcome.code[:20],
        "fault": "",
        "avs": outcome.avs[:60],
        "csc": outcome.csc[:40],
        "answered_at": now,
        "checks": 0,
        "next_check_at": now + leases.PAUSES[0],
        "void_reason": _void_reason(attempt, outcome),
    }
    if outcome.card and outcome.card.brand:
        fields |= {"brand": outcome.card.brand, "last4": outcome.card.last4}
    details = {"trace": asdict(outcome.trace)}
    move_attempt(attempt, AttemptState.AUTHORIZED, by=actor, now=now, details=details, **fields)


def _void_reason(attempt: PaymentAttempt, outcome: Authorized) -> str:
    if outcome.amount is not None and outcome.amount != attempt.amount:
        return VoidReason.AMOUNT
    return VoidReason.SECURITY_CODE if outcome.is_security_code_wrong else ""


def _keep_stray(attempt: PaymentAttempt, transaction_id: str, now: dt.datetime) -> bool:
    fields = {"attempt": attempt, "found_at": now, "next_check_at": now}
    return Stray.objects.get_or_create(transaction_id=transaction_id, defaults=fields)[1]


@transaction.atomic
def note_stray(attempt: PaymentAttempt, transaction_id: str, *, by: str, now: dt.datetime) -> None:
    """Write down money that no attempt stands for; the reconciler gives it back."""
    if _keep_stray(attempt, transaction_id, now):
        details = {"transaction_id": transaction_id}
        note(attempt.order, "stray.found", by=by, now=now, attempt=attempt, details=details)
        seen = {"invoice": attempt.invoice_number, "transaction": transaction_id}
        letters.alert(Alert.STRAY, f"stray:{transaction_id}", now=now, **seen)
