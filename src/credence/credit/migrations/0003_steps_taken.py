"""Steps are remembered until their credit was judged; what was earned before and never claimed is judged once."""

import datetime as dt

import django.db.models.deletion
from django.db import migrations, models


def note_what_was_tried(apps, _schema_editor):
    """Let the worker look after every open course whose posttest was tried: whole credit needs no claim any more."""
    enrollments = apps.get_model("enrollment", "Enrollment").objects.filter(closed_at=None, attempts__isnull=False)
    step_taken, moment = apps.get_model("credit", "StepTaken"), dt.datetime.now(dt.UTC)
    step_taken.objects.bulk_create(
        (
            step_taken(enrollment_id=pk, at=moment, next_try_at=moment)
            for pk in enrollments.values_list("pk", flat=True).distinct()
        ),
        batch_size=1_000,
    )


def note_nothing(_apps, _schema_editor):
    """Nothing is to be undone: the table goes with its rows."""


class Migration(migrations.Migration):
    dependencies = [
        ("credit", "0002_facts"),
        ("enrollment", "0003_closed"),
        ("assessment", "0002_facts"),
    ]

    operations = [
        migrations.CreateModel(
            name="StepTaken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(db_index=True)),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enrollment.enrollment"
                    ),
                ),
            ],
        ),
        migrations.RunPython(note_what_was_tried, note_nothing),
    ]
