"""A certificate that cannot be composed or drawn yet: its document comes later, its award stands."""

from django.db import migrations, models

from credence.kit.append_only import RefuseChange


class Migration(migrations.Migration):
    dependencies = [
        ("credit", "0003_steps_taken"),
    ]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="next_try_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="certificate",
            name="tries",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="certificate",
            name="snapshot",
            field=models.JSONField(null=True),
        ),
        RefuseChange("credit_certificate", "DELETE"),
        RefuseChange(
            "credit_certificate",
            "UPDATE",
            columns="award_id, public_id, code, issued_at, snapshot, pdf, sha256, replaces_id",
            condition="OLD.sha256 IS NOT NULL",
        ),
    ]
