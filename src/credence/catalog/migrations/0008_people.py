"""When roles began, of what kind organizations are, and what a provider is accredited for and by whom approved."""

import django.db.models.deletion
from django.db import migrations, models

from credence.kit.append_only import RefuseChange


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0007_withdrawals"),
        ("media", "0002_measures"),
    ]

    operations = [
        migrations.CreateModel(
            name="Accreditation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("body", models.CharField(help_text="Who accredits, such as ACCME.", max_length=120)),
                ("number", models.CharField(blank=True, max_length=60)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(help_text="The last day; null: no end is set.", null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("accredited", "Accredited"),
                            ("provisional", "Provisionally accredited"),
                            ("probation", "On probation"),
                            ("ended", "Ended or withdrawn"),
                        ],
                        max_length=12,
                    ),
                ),
            ],
            options={
                "ordering": ["body", "valid_from"],
            },
        ),
        migrations.CreateModel(
            name="Approver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("rceem_plus", models.BooleanField()),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.AddField(
            model_name="accreditingprovider",
            name="signature",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="media.asset"
            ),
        ),
        migrations.AddField(
            model_name="commercialsupport",
            name="company_kind",
            field=models.CharField(
                choices=[("ineligible", "Ineligible company"), ("eligible", "No ineligible company")],
                default="ineligible",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="courseversion",
            name="joint_provider_kind",
            field=models.CharField(
                blank=True,
                choices=[("ineligible", "Ineligible company"), ("eligible", "No ineligible company")],
                help_text="Blank: from before it was asked.",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="company_kind",
            field=models.CharField(
                choices=[("ineligible", "Ineligible company"), ("eligible", "No ineligible company")],
                default="ineligible",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="mitigated_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="faculty",
            name="profession",
            field=models.CharField(
                blank=True, help_text="Such as nurse, for planners of nurses' hours.", max_length=40
            ),
        ),
        migrations.AddField(
            model_name="faculty",
            name="role_began_on",
            field=models.DateField(help_text="Null: from before it was asked; by the release.", null=True),
        ),
        migrations.AlterField(
            model_name="faculty",
            name="role",
            field=models.CharField(
                choices=[
                    ("author", "Author"),
                    ("speaker", "Speaker"),
                    ("planner", "Planner"),
                    ("director", "Course director"),
                    ("reviewer", "Reviewer"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="courseversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("joint_provider_kind", "ineligible"), _negated=True),
                name="catalog_courseversion_joint_eligible",
            ),
        ),
        migrations.AddConstraint(
            model_name="faculty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("role_began_on", None), ("role_began_on__gte", models.F("disclosed_on")), _connector="OR"
                ),
                name="catalog_faculty_disclosed_before",
            ),
        ),
        migrations.AddField(
            model_name="accreditation",
            name="provider",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accreditations",
                to="catalog.accreditingprovider",
            ),
        ),
        migrations.AddField(
            model_name="approver",
            name="provider",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="approvers", to="catalog.accreditingprovider"
            ),
        ),
        migrations.AddConstraint(
            model_name="accreditation",
            constraint=models.UniqueConstraint(
                fields=("provider", "body", "valid_from"), name="catalog_accreditation_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="accreditation",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"),
                name="catalog_accreditation_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="approver",
            constraint=models.UniqueConstraint(fields=("provider", "name"), name="catalog_approver_once"),
        ),
        RefuseChange("catalog_courseversion", "UPDATE"),
        RefuseChange("catalog_courseversion", "DELETE"),
        RefuseChange("catalog_faculty", "UPDATE"),
        RefuseChange("catalog_faculty", "DELETE"),
        RefuseChange("catalog_disclosure", "UPDATE"),
        RefuseChange("catalog_disclosure", "DELETE"),
        RefuseChange("catalog_commercialsupport", "UPDATE"),
        RefuseChange("catalog_commercialsupport", "DELETE"),
    ]
