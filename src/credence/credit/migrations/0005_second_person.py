"""An award revoked by mistake stands again and a wrong amount is corrected, each by two persons."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F

import credence.kit.ids
from credence.kit.append_only import AllowChange, RefuseChange

FIXED = ("public_id", "reason", "proposed_at", "proposed_by")


def decided_once(*fixed: str) -> str:
    """Return the SQL that holds for a change of a proposal beyond its one decision."""
    changed = " OR ".join(f"OLD.{name} <> NEW.{name}" for name in (*FIXED, *fixed))
    return (
        f"{changed} OR OLD.declined_at IS NOT NULL OR (OLD.confirmed_at IS NOT NULL AND "
        "(OLD.confirmed_at IS DISTINCT FROM NEW.confirmed_at OR OLD.confirmed_by <> NEW.confirmed_by))"
    )


def let_stand(apps, _schema_editor):
    """Let every revocation of before be in force."""
    apps.get_model("credit", "Revocation").objects.update(in_force=F("award"))


def nothing(_apps, _schema_editor):
    """Nothing is to be undone: the column goes."""


class Migration(migrations.Migration):
    dependencies = [
        ("credit", "0004_delayed_documents"),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=credence.kit.ids.public_id, editable=False, max_length=22, unique=True),
                ),
                ("reason", models.TextField()),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.CharField(max_length=150)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("confirmed_by", models.CharField(blank=True, max_length=150)),
                ("declined_at", models.DateTimeField(null=True)),
                ("declined_by", models.CharField(blank=True, max_length=150)),
                ("former_amount", models.DecimalField(decimal_places=2, max_digits=6)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=6)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Reinstatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=credence.kit.ids.public_id, editable=False, max_length=22, unique=True),
                ),
                ("reason", models.TextField()),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.CharField(max_length=150)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("confirmed_by", models.CharField(blank=True, max_length=150)),
                ("declined_at", models.DateTimeField(null=True)),
                ("declined_by", models.CharField(blank=True, max_length=150)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="revocation",
            name="in_force",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="revocation", to="credit.award"
            ),
        ),
        migrations.AlterField(
            model_name="revocation",
            name="award",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="revocations", to="credit.award"
            ),
        ),
        migrations.AddConstraint(
            model_name="revocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("in_force__isnull", True), ("in_force", models.F("award")), _connector="OR"),
                name="credit_revocation_of_its_award",
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="award",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="credit.award"
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="in_force",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="correction", to="credit.award"
            ),
        ),
        migrations.AddField(
            model_name="reinstatement",
            name="revocation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="reinstatements", to="credit.revocation"
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by", "")),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        models.Q(("confirmed_by", ""), _negated=True),
                        models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="credit_correction_by_a_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("declined_at__isnull", True), ("declined_by", "")),
                    models.Q(
                        ("confirmed_at__isnull", True),
                        ("declined_at__isnull", False),
                        models.Q(("declined_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="credit_correction_declined_or_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="credit_correction_reasoned"
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_at__isnull", True), ("declined_at__isnull", True)),
                fields=("award",),
                name="credit_correction_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_force__isnull", True),
                    models.Q(("confirmed_at__isnull", False), ("in_force", models.F("award"))),
                    _connector="OR",
                ),
                name="credit_correction_of_its_award",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0), models.Q(("amount", models.F("former_amount")), _negated=True)),
                name="credit_correction_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="reinstatement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by", "")),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        models.Q(("confirmed_by", ""), _negated=True),
                        models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="credit_reinstatement_by_a_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="reinstatement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("declined_at__isnull", True), ("declined_by", "")),
                    models.Q(
                        ("confirmed_at__isnull", True),
                        ("declined_at__isnull", False),
                        models.Q(("declined_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="credit_reinstatement_declined_or_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="reinstatement",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="credit_reinstatement_reasoned"
            ),
        ),
        migrations.AddConstraint(
            model_name="reinstatement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("declined_at__isnull", True)),
                fields=("revocation",),
                name="credit_reinstatement_once",
            ),
        ),
        AllowChange("credit_revocation", "UPDATE"),
        migrations.RunPython(let_stand, nothing),
        RefuseChange("credit_revocation", "DELETE"),
        RefuseChange(
            "credit_revocation",
            "UPDATE",
            condition="OLD.in_force_id IS NULL OR NEW.in_force_id IS NOT NULL OR OLD.award_id <> NEW.award_id "
            "OR OLD.revoked_at <> NEW.revoked_at OR OLD.by <> NEW.by OR OLD.reason <> NEW.reason",
        ),
        RefuseChange("credit_reinstatement", "DELETE"),
        RefuseChange(
            "credit_reinstatement",
            "UPDATE",
            condition=f"OLD.confirmed_at IS NOT NULL OR {decided_once('revocation_id')}",
        ),
        RefuseChange("credit_correction", "DELETE"),
        RefuseChange(
            "credit_correction",
            "UPDATE",
            condition="(OLD.confirmed_at IS NOT NULL AND (OLD.in_force_id IS NULL OR NEW.in_force_id IS NOT NULL)) OR "
            + decided_once("award_id", "former_amount", "amount"),
        ),
    ]
