"""Withdrawals of credit are facts, of a course or of one offer; those of before are taken from the record."""

import django.db.models.deletion
from django.db import migrations, models

import credence.kit.ids
from credence.kit.append_only import RefuseChange

UNKNOWN = "Before 0007_withdrawals; the record names no reason."


def write_down(apps, _schema_editor):
    """Write a fact for each course whose credit is withdrawn, with the name and reason that are on record."""
    events = apps.get_model("audit", "Event").objects.filter(action="course.credit-withdrawn").order_by("at", "id")
    said = {each.subject_id: (each.actor, each.reason) for each in events}
    withdrawals = apps.get_model("catalog", "Withdrawal").objects
    for course in apps.get_model("catalog", "Course").objects.exclude(credit_withdrawn_at=None):
        by, reason = said.get(course.public_id, ("", ""))
        values = {"by": by or "migration", "reason": reason or UNKNOWN}
        withdrawals.create(course=course, at=course.credit_withdrawn_at, **values)
        apps.get_model("catalog", "Listing").objects.filter(course=course).update(
            withdrawn_at=course.credit_withdrawn_at
        )


def forget(_apps, _schema_editor):
    """Nothing is to be undone: the column of the course still says it."""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_facts"),
        ("catalog", "0006_shape"),
    ]

    operations = [
        migrations.AddField(
            model_name="listing",
            name="withdrawn_at",
            field=models.DateTimeField(help_text="Since when no credit of it is offered any more (R18).", null=True),
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=credence.kit.ids.public_id, editable=False, max_length=22, unique=True),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=150)),
                ("reason", models.TextField()),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("taken_back_by", models.CharField(blank=True, max_length=150)),
                ("taken_back_reason", models.TextField(blank=True)),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="withdrawals", to="catalog.course"
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        help_text="Null: all credit of the course.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawals",
                        to="catalog.creditoffer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("offer__isnull", True), ("taken_back_at__isnull", True)),
                        fields=("course",),
                        name="catalog_withdrawal_course_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("offer__isnull", False), ("taken_back_at__isnull", True)),
                        fields=("offer",),
                        name="catalog_withdrawal_offer_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("taken_back_at__isnull", True), ("taken_back_by", ""), ("taken_back_reason", "")),
                            models.Q(
                                ("taken_back_at__isnull", False),
                                models.Q(("taken_back_by", ""), _negated=True),
                                models.Q(("taken_back_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="catalog_withdrawal_taken_back_by_somebody",
                    ),
                ],
            },
        ),
        migrations.RunPython(write_down, forget),
        RefuseChange("catalog_withdrawal", "DELETE"),
        RefuseChange(
            "catalog_withdrawal",
            "UPDATE",
            condition="OLD.taken_back_at IS NOT NULL OR OLD.public_id <> NEW.public_id OR OLD.course_id <> NEW.course_id "
            "OR OLD.offer_id IS DISTINCT FROM NEW.offer_id OR OLD.at <> NEW.at OR OLD.by <> NEW.by "
            "OR OLD.reason <> NEW.reason",
        ),
    ]
