"""Each version there is is a line of its own: whoever began with it stays on it, as was promised."""

from django.db import migrations
from django.db.models import OuterRef, Subquery

from credence.kit.append_only import AllowChange, RefuseChange


def begin_lines(apps, _schema_editor):
    """Give each version its line."""
    line, version = (apps.get_model("catalog", name) for name in ("Line", "CourseVersion"))
    there = version.objects.order_by("pk").values_list("course_id", "pk")
    line.objects.bulk_create([line(course_id=course, version_id=pk) for course, pk in there], batch_size=500)
    own = line.objects.filter(version=OuterRef("pk")).values("pk")
    version.objects.update(line=Subquery(own))


class Migration(migrations.Migration):
    dependencies = [("catalog", "0014_lines")]

    operations = [
        AllowChange("catalog_courseversion", "UPDATE"),
        migrations.RunPython(begin_lines, migrations.RunPython.noop),
        RefuseChange("catalog_courseversion", "UPDATE"),
    ]
