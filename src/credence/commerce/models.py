"""Coupons, orders, tries to pay, money given back, and the record of all of it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _

from credence.catalog.models import Course, CourseVersion, Topic
from credence.commerce.enums import (
    AttemptState,
    Brand,
    DifferenceKind,
    DiscountKind,
    OrderState,
    PaidBy,
    RedemptionState,
    RefundKind,
    RefundState,
    StrayState,
    VoidReason,
    column,
)
from credence.commerce.rules.states import LIVE_ORDERS, OPEN_ATTEMPTS
from credence.enrollment.models import Enrollment
from credence.kit.ids import public_id

ACTIVE_REDEMPTIONS = [RedemptionState.HELD.value, RedemptionState.USED.value]
WITH_TRANSACTION = [
    AttemptState.AUTHORIZED.value,
    AttemptState.CAPTURE_SENT.value,
    AttemptState.CAPTURE_UNKNOWN.value,
    AttemptState.CAPTURED.value,
    AttemptState.VOID_SENT.value,
    AttemptState.VOIDED.value,
]


def _values(states: frozenset[Any]) -> list[str]:
    return sorted(state.value for state in states)


def _one_of(field: str, states: type[Any]) -> Q:
    return Q(**{f"{field}__in": [state.value for state in states]})


class CouponBatch(models.Model):
    """Coupons made together: in bulk, or as the seats of one course that a group bought.

    Seats have a course and a price; `reference` is that of the buyer's payment. Whoever holds `link_key` sees the codes
    at /groups/; an empty one opens nothing.
    """

    public_id = models.CharField(max_length=22, unique=True, default=public_id, editable=False)
    name = models.CharField(max_length=120)
    buyer = models.CharField(max_length=200, blank=True, help_text=_("The department or hospital that bought seats."))
    contact = models.EmailField(blank=True)
    course = models.ForeignKey(Course, null=True, on_delete=models.PROTECT, related_name="+")
    price_paid = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    paid_on = models.DateField(null=True)
    reference = models.CharField(max_length=100, blank=True)
    link_key = models.CharField(max_length=22, blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="commerce_batch_newest"),
            models.Index(fields=["paid_on"], name="commerce_batch_paid"),
        ]
        constraints = [
            models.CheckConstraint(
                name="commerce_batch_seats_are_paid",
                condition=Q(course__isnull=True, price_paid__isnull=True, paid_on__isnull=True, currency="")
                | (
                    Q(course__isnull=False, price_paid__isnull=False, price_paid__gte=0, paid_on__isnull=False)
                    & ~Q(currency="")
                    & ~Q(buyer="")
                    & ~Q(reference="")
                ),
            ),
            models.UniqueConstraint(fields=["link_key"], condition=~Q(link_key=""), name="commerce_batch_link_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Coupon(models.Model):
    """A code that lowers the price of some courses, topics or all. `version` rises with each change of terms."""

    code = models.CharField(max_length=40, unique=True, help_text=_("In its normal form (rules.coupons)."))
    kind = models.CharField(max_length=10, choices=column(DiscountKind))
    value = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    is_active = models.BooleanField(default=True)
    since = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True, help_text=_("The first moment at which it no longer counts."))
    courses = models.ManyToManyField(Course, blank=True, related_name="+")
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")
    minimum_price = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    max_uses = models.PositiveIntegerField(null=True, blank=True)
    max_per_person = models.PositiveSmallIntegerField(null=True, blank=True, default=1)
    batch = models.ForeignKey(CouponBatch, null=True, on_delete=models.PROTECT, related_name="coupons")
    note = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="commerce_coupon_newest"),
            models.Index(fields=["kind", "-created_at", "-id"], name="commerce_coupon_kind_newest"),
        ]
        constraints = [
            models.CheckConstraint(name="commerce_coupon_code", condition=~Q(code="")),
            models.CheckConstraint(
                name="commerce_coupon_value",
                condition=Q(kind=DiscountKind.PERCENT.value, value__gt=0, value__lte=100)
                | Q(kind=DiscountKind.FIXED.value, value__gt=0)
                | Q(kind=DiscountKind.FULL.value, value=0),
            ),
            models.CheckConstraint(name="commerce_coupon_minimum", condition=Q(minimum_price__gte=0)),
            models.CheckConstraint(
                name="commerce_coupon_uses", condition=Q(max_uses__isnull=True) | Q(max_uses__gte=1)
            ),
            models.CheckConstraint(
                name="commerce_coupon_per_person",
                condition=Q(max_per_person__isnull=True) | Q(max_per_person__gte=1),
            ),
            models.CheckConstraint(
                name="commerce_coupon_window",
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gt=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Order(models.Model):
    """What a learner owes, or paid, for a course: a snapshot of price, coupon and bill.

    `terms` is the coupon as it was when it was put in: {code, kind, value, version}.
    """

    number = models.CharField(max_length=8, unique=True)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="orders")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="orders")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    enrollment = models.ForeignKey(Enrollment, null=True, on_delete=models.PROTECT, related_name="orders")
    currency = models.CharField(max_length=3)
    list_price = models.DecimalField(max_digits=10, decimal_places=2)
    discount = models.DecimalField(max_digits=10, decimal_places=2)
    total = models.DecimalField(max_digits=10, decimal_places=2)
    coupon = models.ForeignKey(Coupon, null=True, on_delete=models.PROTECT, related_name="orders")
    terms = models.JSONField(default=dict)
    quote_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=column(OrderState), default=OrderState.PENDING.value)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    paid_by = models.CharField(max_length=10, choices=column(PaidBy), blank=True)
    confirm_failures = models.PositiveSmallIntegerField(default=0)
    review_reason = models.CharField(max_length=60, blank=True)
    billing_name = models.CharField(max_length=100, blank=True)
    billing_street = models.CharField(max_length=100, blank=True)
    billing_street2 = models.CharField(max_length=100, blank=True)
    billing_city = models.CharField(max_length=60, blank=True)
    billing_region = models.CharField(max_length=60, blank=True)
    billing_postal_code = models.CharField(max_length=20, blank=True)
    billing_country = models.CharField(max_length=2, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["state", "expires_at"], name="commerce_order_due"),
            models.Index(fields=["learner", "-created_at"], name="commerce_order_of_learner"),
            models.Index(fields=["-created_at", "-id"], name="commerce_order_newest"),
            models.Index(fields=["state", "-created_at", "-id"], name="commerce_order_state_newest"),
            models.Index(fields=["course", "-created_at", "-id"], name="commerce_order_course_newest"),
            models.Index(fields=["paid_by", "-created_at", "-id"], name="commerce_order_by_newest"),
            models.Index(fields=["paid_at"], name="commerce_order_paid_at"),
        ]
        constraints = [
            models.CheckConstraint(name="commerce_order_state", condition=_one_of("state", OrderState)),
            models.CheckConstraint(
                name="commerce_order_total",
                condition=Q(
                    total=Round(F("list_price") - F("discount"), 2),  # SQLite reckons 80.10 - 8.01 as 72.08999…
                    list_price__gte=0,
                    discount__gte=0,
                    total__gte=0,
                ),
            ),
            models.CheckConstraint(
                name="commerce_order_discount_has_coupon", condition=Q(discount=0) | Q(coupon__isnull=False)
            ),
            models.CheckConstraint(
                name="commerce_order_paid",
                condition=~Q(state__in=["paid", "partly-refunded", "refunded"])
                | Q(paid_at__isnull=False, paid_by__in=[each.value for each in PaidBy]),
            ),
            models.CheckConstraint(
                name="commerce_order_paid_is_enrolled", condition=~Q(state="paid") | Q(enrollment__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["learner", "course"],
                condition=Q(state__in=_values(LIVE_ORDERS)),
                name="commerce_order_one_live",
            ),
            models.UniqueConstraint(
                fields=["enrollment"],
                condition=Q(state__in=_values(LIVE_ORDERS)),
                name="commerce_order_one_of_enrollment",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CouponRedemption(models.Model):
    """One use of a coupon, held for an order and then used or released. `person_no` counts the uses of a person."""

    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, related_name="redemptions")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="redemptions")
    person_no = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=column(RedemptionState))
    held_at = models.DateTimeField()
    hold_expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-held_at", "-id"]
        constraints = [
            models.CheckConstraint(name="commerce_redemption_state", condition=_one_of("state", RedemptionState)),
            models.CheckConstraint(
                name="commerce_redemption_times",
                condition=Q(state="held", used_at__isnull=True, released_at__isnull=True)
                | Q(state="used", used_at__isnull=False, released_at__isnull=True)
                | Q(state="released", released_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["order"], condition=Q(state__in=ACTIVE_REDEMPTIONS), name="commerce_redemption_one_of_order"
            ),
            models.UniqueConstraint(
                fields=["coupon", "learner", "person_no"],
                condition=Q(state__in=ACTIVE_REDEMPTIONS),
                name="commerce_redemption_per_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.coupon_id} for {self.order_id}: {self.state}"


class PaymentAttempt(models.Model):
    """One try to pay an order. Who calls the gateway for it holds the lease, `claimed_by` until `claimed_until`."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="attempts")
    seq = models.PositiveSmallIntegerField()
    gateway = models.CharField(max_length=20)
    attempt_key = models.UUIDField(unique=True, help_text=_("From the page, so that a second click finds the first."))
    invoice_number = models.CharField(max_length=17, unique=True)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    currency = models.CharField(max_length=3)
    token_fp = models.CharField(max_length=64, unique=True, help_text=_("Keyed hash of the card token."))
    state = models.CharField(max_length=20, choices=column(AttemptState))
    transaction_id = models.CharField(max_length=80, null=True)
    response_code = models.CharField(max_length=20, blank=True)
    decline_reason = models.CharField(max_length=20, blank=True)
    approval_code = models.CharField(max_length=20, blank=True)
    avs = models.CharField(max_length=60, blank=True)
    csc = models.CharField(max_length=40, blank=True)
    brand = models.CharField(max_length=12, choices=column(Brand), blank=True)
    last4 = models.CharField(max_length=4, blank=True)
    void_reason = models.CharField(max_length=20, choices=column(VoidReason), blank=True)
    sent_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    captured_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True, help_text=_("When we first saw it in a settled batch."))
    next_check_at = models.DateTimeField(null=True)
    checks = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["order", "seq"]
        indexes = [
            models.Index(fields=["next_check_at"], name="commerce_attempt_due"),
            models.Index(fields=["last4"], name="commerce_attempt_last4"),
            models.Index(fields=["transaction_id"], name="commerce_attempt_transaction"),
            models.Index(fields=["state", "sent_at"], name="commerce_attempt_state_sent"),
        ]
        constraints = [
            models.CheckConstraint(name="commerce_attempt_state", condition=_one_of("state", AttemptState)),
            models.CheckConstraint(name="commerce_attempt_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="commerce_attempt_transaction",
                condition=~Q(state__in=WITH_TRANSACTION) | Q(transaction_id__isnull=False),
            ),
            models.CheckConstraint(
                name="commerce_attempt_captured", condition=~Q(state="captured") | Q(captured_at__isnull=False)
            ),
            models.UniqueConstraint(fields=["order", "seq"], name="commerce_attempt_seq"),
            models.UniqueConstraint(fields=["gateway", "transaction_id"], name="commerce_attempt_transaction_once"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(state__in=_values(OPEN_ATTEMPTS)), name="commerce_attempt_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_number}: {self.state}"


class Refund(models.Model):
    """Money given back, in whole or in part, with the names of those who decided it.

    With `ends_access` the course closes once all was given back; where a credit stands it never does (R68).
    """

    request_key = models.UUIDField(unique=True, help_text=_("From the form, so that a second click finds the first."))
    attempt = models.ForeignKey(PaymentAttempt, on_delete=models.PROTECT, related_name="refunds")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    reason = models.CharField(max_length=500)
    kind = models.CharField(max_length=10, choices=column(RefundKind), blank=True)
    state = models.CharField(max_length=20, choices=column(RefundState))
    requested_by = models.CharField(max_length=150)
    requested_at = models.DateTimeField()
    approved_by = models.CharField(max_length=150, blank=True)
    ends_access = models.BooleanField(default=False)
    transaction_id = models.CharField(max_length=80, null=True)
    response_code = models.CharField(max_length=20, blank=True)
    sent_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    next_check_at = models.DateTimeField(null=True)
    checks = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["requested_at", "id"]
        indexes = [
            models.Index(fields=["state", "requested_at"], name="commerce_refund_state_asked"),
            models.Index(fields=["done_at"], name="commerce_refund_done_at"),
        ]
        constraints = [
            models.CheckConstraint(name="commerce_refund_state", condition=_one_of("state", RefundState)),
            models.CheckConstraint(name="commerce_refund_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="commerce_refund_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="commerce_refund_four_eyes", condition=~Q(approved_by=F("requested_by"))),
            models.CheckConstraint(name="commerce_refund_done", condition=~Q(state="done") | Q(done_at__isnull=False)),
            models.UniqueConstraint(fields=["transaction_id"], name="commerce_refund_transaction_once"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} of {self.attempt_id}: {self.state}"


class Stray(models.Model):
    """Money at the gateway that no attempt stands for: a late answer, or a second payment for one invoice."""

    attempt = models.ForeignKey(PaymentAttempt, on_delete=models.PROTECT, related_name="strays")
    transaction_id = models.CharField(max_length=80, unique=True)
    state = models.CharField(max_length=10, choices=column(StrayState), default=StrayState.FOUND.value)
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    next_check_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="commerce_stray_state", condition=_one_of("state", StrayState)),
        ]

    def __str__(self) -> str:
        return f"{self.transaction_id}: {self.state}"


class PaymentEvent(models.Model):
    """One thing that happened to an order: who, what, when, and what the gateway said. Never changed, never deleted."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="events")
    attempt = models.ForeignKey(PaymentAttempt, null=True, on_delete=models.PROTECT, related_name="events")
    refund = models.ForeignKey(Refund, null=True, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    what = models.CharField(max_length=60)
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.what}"


class SettlementDifference(models.Model):
    """Where the gateway's list of moved money and ours differ, until somebody of finance settles it."""

    kind = models.CharField(max_length=30, choices=column(DifferenceKind))
    transaction_id = models.CharField(max_length=80)
    invoice_number = models.CharField(max_length=60, blank=True)
    attempt = models.ForeignKey(PaymentAttempt, null=True, on_delete=models.PROTECT, related_name="+")
    ours = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    theirs = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    found_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.CharField(max_length=150, blank=True)
    resolution = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-found_at", "-id"]
        indexes = [
            models.Index(fields=["-found_at", "-id"], name="commerce_difference_newest"),
            models.Index(fields=["resolved_at"], name="commerce_difference_resolved"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "transaction_id"], name="commerce_difference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.transaction_id}"
