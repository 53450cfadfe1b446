"""Rows of facts: the database refuses to change them."""

from django.db import migrations

from credence.kit.append_only import RefuseChange


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        RefuseChange("audit_event", "UPDATE"),
        RefuseChange("audit_event", "DELETE"),
    ]
