"""The posttest of a version that goes on with a line names the first of the line."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessment", "0005_alike")]

    operations = [
        migrations.AddField(
            model_name="posttest",
            name="head",
            field=models.ForeignKey(
                help_text="The first of its line, where it is another: what is drawn and how options are disguised stays.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessment.posttest",
            ),
        ),
    ]
