"""What a learner has watched and read."""

from django.db import models

from credence.accounts.models import User
from credence.catalog.models import Chapter
from credence.enrollment.models import Enrollment


class ChapterProgress(models.Model):
    """How far one learner is in one chapter. `watched` is a sorted list of disjoint [start ms, end ms]."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="progress")
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    counted_before_ms = models.PositiveBigIntegerField(
        default=0, help_text="What had been counted of the learner's time when it was opened."
    )
    position_ms = models.PositiveIntegerField(default=0)
    watched = models.JSONField(default=list)
    read_ms = models.PositiveBigIntegerField(default=0, help_text="How long a page that is read was in view.")
    seen_percent = models.PositiveSmallIntegerField(default=0, help_text="How much of a text has been in view.")
    page = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="The page of a PDF that was before the learner last; it proves nothing."
    )
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "chapter"], name="progress_chapter_once")]

    def __str__(self) -> str:
        return f"{self.enrollment_id} {self.chapter_id}"


class LearnerClock(models.Model):
    """The real time of one learner: in whatever courses, tabs and devices they study, a moment counts once (R26)."""

    learner = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+")
    counted_until = models.DateTimeField(null=True, help_text="No beat counts a moment before this one.")
    counted_ms = models.PositiveBigIntegerField(default=0, help_text="All real time that was counted, of any course.")
    player = models.CharField(max_length=36, blank=True, help_text="The player whose beats count at present.")

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.counted_ms} ms"


class StudyClock(models.Model):
    """The time that a learner has spent on one course, out of the learner's clock."""

    enrollment = models.OneToOneField(Enrollment, on_delete=models.PROTECT, related_name="study_clock")
    clock = models.ForeignKey(LearnerClock, on_delete=models.PROTECT, related_name="+")
    studied_ms = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.enrollment_id}: {self.studied_ms} ms"
