"""Rows of facts: the database refuses to change them."""

from django.db import migrations

from credence.kit.append_only import RefuseChange


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0001_initial")]
    operations = [
        RefuseChange("enrollment_frontmattershowing", "UPDATE"),
        RefuseChange("enrollment_frontmattershowing", "DELETE"),
    ]
