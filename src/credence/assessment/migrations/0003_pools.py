"""Questions drawn from a pool: how many of which objective, and which an attempt asked."""

from django.db import migrations, models

from credence.kit.append_only import RefuseChange


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0002_facts"),
    ]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="asked",
            field=models.JSONField(
                default=list, help_text="The keys of the questions it asked; none: all, as before there were pools."
            ),
        ),
        migrations.AddField(
            model_name="posttest",
            name="pool",
            field=models.JSONField(
                default=dict,
                help_text="{objective key: how many of its questions an attempt asks}; the others are all asked.",
            ),
        ),
        RefuseChange("assessment_attempt", "UPDATE"),
        RefuseChange("assessment_attempt", "DELETE"),
        RefuseChange("assessment_posttest", "UPDATE"),
        RefuseChange("assessment_posttest", "DELETE"),
    ]
