"""Who is enrolled is on the line of the version they began with."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def join_lines(apps, _schema_editor):
    """Put each enrollment on the line of its version."""
    enrollment, version = apps.get_model("enrollment", "Enrollment"), apps.get_model("catalog", "CourseVersion")
    line = version.objects.filter(pk=OuterRef("began_with")).values("line")
    enrollment.objects.update(line=Subquery(line))


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0006_lines")]

    operations = [migrations.RunPython(join_lines, migrations.RunPython.noop)]
