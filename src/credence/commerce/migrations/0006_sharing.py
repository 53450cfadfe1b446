"""Who bought seats is asked of what kind they are, and told a name where its learner allows it (R24)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from credence.kit.append_only import RefuseChange


class Migration(migrations.Migration):
    dependencies = [
        ("commerce", "0005_codes_of_our_own"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="couponbatch",
            name="buyer_kind",
            field=models.CharField(
                blank=True,
                choices=[("ineligible", "Ineligible company"), ("eligible", "No ineligible company")],
                help_text="Blank: from before it was asked.",
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="Sharing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("given_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sharings", to="commerce.couponbatch"
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sharings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("learner", "batch"),
                        name="commerce_sharing_open_once",
                    )
                ],
            },
        ),
        RefuseChange("commerce_sharing", "DELETE"),
        RefuseChange(
            "commerce_sharing",
            "UPDATE",
            condition="OLD.withdrawn_at IS NOT NULL OR NEW.learner_id <> OLD.learner_id OR NEW.batch_id <> OLD.batch_id "
            "OR NEW.given_at <> OLD.given_at",
        ),
    ]
