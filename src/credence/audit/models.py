"""The append-only record of who did what, when and why (R66)."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One thing that happened. No foreign keys, so that the record never blocks or follows live rows.

    Rows are written by `actions.record` only; the database refuses to change or delete them.
    """

    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=150, help_text=_("User name, or the name of the process that acted."))
    action = models.CharField(max_length=80, db_index=True)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=80)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="audit_event_subject"),
            models.Index(fields=["action", "-at", "-id"], name="audit_event_action_newest"),
            models.Index(Lower("subject_id"), "at", name="audit_event_subject_lower"),
            models.Index(Lower("actor"), "at", name="audit_event_actor_lower"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action} {self.subject_type} {self.subject_id}"
