"""Versions that differ by nothing but what reaches everybody are of one line; what a publication changed is a row."""

import django.db.models.deletion
from django.db import migrations, models

from credence.kit.append_only import RefuseChange


class Migration(migrations.Migration):
    dependencies = [("catalog", "0013_stamp")]

    operations = [
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="catalog.course"
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.courseversion",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="courseversion",
            name="line",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="catalog.line"
            ),
        ),
        migrations.CreateModel(
            name="CourseChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "differences",
                    models.JSONField(help_text="[{kind, document, place, was, now}, …]; of files their hashes."),
                ),
                ("reason", models.TextField(blank=True)),
                (
                    "approver",
                    models.CharField(blank=True, help_text="Blank: nobody had to approve it.", max_length=150),
                ),
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="change",
                        to="catalog.publication",
                    ),
                ),
            ],
        ),
        RefuseChange("catalog_coursechange", "UPDATE"),
        RefuseChange("catalog_coursechange", "DELETE"),
    ]
