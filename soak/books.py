"""Three books, compared: our tables, the gateway's ledger, and who is enrolled."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from credence.commerce.models import (
    Coupon,
    CouponRedemption,
    Order,
    PaymentAttempt,
    Refund,
    SettlementDifference,
    Stray,
)
from credence.commerce.rules.states import UNSETTLED_ATTEMPTS, AttemptState, OrderState, RefundState
from credence.enrollment.models import Enrollment

NOTHING = Decimal("0.00")
OPEN = frozenset({OrderState.PAID, OrderState.PARTLY_REFUNDED})
UNDECIDED = frozenset({OrderState.PARTLY_REFUNDED, OrderState.NEEDS_REVIEW})
ENDED = OPEN | {OrderState.REFUNDED, OrderState.CANCELLED, OrderState.EXPIRED}


@dataclass(slots=True)
class Money:
    """What was charged, and what of it went back by a void and by a refund."""

    charged: Decimal = NOTHING
    voided: Decimal = NOTHING
    refunded: Decimal = NOTHING
    charges: int = 0

    @property
    def kept(self) -> Decimal:
        """What is left."""
        return self.charged - self.voided - self.refunded

    def add(self, other: "Money") -> None:
        """Add another's figures."""
        self.charged += other.charged
        self.voided += other.voided
        self.refunded += other.refunded
        self.charges += other.charges


def ledger_by_order(rows: list[dict[str, Any]]) -> dict[str, Money]:
    """Return the gateway's book by order number."""
    book: dict[str, Money] = {}
    for row in rows:
        money, amount = book.setdefault(row["reference"], Money()), Decimal(row["amount"])
        if row["kind"] == "REFUND":
            money.refunded += amount if row["status"] in ("captured", "settled") else NOTHING
        elif row["was_taken"]:
            money.charged += amount
            money.charges += row["status"] != "voided"
            money.voided += amount if row["status"] == "voided" else NOTHING
    return book


def ours(order: Order) -> Money:
    """Return our own book of one order: attempts and refunds."""
    money = Money()
    for attempt in order.attempts.all():
        if attempt.state == AttemptState.CAPTURED:
            money.charged += attempt.amount
            money.charges += 1
    for refund in Refund.objects.filter(attempt__order=order, state=RefundState.DONE):
        if refund.kind == "void" or not refund.transaction_id:
            money.voided += refund.amount
        else:
            money.refunded += refund.amount
    money.charges -= money.voided > 0
    return money


def due(order: Order) -> Decimal | None:
    """Return what the state of an order says was kept; None where it only says that it was less than the total."""
    if order.state == OrderState.PAID:
        return order.total
    return None if order.state in UNDECIDED else NOTHING


def differences(rows: list[dict[str, Any]], *, is_over: bool = True) -> list[str]:
    """Return a line for everything that does not agree; each names its order. `is_over`: nothing may be half done."""
    found = _apart(rows)
    return [*found, *_left_open(), *_left_held(rows)] if is_over else found


def _apart(rows: list[dict[str, Any]]) -> list[str]:
    """Return where the books differ, at whatever moment."""
    book = ledger_by_order(rows)
    found = [
        line for order in Order.objects.order_by("pk") for line in _of_order(order, book.pop(order.number, Money()))
    ]
    found += [f"order {reference}: only the gateway knows it" for reference, money in book.items() if money.charged]
    return [*found, *_of_coupons(), *_of_enrollments()]


def _left_held(rows: list[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        if _is_left(row, rows):
            yield f"order {row['reference']}: {row['id']} is held, and nobody made it twice"


def _is_left(row: dict[str, Any], rows: list[dict[str, Any]]) -> bool:
    """Return whether a hold was left to lapse without a twin: two holds for one answer are the gateway's fault."""
    return bool(row["status"] == "held") and sum(each["invoice"] == row["invoice"] for each in rows) == 1


def _of_order(order: Order, theirs: Money) -> Iterator[str]:
    mine, says = ours(order), due(order)
    if mine.kept != theirs.kept:
        yield f"order {order.number}: we kept {mine.kept}, the gateway {theirs.kept}"
    if theirs.charges > 1 or mine.charges != theirs.charges:
        yield f"order {order.number}: charged {theirs.charges} times at the gateway, {mine.charges} times with us"
    if mine.charged != mine.kept + mine.refunded + mine.voided or (says is not None and says != mine.kept):
        yield f"order {order.number}: it is {order.state} over {order.total}, and we kept {mine.kept}"
    if order.state == OrderState.PARTLY_REFUNDED and not NOTHING < mine.kept < order.total:
        yield f"order {order.number}: it is {order.state}, and we kept {mine.kept} of {order.total}"
    is_enrolled = Enrollment.objects.filter(learner=order.learner_id, course=order.course_id).exists()
    if not is_enrolled and (order.state in OPEN or order.enrollment_id):
        yield f"order {order.number}: it is {order.state}, and the course is not open"


def _left_open() -> Iterator[str]:
    for order in Order.objects.exclude(state__in=ENDED):
        yield f"order {order.number}: it did not end, but is {order.state} {order.review_reason}".rstrip()
    for attempt in PaymentAttempt.objects.filter(state__in=UNSETTLED_ATTEMPTS):
        yield f"order {attempt.order.number}: {attempt} did not end"
    for refund in Refund.objects.exclude(state__in=[RefundState.DONE, RefundState.FAILED]):
        yield f"order {refund.attempt.order.number}: the refund of {refund.amount} did not end, but is {refund.state}"
    for redemption in CouponRedemption.objects.filter(state="held"):
        yield f"order {redemption.order.number}: coupon {redemption.coupon} is held for ever"
    for stray in Stray.objects.filter(state="found"):
        yield f"order {stray.attempt.order.number}: stray {stray.transaction_id} was not given back"
    for difference in SettlementDifference.objects.all():
        number = difference.attempt.order.number if difference.attempt else difference.invoice_number
        yield f"order {number}: settlement says {difference}"


def _of_coupons() -> Iterator[str]:
    for coupon in Coupon.objects.order_by("pk"):
        used, paid = uses(coupon)
        if used != paid or (coupon.max_uses is not None and used > coupon.max_uses):
            yield f"coupon {coupon}: used {used} times by {paid} orders, of {coupon.max_uses} allowed"


def uses(coupon: Coupon) -> tuple[int, int]:
    """Return how often a coupon was used, and how many orders that opened have it."""
    used = CouponRedemption.objects.filter(coupon=coupon, state="used").count()
    return used, opened().filter(coupon=coupon).count()


def opened() -> QuerySet[Order]:
    """Return the orders that opened their course, whatever was given back later: a refund leaves it open (R68)."""
    return Order.objects.filter(enrollment__isnull=False)


def _of_enrollments() -> Iterator[str]:
    """What costs is opened by an order; another enrollment may follow once the first was refunded."""
    for enrollment in Enrollment.objects.filter(orders__isnull=True, began_with__price__gt=0).select_related(
        "learner", "course"
    ):
        orders = Order.objects.filter(learner=enrollment.learner, course=enrollment.course)
        names = ", ".join(order.number for order in orders)
        yield f"order {names}: {enrollment.learner} is enrolled, and no order opened the course"


def totals(rows: list[dict[str, Any]]) -> str:
    """Return the totals of the books as a table."""
    mine, theirs = Money(), Money()
    for order in Order.objects.all():
        mine.add(ours(order))
    for money in ledger_by_order(rows).values():
        theirs.add(money)
    lines = [f"{'':22}{'ours':>14}{'the gateway':>14}"]
    figures = ("charged", "refunded", "voided", "kept")
    lines += [f"{name:22}{getattr(mine, name):>14}{getattr(theirs, name):>14}" for name in figures]
    lines += ["", f"{'orders':22}{Order.objects.count():>14}"]
    for state in OrderState:
        lines.append(f"  {state:20}{Order.objects.filter(state=state).count():>14}")
    lines += [
        "",
        f"{'opened by an order':22}{opened().count():>14}",
        f"{'enrollments':22}{Enrollment.objects.count():>14}",
        "",
    ]
    lines.append(f"{'coupon':22}{'used':>14}{'orders':>14}{'limit':>14}")
    for coupon in Coupon.objects.order_by("pk"):
        used, paid = uses(coupon)
        lines.append(f"{coupon.code:22}{used:>14}{paid:>14}{coupon.max_uses or 'none':>14}")
    held = [row for row in rows if row["status"] == "held"]
    lines += ["", f"{'holds that lapse':22}{len(held):>28}"]
    return "\n".join(lines)
