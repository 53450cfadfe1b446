"""Every version has its line, and every move of a line makes a new mark of content."""

import django.db.models.deletion
from django.db import migrations, models

from credence.kit.append_only import RefuseChange
from credence.kit.stamped import StampChange

EVENTS = ("INSERT", "UPDATE", "DELETE")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0015_lines_of_before")]

    operations = [
        migrations.AlterField(
            model_name="courseversion",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="catalog.line"
            ),
        ),
        RefuseChange("catalog_courseversion", "UPDATE"),
        RefuseChange("catalog_courseversion", "DELETE"),
        *(StampChange("catalog_stamp", "catalog_courseversion", event) for event in EVENTS),
        *(StampChange("catalog_stamp", "catalog_line", event) for event in EVENTS),
    ]
