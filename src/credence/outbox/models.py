"""Letters waiting to be sent, and those that were."""

from django.db import models
from django.db.models import Q


class Letter(models.Model):
    """One letter to one address, written in the transaction that gave rise to it and sent by the worker.

    `key` makes queueing idempotent. The text of a `secret` letter (a password, a link that signs in) is
    encrypted while it waits and blanked once sent. One that cannot be unsealed any more is set aside.
    """

    key = models.CharField(max_length=120, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    secret = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["next_attempt_at"], name="outbox_letter_due", condition=Q(sent_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.to}"
