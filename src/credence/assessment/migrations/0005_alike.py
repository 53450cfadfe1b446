"""Attempts at one test with one score are found by time, to compare their answers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessment", "0004_stamp")]

    operations = [
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(fields=["posttest", "right", "-submitted_at"], name="assessment_attempt_alike"),
        ),
    ]
