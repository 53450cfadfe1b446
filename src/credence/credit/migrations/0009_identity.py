"""An award keeps the identity it was given under, and one number holds one credit once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import credence.kit.ids
from credence.kit.append_only import RefuseChange

SAME = ("award_id", "kind", "region", "given_at", "content", "credit_type", "period")
CHANGED = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in SAME)


class Migration(migrations.Migration):
    dependencies = [
        ("credit", "0008_time_stamps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Identity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="The legal name as its certificate prints it.", max_length=330)),
                ("family_name", models.CharField(blank=True, max_length=100)),
                ("given_name", models.CharField(blank=True, max_length=100)),
                ("credentials", models.CharField(blank=True, max_length=100)),
                ("birth_month", models.PositiveSmallIntegerField(null=True)),
                ("birth_day", models.PositiveSmallIntegerField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "award",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="identity", to="credit.award"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Number",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("region", models.CharField(blank=True, max_length=10)),
                ("key", models.CharField(max_length=40)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "region", "key"), name="credit_number_once")],
            },
        ),
        migrations.CreateModel(
            name="NumberCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=credence.kit.ids.public_id, editable=False, max_length=22, unique=True),
                ),
                ("opened_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("one-of-them", "The number belongs to one of them"),
                            ("one-person", "The accounts are one person’s"),
                            ("nobody", "The number belongs to none of them"),
                        ],
                        max_length=12,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=150)),
                ("reason", models.TextField(blank=True)),
                (
                    "number",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="credit.number"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CaseParty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("joined_at", models.DateTimeField()),
                ("is_owner", models.BooleanField(null=True)),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="number_cases",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parties", to="credit.numbercase"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AwardNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("region", models.CharField(blank=True, max_length=10)),
                ("value", models.CharField(max_length=40)),
                ("given_at", models.DateTimeField()),
                ("content", models.CharField(max_length=22)),
                ("credit_type", models.CharField(max_length=40)),
                ("period", models.CharField(blank=True, max_length=30)),
                ("holds", models.BooleanField()),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="numbers", to="credit.award"
                    ),
                ),
                (
                    "number",
                    models.ForeignKey(
                        help_text="Null: it is not compared.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="credit.number",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("award", "number"), name="credit_awardnumber_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("holds", True)),
                        fields=("number", "content", "credit_type", "period"),
                        name="credit_awardnumber_one_holder",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("holds", False), ("taken_back_at__isnull", True), _connector="OR"),
                        name="credit_awardnumber_holds",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="numbercase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at__isnull", True)), fields=("number",), name="credit_numbercase_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="numbercase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by", ""), ("outcome", ""), ("reason", "")),
                    models.Q(
                        ("decided_at__isnull", False),
                        models.Q(("decided_by", ""), _negated=True),
                        models.Q(("outcome", ""), _negated=True),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="credit_numbercase_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseparty",
            constraint=models.UniqueConstraint(fields=("case", "learner"), name="credit_caseparty_once"),
        ),
        RefuseChange("credit_identity", "DELETE"),
        RefuseChange(
            "credit_identity",
            "UPDATE",
            condition="(OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.name = '' AND NEW.family_name = '' "
            "AND NEW.award_id = OLD.award_id) IS NOT TRUE",
        ),
        RefuseChange("credit_awardnumber", "DELETE"),
        RefuseChange(
            "credit_awardnumber",
            "UPDATE",
            condition=f"{CHANGED} OR (OLD.taken_back_at IS NOT NULL AND NEW.taken_back_at IS DISTINCT FROM "
            "OLD.taken_back_at) OR (NEW.value <> '' AND (NEW.value <> OLD.value OR NEW.number_id IS DISTINCT FROM "
            "OLD.number_id))",
        ),
        RefuseChange(
            "credit_numbercase",
            "UPDATE",
            condition="OLD.decided_at IS NOT NULL OR NEW.number_id <> OLD.number_id OR NEW.opened_at <> OLD.opened_at",
        ),
        RefuseChange(
            "credit_caseparty",
            "UPDATE",
            condition="OLD.is_owner IS NOT NULL OR NEW.case_id <> OLD.case_id OR NEW.learner_id <> OLD.learner_id "
            "OR NEW.joined_at <> OLD.joined_at",
        ),
    ]
