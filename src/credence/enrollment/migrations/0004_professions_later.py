"""The database marks each profession that began after its holder enrolled in a course, in whatever order they come."""

from django.db import migrations

from credence.kit.written_along import WriteAlong

MARK_THOSE_AFTER_AN_ENROLLMENT = """
UPDATE accounts_heldprofession SET came_later = TRUE WHERE EXISTS (
    SELECT 1 FROM enrollment_enrollment AS e
    WHERE e.learner_id = accounts_heldprofession.user_id AND e.enrolled_at < accounts_heldprofession.held_from
)"""
MARK_THOSE_OF_ITS_LEARNER = """
UPDATE accounts_heldprofession SET came_later = TRUE
WHERE user_id = NEW.learner_id AND held_from > NEW.enrolled_at AND NOT came_later"""


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0003_closed"), ("accounts", "0016_professions_later")]
    operations = [
        WriteAlong(
            "accounts_heldprofession_is_later",
            "accounts_heldprofession",
            MARK_THOSE_AFTER_AN_ENROLLMENT + " AND id = NEW.id",
        ),
        WriteAlong("enrollment_enrollment_is_earlier", "enrollment_enrollment", MARK_THOSE_OF_ITS_LEARNER),
        migrations.RunSQL(MARK_THOSE_AFTER_AN_ENROLLMENT, migrations.RunSQL.noop),
    ]
