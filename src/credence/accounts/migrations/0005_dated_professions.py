"""Professions are held from a moment to a moment; who had one before has held it since the profile was complete."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce


def date(apps, _schema_editor):
    """Date the rows there are: held since the profile was first complete, or since the account was opened."""
    held, profile, user = (apps.get_model("accounts", name) for name in ("HeldProfession", "Profile", "User"))
    completed = profile.objects.filter(user=OuterRef("user")).values("completed_at")
    joined = user.objects.filter(pk=OuterRef("user")).values("date_joined")
    held.objects.update(held_from=Coalesce(Subquery(completed), Subquery(joined)))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_names")]
    operations = [
        migrations.RemoveConstraint("heldprofession", "accounts_heldprofession_once"),
        migrations.AddField("heldprofession", "ended_at", models.DateTimeField(null=True, help_text="Null: held.")),
        migrations.AddField("heldprofession", "held_from", models.DateTimeField(null=True)),
        migrations.RunPython(date, migrations.RunPython.noop),
    ]
