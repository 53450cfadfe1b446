"""Rows of facts: the database refuses to change them."""

from django.db import migrations

from credence.kit.append_only import RefuseChange


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]
    operations = [
        RefuseChange("catalog_statement", "UPDATE"),
        RefuseChange("catalog_statement", "DELETE"),
        RefuseChange("catalog_courseversion", "UPDATE"),
        RefuseChange("catalog_courseversion", "DELETE"),
        RefuseChange("catalog_frontmatter", "UPDATE"),
        RefuseChange("catalog_frontmatter", "DELETE"),
        RefuseChange("catalog_publication", "UPDATE"),
        RefuseChange("catalog_publication", "DELETE"),
        RefuseChange("catalog_creditoffer", "UPDATE"),
        RefuseChange("catalog_creditoffer", "DELETE"),
        RefuseChange("catalog_courseversion_topics", "UPDATE"),
        RefuseChange("catalog_courseversion_topics", "DELETE"),
        RefuseChange("catalog_objective", "UPDATE"),
        RefuseChange("catalog_objective", "DELETE"),
        RefuseChange("catalog_chapter", "UPDATE"),
        RefuseChange("catalog_chapter", "DELETE"),
        RefuseChange("catalog_faculty", "UPDATE"),
        RefuseChange("catalog_faculty", "DELETE"),
        RefuseChange("catalog_disclosure", "UPDATE"),
        RefuseChange("catalog_disclosure", "DELETE"),
        RefuseChange("catalog_commercialsupport", "UPDATE"),
        RefuseChange("catalog_commercialsupport", "DELETE"),
    ]
