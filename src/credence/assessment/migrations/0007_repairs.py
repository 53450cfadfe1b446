"""A repaired key, and the second gradings that it brings."""

import django.db.models.deletion
from django.db import migrations, models

from credence.kit.append_only import RefuseChange


class Migration(migrations.Migration):
    dependencies = [("assessment", "0006_lines")]

    operations = [
        migrations.CreateModel(
            name="KeyRepair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("question", models.SlugField(max_length=40)),
                ("before", models.JSONField(help_text="[option key, …]")),
                ("after", models.JSONField(help_text="[option key, …]")),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=150)),
                ("reason", models.TextField()),
                (
                    "posttest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="repairs", to="assessment.posttest"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("posttest", "question"), name="assessment_keyrepair_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="assessment_keyrepair_reasoned"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Regrading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("right", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regradings",
                        to="assessment.attempt",
                    ),
                ),
                (
                    "posttest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessment.posttest"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("attempt", "posttest"), name="assessment_regrading_once")
                ]
            },
        ),
        RefuseChange("assessment_keyrepair", "UPDATE"),
        RefuseChange("assessment_keyrepair", "DELETE"),
        RefuseChange("assessment_regrading", "UPDATE"),
        RefuseChange("assessment_regrading", "DELETE"),
    ]
