"""Once among twins as well as in one course, and again only in another period (R44)."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery

from credence.kit.append_only import AllowChange, RefuseChange


def take_content_from_course(apps, _schema_editor):
    """Let each award be of the content of its course."""
    courses = apps.get_model("catalog", "Course").objects.filter(pk=OuterRef("course"))
    apps.get_model("credit", "Award").objects.update(content=Subquery(courses.values("content")))


def nothing(_apps, _schema_editor):
    """Nothing is to be undone: the column goes."""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0009_twins"),
        ("credit", "0005_second_person"),
    ]

    operations = [
        migrations.AddField(
            model_name="award",
            name="content",
            field=models.CharField(default="", max_length=22),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="award",
            name="period",
            field=models.CharField(blank=True, default="", max_length=30),
            preserve_default=False,
        ),
        AllowChange("credit_award", "UPDATE"),
        migrations.RunPython(take_content_from_course, nothing),
        migrations.RemoveConstraint(model_name="award", name="credit_award_once"),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.UniqueConstraint(
                fields=("learner", "course", "credit_type", "period"), name="credit_award_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.UniqueConstraint(
                fields=("learner", "content", "credit_type", "period"), name="credit_award_once_among_twins"
            ),
        ),
        RefuseChange("credit_award", "UPDATE"),
        RefuseChange("credit_award", "DELETE"),
    ]
