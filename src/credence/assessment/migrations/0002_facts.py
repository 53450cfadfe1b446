"""Rows of facts: the database refuses to change them."""

from django.db import migrations

from credence.kit.append_only import RefuseChange


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_initial")]
    operations = [
        RefuseChange("assessment_attempt", "UPDATE"),
        RefuseChange("assessment_attempt", "DELETE"),
        RefuseChange("assessment_posttest", "UPDATE"),
        RefuseChange("assessment_posttest", "DELETE"),
        RefuseChange("assessment_question", "UPDATE"),
        RefuseChange("assessment_question", "DELETE"),
        RefuseChange("assessment_option", "UPDATE"),
        RefuseChange("assessment_option", "DELETE"),
    ]
