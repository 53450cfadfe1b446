"""Every change of a form, and of which form a course asks for, makes a new mark of content."""

from django.db import migrations

from credence.kit.stamped import StampChange

TABLES = ("evaluation_evaluationform", "evaluation_courseevaluation")


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0002_facts"), ("catalog", "0013_stamp")]

    operations = [
        StampChange("catalog_stamp", table, event) for table in TABLES for event in ("INSERT", "UPDATE", "DELETE")
    ]
