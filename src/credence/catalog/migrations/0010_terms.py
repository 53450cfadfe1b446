"""An offer keeps the zone and the days for claims that its provider had at publication."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from credence.kit.append_only import AllowChange, RefuseChange


def freeze_zones(apps, _schema_editor):
    """Give the offers there are the zone that their provider has now."""
    offer, provider = (apps.get_model("catalog", name) for name in ("CreditOffer", "AccreditingProvider"))
    zone = provider.objects.filter(pk=OuterRef("provider")).values("time_zone")
    offer.objects.update(time_zone=Subquery(zone))


class Migration(migrations.Migration):
    dependencies = [("catalog", "0009_twins")]
    operations = [
        migrations.AddField(
            "accreditingprovider",
            "claim_days",
            models.PositiveSmallIntegerField(
                default=0, help_text=_("Days after the last one in which who completed in time may still claim (R43).")
            ),
        ),
        AllowChange("catalog_creditoffer", "UPDATE"),
        migrations.AddField(
            "creditoffer",
            "time_zone",
            models.CharField(default="UTC", max_length=60, help_text=_("The provider's at publication (R42, R70).")),
            preserve_default=False,
        ),
        migrations.AddField(
            "creditoffer",
            "claim_days",
            models.PositiveSmallIntegerField(default=0, help_text=_("The provider's at publication (R43).")),
        ),
        migrations.RunPython(freeze_zones, migrations.RunPython.noop),
        RefuseChange("catalog_creditoffer", "UPDATE"),
        RefuseChange("catalog_creditoffer", "DELETE"),
    ]
