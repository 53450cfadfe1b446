"""Tries to pay, money given back, and the record of all of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from credence.commerce.enums import (
    AttemptState,
    Brand,
    DifferenceKind,
    PaymentFault,
    RefundKind,
    RefundState,
    StrayState,
    VoidReason,
    column,
)
from credence.commerce.models.columns import one_of, values
from credence.commerce.models.orders import Order
from credence.commerce.rules.states import OPEN_ATTEMPTS

WITH_TRANSACTION = [
    AttemptState.AUTHORIZED.value,
    AttemptState.CAPTURE_SENT.value,
    AttemptState.CAPTURE_UNKNOWN.value,
    AttemptState.CAPTURED.value,
    AttemptState.VOID_SENT.value,
    AttemptState.VOIDED.value,
]


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
    response_code = models.CharField(max_length=20, blank=True, help_text=_("The gateway's own; `fault` is ours."))
    fault = models.CharField(max_length=20, choices=column(PaymentFault), blank=True)
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
            models.CheckConstraint(name="commerce_attempt_state", condition=one_of("state", AttemptState)),
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
                fields=["order"], condition=Q(state__in=values(OPEN_ATTEMPTS)), name="commerce_attempt_one_open"
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
            models.CheckConstraint(name="commerce_refund_state", condition=one_of("state", RefundState)),
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
            models.CheckConstraint(name="commerce_stray_state", condition=one_of("state", StrayState)),
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
