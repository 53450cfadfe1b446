"""Which orders, attempts and coupons there are."""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from credence.accounts.models import User
from credence.catalog.models import Course
from credence.commerce.enums import PaidBy, VoidReason
from credence.commerce.models import (
    ACTIVE_REDEMPTIONS,
    Coupon,
    CouponRedemption,
    Order,
    PaymentAttempt,
    PaymentEvent,
    Refund,
    Stray,
)
from credence.commerce.rules.coupons import Terms, Use, normal_form
from credence.commerce.rules.prices import NOTHING, Discount, DiscountKind, Price
from credence.commerce.rules.quotes import Quote, fingerprint, quote_hash
from credence.commerce.rules.states import (
    ACTIVE_REFUNDS,
    LIVE_ORDERS,
    OPEN_ATTEMPTS,
    UNSETTLED_ATTEMPTS,
    UNSETTLED_REFUNDS,
    AttemptState,
    OrderState,
    RefundState,
    StrayState,
)


def live_order(learner: User, course: Course) -> Order | None:
    """Return the learner's order of a course that is pending, paid or under review; there is at most one."""
    return Order.objects.filter(learner=learner, course=course, state__in=LIVE_ORDERS).first()


def order_of(learner: User, number: str) -> Order | None:
    """Return one of the learner's own orders."""
    related = ("version__provider", "course", "learner__profile", "enrollment")
    return Order.objects.filter(learner=learner, number=number).select_related(*related).first()


def orders_of(learner: User) -> QuerySet[Order]:
    """Return the learner's orders that came to something, newest first, each with its attempts."""
    tried = PaymentAttempt.objects.filter(order=OuterRef("pk"))
    idle = Q(state__in=[OrderState.EXPIRED, OrderState.CANCELLED]) & ~Exists(tried)
    orders = Order.objects.filter(learner=learner).exclude(idle)
    return orders.select_related("version").prefetch_related("attempts")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was paid for an order and what was given back. `attempt` is None where a coupon paid it all."""

    order: Order
    attempt: PaymentAttempt | None
    refunds: tuple[Refund, ...]

    @property
    def price(self) -> Price:
        """What was paid, and what of it was given back."""
        return replace(self.order.price, given_back=sum((each.amount for each in self.refunds), NOTHING))


def receipt_of(order: Order) -> Receipt | None:
    """Return the receipt of an order, None where nothing was paid."""
    if order.paid_at is None:
        return None
    attempt = captured_attempt(order)
    done = Refund.objects.filter(attempt=attempt, state=RefundState.DONE) if attempt else ()
    return Receipt(order, attempt, tuple(done))


def open_attempt(order: Order) -> PaymentAttempt | None:
    """Return the attempt that bars every other, if there is one."""
    return PaymentAttempt.objects.filter(order=order, state__in=OPEN_ATTEMPTS).first()


def latest_attempt(order: Order) -> PaymentAttempt | None:
    """Return the last try to pay an order."""
    return PaymentAttempt.objects.filter(order=order).order_by("-seq").first()


def captured_attempt(order: Order) -> PaymentAttempt | None:
    """Return the attempt whose money was taken; there is at most one."""
    return PaymentAttempt.objects.filter(order=order, state=AttemptState.CAPTURED).first()


def refunded(attempt: PaymentAttempt) -> Decimal:
    """Return what was given back of an attempt."""
    return _sum(Refund.objects.filter(attempt=attempt, state=RefundState.DONE))


def promised(attempt: PaymentAttempt) -> Decimal:
    """Return what was given back, or is about to be."""
    return _sum(Refund.objects.filter(attempt=attempt, state__in=ACTIVE_REFUNDS))


def refundable(attempt: PaymentAttempt) -> Decimal:
    """Return what can still go back of an attempt."""
    return attempt.amount - promised(attempt)


def _sum(refunds: QuerySet[Refund]) -> Decimal:
    total: Decimal | None = refunds.aggregate(total=Sum("amount"))["total"]
    return total or NOTHING


DECLINED = Q(state=AttemptState.DECLINED) | Q(void_reason=VoidReason.SECURITY_CODE)
"""By the bank, or by us for a wrong security code."""


def tries_since(learner: User, moment: dt.datetime) -> tuple[int, int]:
    """Return how often cards of a learner were declined since `moment`, and how often they were tried, paid or not."""
    tries = PaymentAttempt.objects.filter(order__learner=learner, sent_at__gte=moment).exclude(gateway=PaidBy.MANUAL)
    counts = tries.aggregate(declines=Count("pk", filter=DECLINED), tries=Count("pk"))
    return counts["declines"], counts["tries"]


def declines_everywhere(moment: dt.datetime) -> int:
    """Return how often cards were declined on the whole site since `moment`."""
    return PaymentAttempt.objects.filter(DECLINED, sent_at__gte=moment).count()


def was_uncertain(attempt: PaymentAttempt) -> bool:
    """Return whether nobody knew for a while what had become of a payment; then the learner was told to wait."""
    return PaymentEvent.objects.filter(attempt=attempt, after=AttemptState.AUTH_UNKNOWN).exists()


def story_of(order: Order) -> QuerySet[PaymentEvent]:
    """Return everything that happened to an order, in time order."""
    return PaymentEvent.objects.filter(order=order).select_related("attempt", "refund")


def coupon_by_code(code: str) -> Coupon | None:
    """Return a coupon however its code was typed."""
    return Coupon.objects.filter(code=normal_form(code)).first()


def active_redemption(order: Order) -> CouponRedemption | None:
    """Return the order's use of a coupon that is held or used."""
    return CouponRedemption.objects.filter(order=order, state__in=ACTIVE_REDEMPTIONS).first()


def terms_of(coupon: Coupon) -> Terms:
    """Return what a coupon asks for."""
    return Terms(
        is_active=coupon.is_active,
        since=coupon.since,
        until=coupon.until,
        courses=frozenset(coupon.courses.values_list("pk", flat=True)),
        topics=frozenset(coupon.topics.values_list("pk", flat=True)),
        minimum_price=coupon.minimum_price,
        max_uses=coupon.max_uses,
        max_per_person=coupon.max_per_person,
    )


def use_of(coupon: Coupon, order: Order) -> Use:
    """Return what an order wants a coupon for, and how often it is held or used already."""
    active = CouponRedemption.objects.filter(coupon=coupon, state__in=ACTIVE_REDEMPTIONS)
    return Use(
        course=order.course_id,
        topics=frozenset(order.version.topics.values_list("pk", flat=True)),
        price=order.list_price,
        uses=active.count(),
        uses_by_person=active.filter(learner=order.learner).count(),
    )


def overdue_holds(coupon: Coupon, now: dt.datetime) -> QuerySet[CouponRedemption]:
    """Return holds that ran out and whose order has no open attempt."""
    trying = PaymentAttempt.objects.filter(order=OuterRef("order"), state__in=OPEN_ATTEMPTS)
    held = CouponRedemption.objects.filter(coupon=coupon, state="held", hold_expires_at__lte=now)
    return held.exclude(Exists(trying))


def discount_of(terms: dict[str, str]) -> Discount | None:
    """Return the discount of an order's snapshot of its coupon."""
    return Discount(DiscountKind(terms["kind"]), Decimal(terms["value"])) if terms else None


def quote_of(order: Order) -> str:
    """Return the signature of what an order asks for at present."""
    quote = Quote(
        order=order.number,
        version=order.version_id,
        list_price=order.list_price,
        total=order.total,
        currency=order.currency,
        coupon=order.terms.get("code", ""),
        terms=str(order.terms.get("version", "")),
    )
    return quote_hash(quote, _key("quote"))


def token_fingerprint(token: str) -> str:
    """Return by what a card token is known again without being kept."""
    return fingerprint(token, _key("card-token"))


def _key(purpose: str) -> bytes:
    return f"{purpose}:{settings.SECRET_KEY}".encode()


def _led_by_nobody(now: dt.datetime) -> Q:
    return Q(claimed_until=None) | Q(claimed_until__lte=now)


def due_attempts(now: dt.datetime) -> QuerySet[PaymentAttempt]:
    """Return attempts that nobody leads at present and that are due, the oldest first."""
    due = PaymentAttempt.objects.filter(_led_by_nobody(now), state__in=UNSETTLED_ATTEMPTS, next_check_at__lte=now)
    return due.order_by("next_check_at")


def stuck_attempts(moment: dt.datetime) -> QuerySet[PaymentAttempt]:
    """Return attempts that were sent before `moment` and have not come to an end."""
    return PaymentAttempt.objects.filter(state__in=UNSETTLED_ATTEMPTS, sent_at__lt=moment).order_by("sent_at")


def due_refunds(now: dt.datetime) -> QuerySet[Refund]:
    """Return refunds that nobody sends at present and that are due, the oldest first.

    What staff must send themselves, for a check or a purchase order, is due to nobody else.
    """
    by_hand = Q(state=RefundState.CREATED, attempt__gateway=PaidBy.MANUAL)
    due = Refund.objects.filter(_led_by_nobody(now), state__in=UNSETTLED_REFUNDS, next_check_at__lte=now)
    return due.exclude(by_hand).order_by("next_check_at")


def due_strays(now: dt.datetime) -> QuerySet[Stray]:
    """Return money that no attempt stands for and that is not given back yet."""
    return Stray.objects.filter(state=StrayState.FOUND, next_check_at__lte=now).order_by("next_check_at")


def unconfirmed_orders() -> QuerySet[Order]:
    """Return orders whose money was taken and whose course is not open yet."""
    taken = PaymentAttempt.objects.filter(order=OuterRef("pk"), state=AttemptState.CAPTURED)
    return Order.objects.filter(Exists(taken), state=OrderState.PENDING)


def expired_orders(now: dt.datetime) -> QuerySet[Order]:
    """Return orders that nobody paid in time and nobody is paying now, the oldest first."""
    trying = PaymentAttempt.objects.filter(order=OuterRef("pk"), state__in=OPEN_ATTEMPTS)
    late = Order.objects.filter(state=OrderState.PENDING, expires_at__lte=now).exclude(Exists(trying))
    return late.order_by("expires_at")


def lost_attempts(now: dt.datetime) -> QuerySet[PaymentAttempt]:
    """Return attempts of the last three days that were given up."""
    since = now - dt.timedelta(days=3)
    return PaymentAttempt.objects.filter(state=AttemptState.LOST, sent_at__gte=since).order_by("pk")
