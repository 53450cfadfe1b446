"""What is the learner's is kept with the learner alone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("progress", "0003_learners_time_so_far")]
    operations = [
        migrations.RemoveField("studyclock", "counted_until"),
        migrations.RemoveField("studyclock", "player"),
        migrations.AlterField(
            "studyclock",
            "clock",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="progress.learnerclock"
            ),
        ),
    ]
