"""Coupons, one by one, in bulk, and as the seats of groups."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from credence.catalog.enums import OrganizationKind
from credence.catalog.models import Course, Topic
from credence.commerce.enums import (
    DiscountKind,
    column,
)
from credence.kit.ids import public_id


class CouponBatch(models.Model):
    """Coupons made together: in bulk, or as the seats of one course that a group bought.

    Seats have a course and a price; `reference` is that of the buyer's payment. Whoever holds `link_key` sees the codes
    at /groups/; an empty one opens nothing.
    """

    public_id = models.CharField(max_length=22, unique=True, default=public_id, editable=False)
    name = models.CharField(max_length=120)
    buyer = models.CharField(max_length=200, blank=True, help_text=_("The department or hospital that bought seats."))
    buyer_kind = models.CharField(
        max_length=12, choices=OrganizationKind, blank=True, help_text=_("Blank: from before it was asked.")
    )
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


class Sharing(models.Model):
    """A learner's consent that the buyer of the seat is told their name; it can be withdrawn (R24)."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sharings")
    batch = models.ForeignKey(CouponBatch, on_delete=models.PROTECT, related_name="sharings")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "batch"], condition=Q(withdrawn_at__isnull=True), name="commerce_sharing_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} to {self.batch_id}"


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
