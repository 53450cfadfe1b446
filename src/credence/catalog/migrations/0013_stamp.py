"""Every change of what a course consists of, and of what stands beside it, makes a new mark."""

from django.db import migrations, models

from credence.kit.stamped import StampChange

TABLES = (
    "media_asset",
    "catalog_accreditingprovider",
    "catalog_statement",
    "catalog_course",
    "catalog_courseversion",
    "catalog_objective",
    "catalog_chapter",
    "catalog_faculty",
    "catalog_creditoffer",
    "catalog_frontmatter",
    "catalog_listing",
    "catalog_withdrawal",
    "catalog_repeatrule",
)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0012_least_study_share"), ("media", "0002_measures")]

    operations = [
        migrations.CreateModel(
            name="Stamp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=32)),
            ],
        ),
        *(StampChange("catalog_stamp", table, event) for table in TABLES for event in ("INSERT", "UPDATE", "DELETE")),
    ]
