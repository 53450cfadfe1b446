"""Offers say for whom their terms hold; those there are hold for whoever enrolled on their version."""

from django.db import migrations, models

from credence.kit.append_only import RefuseChange
from credence.kit.stamped import StampChange


class Migration(migrations.Migration):
    dependencies = [("catalog", "0016_lines_always")]

    operations = [
        migrations.AddField(
            model_name="creditoffer",
            name="reach",
            field=models.CharField(
                choices=[
                    ("new", "Those who enroll from then on"),
                    ("enrolled", "Those, and whoever is enrolled without the credit"),
                ],
                default="new",
                help_text="For whom it holds, beside new learners.",
                max_length=10,
            ),
        ),
        RefuseChange("catalog_creditoffer", "UPDATE"),
        RefuseChange("catalog_creditoffer", "DELETE"),
        *(StampChange("catalog_stamp", "catalog_creditoffer", event) for event in ("INSERT", "UPDATE", "DELETE")),
    ]
