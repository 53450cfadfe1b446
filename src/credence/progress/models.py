"""What a learner has watched and read."""

from django.db import models

from credence.catalog.models import Chapter
from credence.enrollment.models import Enrollment


class ChapterProgress(models.Model):
    """How far one learner is in one chapter. `watched` is a sorted list of disjoint [start ms, end ms]."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="progress")
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    position_ms = models.PositiveIntegerField(default=0)
    watched = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "chapter"], name="progress_chapter_once")]

    def __str__(self) -> str:
        return f"{self.enrollment_id} {self.chapter_id}"


class StudyClock(models.Model):
    """The time a learner has spent on a course: one clock, so that two devices at once count once."""

    enrollment = models.OneToOneField(Enrollment, on_delete=models.PROTECT, related_name="study_clock")
    studied_ms = models.PositiveBigIntegerField(default=0)
    counted_until = models.DateTimeField(null=True, help_text="No moment before this one can be counted again.")
    player = models.CharField(max_length=36, blank=True, help_text="The player whose beats count at present.")

    def __str__(self) -> str:
        return f"{self.enrollment_id}: {self.studied_ms} ms"
