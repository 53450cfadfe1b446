"""Nobody is enrolled but on a line."""

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
    dependencies = [("enrollment", "0007_lines_of_before")]

    operations = [
        StopWriting(LATER),
        StopWriting(EARLIER),
        migrations.AlterField(
            model_name="enrollment",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="enrollments", to="catalog.line"
            ),
        ),
        LATER,
        EARLIER,
    ]
