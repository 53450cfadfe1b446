"""Editions of one content are twins, and where a credit may be given again is on record (R44)."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F

import credence.kit.ids
from credence.kit.append_only import RefuseChange


def make_every_course_its_own(apps, _schema_editor):
    """Let each course be its own content: until somebody declares it, no course is the twin of another."""
    apps.get_model("catalog", "Course").objects.update(content=F("public_id"))


def nothing(_apps, _schema_editor):
    """Nothing is to be undone: the column goes."""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0008_people")]

    operations = [
        migrations.AddField(
            model_name="course",
            name="content",
            field=models.CharField(default="", max_length=22),
            preserve_default=False,
        ),
        migrations.RunPython(make_every_course_its_own, nothing),
        migrations.AlterField(
            model_name="course",
            name="content",
            field=models.CharField(
                db_index=True,
                default=credence.kit.ids.public_id,
                help_text="The same in all editions of one content (R44).",
                max_length=22,
            ),
        ),
        migrations.CreateModel(
            name="RepeatRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("credit_type", models.CharField(max_length=40)),
                ("once", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=150)),
                ("reason", models.TextField()),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repeat_rules",
                        to="catalog.accreditingprovider",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("once__in", ["for-ever", "period", "biennium"])),
                        name="catalog_repeatrule_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="catalog_repeatrule_reasoned"
                    ),
                ],
            },
        ),
        RefuseChange("catalog_repeatrule", "UPDATE"),
        RefuseChange("catalog_repeatrule", "DELETE"),
    ]
