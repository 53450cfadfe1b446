"""Professions that began after their holder enrolled in a course are marked, so that they are found among a million."""

from django.db import migrations, models

from credence.kit.append_only import RefuseChange

CHANGED = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in ("user_id", "profession", "held_from"))
ENDED = "OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NULL OR NEW.ended_at <> OLD.ended_at)"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_numbers_given")]
    operations = [
        migrations.AddField(
            "heldprofession",
            "came_later",
            models.BooleanField(
                db_default=False,
                editable=False,
                help_text="Whether it began after an enrollment; the database says it.",
            ),
        ),
        migrations.AddIndex(
            "heldprofession",
            models.Index(
                fields=["-held_from", "-id"],
                condition=models.Q(("came_later", True)),
                name="accounts_heldprofession_later",
            ),
        ),
        RefuseChange("accounts_heldprofession", "UPDATE", condition=f"({ENDED}) OR {CHANGED}"),
    ]
