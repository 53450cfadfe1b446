"""Rows of facts: the database refuses to change them."""

from django.db import migrations

from credence.kit.append_only import RefuseChange


class Migration(migrations.Migration):
    dependencies = [("credit", "0001_initial")]
    operations = [
        RefuseChange("credit_award", "UPDATE"),
        RefuseChange("credit_award", "DELETE"),
        RefuseChange("credit_revocation", "UPDATE"),
        RefuseChange("credit_revocation", "DELETE"),
        RefuseChange("credit_certificate", "DELETE"),
        RefuseChange(
            "credit_certificate",
            "UPDATE",
            columns="award_id, public_id, code, issued_at, snapshot, pdf, sha256, replaces_id",
            condition="OLD.sha256 IS NOT NULL",
        ),
    ]
