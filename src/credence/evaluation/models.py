"""Evaluation forms of accrediting providers, and what learners answered."""

from django.db import models

from credence.catalog.models import AccreditingProvider, CourseVersion
from credence.enrollment.models import Enrollment


class EvaluationForm(models.Model):
    """One version of a provider's form. `definition` is the validated document of evaluation.rules; never edited."""

    provider = models.ForeignKey(AccreditingProvider, on_delete=models.PROTECT, related_name="evaluation_forms")
    slug = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    definition = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "slug", "version"], name="evaluation_form_version"),
            models.UniqueConstraint(fields=["provider", "slug", "sha256"], name="evaluation_form_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class CourseEvaluation(models.Model):
    """Which form a provider uses for a version of a course."""

    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="evaluations")
    provider = models.ForeignKey(AccreditingProvider, on_delete=models.PROTECT, related_name="+")
    form = models.ForeignKey(EvaluationForm, on_delete=models.PROTECT, related_name="uses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "provider"], name="evaluation_course_provider")]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.form_id}"


class EvaluationResponse(models.Model):
    """A learner's answers to one form, once; the form's version is named (R35)."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="evaluation_responses")
    form = models.ForeignKey(EvaluationForm, on_delete=models.PROTECT, related_name="responses")
    answers = models.JSONField(help_text="{item key: value, or {row key: value} for grids}")
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "form"], name="evaluation_response_once")]

    def __str__(self) -> str:
        return f"{self.enrollment_id} to {self.form_id}"
