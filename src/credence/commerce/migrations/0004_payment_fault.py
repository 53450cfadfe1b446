"""Why a payment was not made or is in doubt, in words of our own beside the gateway's number."""

from django.db import migrations, models

FAULTS = [
    "funds",
    "expired",
    "verification",
    "card-type",
    "bank",
    "card-spent",
    "credentials",
    "request",
    "no-answer",
    "strange-answer",
]


class Migration(migrations.Migration):
    dependencies = [("commerce", "0003_back_office")]
    operations = [
        migrations.RenameField("paymentattempt", "decline_reason", "fault"),
        migrations.AlterField(
            model_name="paymentattempt",
            name="fault",
            field=models.CharField(blank=True, choices=[(fault, fault) for fault in FAULTS], max_length=20),
        ),
        migrations.AlterField(
            model_name="paymentattempt",
            name="response_code",
            field=models.CharField(blank=True, help_text="The gateway's own; `fault` is ours.", max_length=20),
        ),
    ]
