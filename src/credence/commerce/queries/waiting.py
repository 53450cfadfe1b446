"""What waits for a person of finance."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from credence.commerce.enums import PaidBy
from credence.commerce.models import Order, PaymentAttempt, Refund, SettlementDifference
from credence.commerce.rules.states import UNSETTLED_ATTEMPTS, OrderState, RefundState

UNCERTAIN_AFTER = dt.timedelta(minutes=30)
"""After so long the reconciler has mostly found out; what is open still wants a look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many of each wait."""

    approvals: int
    by_hand: int
    reviews: int
    differences: int
    uncertain: int
    doubtful: int


def waiting(now: dt.datetime) -> Waiting:
    """Return how much waits for finance, in six queries."""
    refunds = refunds_waiting()
    return Waiting(
        approvals=refunds.filter(state=RefundState.AWAITING_APPROVAL).count(),
        by_hand=refunds.filter(state=RefundState.CREATED, attempt__gateway=PaidBy.MANUAL).count(),
        reviews=Order.objects.filter(state=OrderState.NEEDS_REVIEW).count(),
        differences=open_differences().count(),
        uncertain=uncertain_attempts(now).count(),
        doubtful=refunds.filter(state=RefundState.UNKNOWN).count(),
    )


def refunds_waiting() -> QuerySet[Refund]:
    """Return refunds that are not over, the oldest first."""
    over = [RefundState.DONE, RefundState.FAILED]
    states = [state for state in RefundState if state not in over]
    rows = Refund.objects.filter(state__in=states).order_by("requested_at", "pk")
    return rows.select_related("attempt__order__learner", "attempt__order__version")


def open_differences() -> QuerySet[SettlementDifference]:
    """Return differences that nobody has settled."""
    return SettlementDifference.objects.filter(resolved_at=None)


def differences(*, is_open: bool | None) -> QuerySet[SettlementDifference]:
    """Return differences, the newest first: open, settled, or all of them for None."""
    rows = SettlementDifference.objects.select_related("attempt__order").order_by("-found_at", "-pk")
    return rows if is_open is None else rows.filter(resolved_at__isnull=is_open)


def uncertain_attempts(now: dt.datetime) -> QuerySet[PaymentAttempt]:
    """Return payments whose end has not been found out for long, the oldest first."""
    old = Q(state__in=sorted(UNSETTLED_ATTEMPTS), sent_at__lte=now - UNCERTAIN_AFTER)
    return (
        PaymentAttempt.objects.filter(old).select_related("order__learner", "order__version").order_by("sent_at", "pk")
    )
