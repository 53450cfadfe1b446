"""Orders, and the uses of coupons that they hold."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round

from credence.catalog.models import Course, CourseVersion
from credence.commerce.enums import (
    OrderState,
    PaidBy,
    RedemptionState,
    column,
)
from credence.commerce.models.columns import one_of, values
from credence.commerce.models.coupons import Coupon
from credence.commerce.rules.prices import Price
from credence.commerce.rules.states import LIVE_ORDERS
from credence.enrollment.models import Enrollment

ACTIVE_REDEMPTIONS = [RedemptionState.HELD.value, RedemptionState.USED.value]


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
            models.CheckConstraint(name="commerce_order_state", condition=one_of("state", OrderState)),
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
                condition=Q(state__in=values(LIVE_ORDERS)),
                name="commerce_order_one_live",
            ),
            models.UniqueConstraint(
                fields=["enrollment"],
                condition=Q(state__in=values(LIVE_ORDERS)),
                name="commerce_order_one_of_enrollment",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def price(self) -> Price:
        """What it costs, as it was reckoned last."""
        return Price(self.list_price, self.discount)


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
            models.CheckConstraint(name="commerce_redemption_state", condition=one_of("state", RedemptionState)),
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
