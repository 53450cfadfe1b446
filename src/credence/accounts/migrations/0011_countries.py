"""Countries are of the list (ISO 3166-1): UK is GB, codes of old are those of today. What is none stays, and is asked anew."""

from django.db import migrations

TODAY = {"UK": "GB", "EL": "GR", "FX": "FR", "DD": "DE", "BU": "MM", "TP": "TL", "ZR": "CD"}


def name_anew(apps, _schema_editor):
    """Write the countries that have another code now."""
    profile = apps.get_model("accounts", "Profile")
    for former, code in TODAY.items():
        profile.objects.filter(country=former).update(country=code)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_known_by")]
    operations = [migrations.RunPython(name_anew, migrations.RunPython.noop)]
