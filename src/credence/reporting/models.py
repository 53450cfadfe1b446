"""Long reports: their figures, kept, and the files that the worker makes of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from credence.catalog.models import AccreditingProvider, Course
from credence.kit import ids
from credence.reporting.enums import COUNTS, Form, RequestState


class Reckoning(models.Model):
    """What was counted of a provider's learners, and when; made anew by the worker when somebody asks."""

    provider = models.OneToOneField(AccreditingProvider, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    tally = models.JSONField()

    def __str__(self) -> str:
        return f"{self.provider_id} at {self.made_at:%Y-%m-%d %H:%M}"


class EvaluationReckoning(models.Model):
    """What the evaluations of a course added up to, and when; counted anew by the worker when somebody asks."""

    provider = models.ForeignKey(AccreditingProvider, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    summaries = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "course"], name="reporting_evaluations_once")]

    def __str__(self) -> str:
        return f"{self.course_id} of {self.provider_id} at {self.made_at:%Y-%m-%d %H:%M}"


class ReportRequest(models.Model):
    """A long report that somebody asked for: how far the worker is, and the file that waits for them.

    It is gone with its file at `expires_at`; that somebody took it stays on record.
    """

    public_id = models.CharField(max_length=22, unique=True, default=ids.public_id, editable=False)
    provider = models.ForeignKey(AccreditingProvider, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    form = models.CharField(max_length=10)
    course = models.CharField(max_length=80, blank=True, help_text="Its slug; empty: all.")
    year = models.CharField(max_length=4, blank=True, help_text="As in the address of the page.")
    why = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, default=RequestState.WAITING.value)
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, help_text="Whoever makes it renews it; then another may.")
    done = models.PositiveIntegerField(default=0, help_text="So many lines were read and written.")
    total = models.PositiveIntegerField(default=0)
    as_of = models.DateTimeField(null=True, help_text="What was there at this moment was counted.")
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=300, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    fault = models.CharField(max_length=40, blank=True, help_text="The code of the refusal, or nothing known.")

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["state", "asked_at"], name="reporting_request_due")]
        constraints = [
            models.CheckConstraint(
                name="reporting_request_state", condition=Q(state__in=[each.value for each in RequestState])
            ),
            models.CheckConstraint(
                name="reporting_request_form", condition=Q(form__in=[*COUNTS, *(each.value for each in Form)])
            ),
            models.CheckConstraint(
                name="reporting_request_ended",
                condition=Q(state__in=["waiting", "working"], ended_at__isnull=True)
                | Q(state__in=["ready", "failed"], ended_at__isnull=False, expires_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} of {self.provider_id}: {self.state}"

    @property
    def place(self) -> str:
        """Where its file stands in the site's storage."""
        return f"reports/{self.public_id}"

    @property
    def is_over(self) -> bool:
        """Whether the worker is done with it."""
        return self.state in (RequestState.READY, RequestState.FAILED)

    @property
    def percent(self) -> int:
        """How much of it is done."""
        return min(99, 100 * self.done // self.total) if self.total else 0
