"""Each learner's clock begins with what was counted of all their courses, up to the last of these moments.

A chapter that is open keeps the time since it was opened: none of what was counted before today is held against it.
"""

from django.db import migrations
from django.db.models import Max, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce


def gather(apps, _schema_editor):
    """Make the clocks, point the courses' times to them, and note what had been counted."""
    learners, courses, progress = (
        apps.get_model("progress", name) for name in ("LearnerClock", "StudyClock", "ChapterProgress")
    )
    found = courses.objects.values("enrollment__learner").annotate(
        until=Max("counted_until"), counted=Sum("studied_ms")
    )
    learners.objects.bulk_create(
        (
            learners(learner_id=each["enrollment__learner"], counted_until=each["until"], counted_ms=each["counted"])
            for each in found.order_by("enrollment__learner").iterator()
        ),
        batch_size=1000,
    )
    own = learners.objects.filter(learner__enrollments=OuterRef("enrollment"))
    courses.objects.update(clock=Subquery(own.values("pk")))
    counted = Coalesce(Subquery(own.values("counted_ms")), 0)
    progress.objects.filter(finished_at=None).update(counted_before_ms=counted)


class Migration(migrations.Migration):
    dependencies = [("progress", "0002_learners_time")]
    operations = [migrations.RunPython(gather, migrations.RunPython.noop)]
