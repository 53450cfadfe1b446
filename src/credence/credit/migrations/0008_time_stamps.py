"""Whether an authority stamped a certificate is written with its bytes, and never changes afterwards."""

from django.db import migrations, models

from credence.kit.append_only import RefuseChange

SAME = ("award_id", "public_id", "code", "issued_at", "sha256")
SAID = (
    *("kind", "course_title", "learning_format", "amount", "completed_on", "issued_at", "provider_name", "code"),
    *("verify_url", "reference_number", "accreditation_statement", "credit_statement"),
    *("signatory_name", "signature", "replaces_code"),
)
ERASURE = " AND ".join(
    (
        "NEW.erased_at IS NOT NULL",
        "NEW.pdf IS NULL",
        "NEW.snapshot ->> 'learner_name' = ''",
        *(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in ("replaces_id", "stamped_at", "unstamped")),
        *(f"NEW.{name} = OLD.{name}" for name in SAME),
        *(f"NEW.snapshot ->> '{name}' IS NOT DISTINCT FROM OLD.snapshot ->> '{name}'" for name in SAID),
    )
)
COLUMNS = (
    *("award_id", "public_id", "code", "issued_at", "snapshot", "pdf", "sha256", "replaces_id"),
    *("erased_at", "stamped_at", "unstamped"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("credit", "0007_erasure"),
    ]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="stamped_at",
            field=models.DateTimeField(help_text="When a time stamping authority saw the signature.", null=True),
        ),
        migrations.AddField(
            model_name="certificate",
            name="unstamped",
            field=models.BooleanField(default=False, help_text="An authority was asked for a stamp and gave none."),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(
                condition=models.Q(("unstamped", True)), fields=["-issued_at"], name="credit_certificate_unstamped"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stamped_at__isnull", True), ("unstamped", False)),
                    models.Q(("sha256__isnull", False), ("stamped_at__isnull", False), ("unstamped", False)),
                    models.Q(("sha256__isnull", False), ("stamped_at__isnull", True), ("unstamped", True)),
                    _connector="OR",
                ),
                name="credit_certificate_stamped_or_not",
            ),
        ),
        RefuseChange("credit_certificate", "DELETE"),
        RefuseChange(
            "credit_certificate",
            "UPDATE",
            columns=", ".join(COLUMNS),
            condition=f"OLD.erased_at IS NOT NULL OR (OLD.sha256 IS NOT NULL AND ({ERASURE}) IS NOT TRUE)",
        ),
    ]
