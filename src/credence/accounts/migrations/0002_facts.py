"""Rows of facts: the database refuses to change them."""

from django.db import migrations

from credence.kit.append_only import RefuseChange


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        RefuseChange("accounts_user", "UPDATE", columns="username", condition="OLD.username <> NEW.username"),
    ]
