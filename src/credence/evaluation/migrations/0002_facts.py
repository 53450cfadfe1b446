"""Rows of facts: the database refuses to change them."""

from django.db import migrations

from credence.kit.append_only import RefuseChange


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0001_initial")]
    operations = [
        RefuseChange("evaluation_evaluationform", "UPDATE"),
        RefuseChange("evaluation_evaluationform", "DELETE"),
        RefuseChange("evaluation_evaluationresponse", "UPDATE"),
        RefuseChange("evaluation_evaluationresponse", "DELETE"),
    ]
