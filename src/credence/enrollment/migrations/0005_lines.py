"""An enrollment is on a line of versions, and keeps as a fact with which version it began."""

import django.db.models.deletion
from django.db import migrations, models

from credence.kit.written_along import StopWriting, WriteAlong

LATER = WriteAlong(
    "accounts_heldprofession_is_later",
    "accounts_heldprofession",
    """
UPDATE accounts_heldprofession SET came_later = TRUE WHERE EXISTS (
    SELECT 1 FROM enrollment_enrollment AS e
    WHERE e.learner_id = accounts_heldprofession.user_id AND e.enrolled_at < accounts_heldprofession.held_from
) AND id = NEW.id""",
)
EARLIER = WriteAlong(
    "enrollment_enrollment_is_earlier",
    "enrollment_enrollment",
    """
UPDATE accounts_heldprofession SET came_later = TRUE
WHERE user_id = NEW.learner_id AND held_from > NEW.enrolled_at AND NOT came_later""",
)
"""Both name the table that SQLite makes anew here."""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0016_lines_always"), ("enrollment", "0004_professions_later")]

    operations = [
        StopWriting(LATER),
        StopWriting(EARLIER),
        migrations.RenameField("enrollment", "version", "began_with"),
        migrations.AlterField(
            model_name="enrollment",
            name="began_with",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.courseversion"
            ),
        ),
        migrations.AddField(
            model_name="enrollment",
            name="line",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="enrollments", to="catalog.line"
            ),
        ),
        LATER,
        EARLIER,
    ]
