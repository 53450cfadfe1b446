"""A case that staff open again: a new one that names the one before, and awards follow the decision in force."""

import django.db.models.deletion
from django.db import migrations, models

from credence.kit.append_only import RefuseChange

SAME = ("award_id", "kind", "region", "given_at", "content", "credit_type", "period")
CHANGED = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in SAME)


class Migration(migrations.Migration):
    dependencies = [
        ("credit", "0010_identities_of_before"),
    ]

    operations = [
        migrations.AddField(
            model_name="numbercase",
            name="opened_by",
            field=models.CharField(
                blank=True, default="", help_text="Who opened it again; empty: it came by itself.", max_length=150
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="numbercase",
            name="opened_for",
            field=models.TextField(blank=True, default="", help_text="Why it was opened again."),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="numbercase",
            name="reopens",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reopened",
                to="credit.numbercase",
            ),
        ),
        migrations.AddConstraint(
            model_name="numbercase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("opened_by", ""), ("opened_for", ""), ("reopens__isnull", True)),
                    models.Q(
                        ("reopens__isnull", False),
                        models.Q(("opened_by", ""), _negated=True),
                        models.Q(("opened_for", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="credit_numbercase_reopened",
            ),
        ),
        RefuseChange(
            "credit_numbercase",
            "UPDATE",
            condition="OLD.decided_at IS NOT NULL OR NEW.number_id <> OLD.number_id OR NEW.opened_at <> OLD.opened_at "
            "OR NEW.opened_by <> OLD.opened_by OR NEW.opened_for <> OLD.opened_for "
            "OR NEW.reopens_id IS DISTINCT FROM OLD.reopens_id",
        ),
        RefuseChange(
            "credit_awardnumber",
            "UPDATE",
            condition=f"{CHANGED} OR (OLD.taken_back_at IS NOT NULL AND NEW.taken_back_at IS NOT NULL AND "
            "NEW.taken_back_at <> OLD.taken_back_at) OR (NEW.value <> '' AND (NEW.value <> OLD.value OR NEW.number_id "
            "IS DISTINCT FROM OLD.number_id))",
        ),
    ]
