"""Nobody is enrolled but on a line."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0005_lines_of_before")]

    operations = [
        migrations.AlterField(
            model_name="enrollment",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="enrollments", to="catalog.line"
            ),
        ),
    ]
