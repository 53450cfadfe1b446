"""An enrollment is on a line of versions, and keeps as a fact with which version it began.

The column of that version keeps its name, so that the release before reads on until the restart.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0016_lines_always"), ("enrollment", "0005_wanted")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField("enrollment", "version", "began_with"),
                migrations.AlterField(
                    model_name="enrollment",
                    name="began_with",
                    field=models.ForeignKey(
                        db_column="version_id",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.courseversion",
                    ),
                ),
            ]
        ),
        migrations.AddField(
            model_name="enrollment",
            name="line",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="enrollments", to="catalog.line"
            ),
        ),
    ]
