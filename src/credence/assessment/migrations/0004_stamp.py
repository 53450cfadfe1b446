"""Every change of a posttest makes a new mark of content."""

from django.db import migrations

from credence.kit.stamped import StampChange

TABLES = ("assessment_posttest", "assessment_question", "assessment_option")


class Migration(migrations.Migration):
    dependencies = [("assessment", "0003_pools"), ("catalog", "0013_stamp")]

    operations = [
        StampChange("catalog_stamp", table, event) for table in TABLES for event in ("INSERT", "UPDATE", "DELETE")
    ]
