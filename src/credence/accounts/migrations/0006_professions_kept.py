"""Every profession has its first moment, at most one row of a profession is open, and what ended never changes."""

from django.db import migrations, models

from credence.kit.append_only import RefuseChange

CHANGED = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in ("user_id", "profession", "held_from"))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_dated_professions")]
    operations = [
        migrations.AlterField("heldprofession", "held_from", models.DateTimeField()),
        migrations.AddConstraint(
            "heldprofession",
            models.UniqueConstraint(
                fields=["user", "profession"],
                condition=models.Q(ended_at__isnull=True),
                name="accounts_heldprofession_open_once",
            ),
        ),
        migrations.AddConstraint(
            "heldprofession",
            models.CheckConstraint(
                name="accounts_heldprofession_dates",
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("held_from")),
            ),
        ),
        RefuseChange("accounts_heldprofession", "UPDATE", condition=f"OLD.ended_at IS NOT NULL OR {CHANGED}"),
    ]
