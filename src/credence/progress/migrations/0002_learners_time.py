"""Real time is the learner's, not the course's: one clock for all of a learner's courses. Reading takes time, too."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("progress", "0001_initial"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            "LearnerClock",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "counted_until",
                    models.DateTimeField(help_text="No beat counts a moment before this one.", null=True),
                ),
                (
                    "counted_ms",
                    models.PositiveBigIntegerField(
                        default=0, help_text="All real time that was counted, of any course."
                    ),
                ),
                (
                    "player",
                    models.CharField(blank=True, help_text="The player whose beats count at present.", max_length=36),
                ),
                (
                    "learner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.AddField(
            "studyclock",
            "clock",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="progress.learnerclock"
            ),
        ),
        migrations.AddField(
            "chapterprogress",
            "counted_before_ms",
            models.PositiveBigIntegerField(
                default=0, help_text="What had been counted of the learner's time when it was opened."
            ),
        ),
        migrations.AddField(
            "chapterprogress",
            "read_ms",
            models.PositiveBigIntegerField(default=0, help_text="How long a page that is read was in view."),
        ),
        migrations.AddField(
            "chapterprogress",
            "seen_percent",
            models.PositiveSmallIntegerField(default=0, help_text="How much of a text has been in view."),
        ),
    ]
