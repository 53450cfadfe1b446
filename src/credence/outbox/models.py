"""Letters waiting to be sent, and those that were."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from credence.outbox.enums import LetterState


class Letter(models.Model):
    """One letter to one address, written in the transaction that gave rise to it and sent by the worker.

    `key` makes queueing idempotent. The text of a `secret` letter (a password, a link that signs in) is
    encrypted while it waits and blanked once sent. One that cannot be unsealed any more is set aside; one that the mail
    server refuses for good is given up after a day; one that somebody stopped waits for nobody.
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
    refused_at = models.DateTimeField(null=True, blank=True, help_text="When it was refused for good, the first time.")
    given_up_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["next_attempt_at"], name="outbox_letter_due", condition=Q(sent_at__isnull=True)),
            models.Index(Upper("to"), name="outbox_letter_to"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.to}"

    @property
    def state(self) -> LetterState:
        """How it stands: what was sent is sent, whatever befell it before."""
        moments = (
            (self.sent_at, LetterState.SENT),
            (self.stopped_at, LetterState.STOPPED),
            (self.given_up_at, LetterState.REFUSED),
            (self.set_aside_at, LetterState.SET_ASIDE),
        )
        return next((state for moment, state in moments if moment), LetterState.WAITING)
