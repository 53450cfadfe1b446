"""Once its record is no longer kept, a certificate loses name and document, and nothing else ever changes (R58)."""

from django.db import migrations, models

from credence.kit.append_only import RefuseChange

SAME = ("award_id", "public_id", "code", "issued_at", "sha256")
SAID = (
    *("kind", "course_title", "learning_format", "amount", "completed_on", "issued_at", "provider_name", "code"),
    *(
        "verify_url",
        "reference_number",
        "accreditation_statement",
        "credit_statement",
        "signatory_name",
        "replaces_code",
    ),
)
ERASURE = " AND ".join(
    (
        "NEW.erased_at IS NOT NULL",
        "NEW.pdf IS NULL",
        "NEW.snapshot ->> 'learner_name' = ''",
        "NEW.replaces_id IS NOT DISTINCT FROM OLD.replaces_id",
        *(f"NEW.{name} = OLD.{name}" for name in SAME),
        *(f"NEW.snapshot ->> '{name}' IS NOT DISTINCT FROM OLD.snapshot ->> '{name}'" for name in SAID),
    )
)


class Migration(migrations.Migration):
    dependencies = [
        ("credit", "0006_once"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="certificate",
            name="credit_certificate_pdf_hashed",
        ),
        migrations.AddField(
            model_name="certificate",
            name="erased_at",
            field=models.DateTimeField(
                help_text="Since when neither snapshot nor document says whose it was (R58).", null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("pdf__isnull", True), ("sha256__isnull", True)),
                    models.Q(("erased_at__isnull", True), ("pdf__isnull", False), ("sha256__isnull", False)),
                    models.Q(("erased_at__isnull", False), ("pdf__isnull", True)),
                    _connector="OR",
                ),
                name="credit_certificate_pdf_hashed",
            ),
        ),
        RefuseChange("credit_certificate", "DELETE"),
        RefuseChange(
            "credit_certificate",
            "UPDATE",
            columns="award_id, public_id, code, issued_at, snapshot, pdf, sha256, replaces_id, erased_at",
            condition=f"OLD.erased_at IS NOT NULL OR (OLD.sha256 IS NOT NULL AND ({ERASURE}) IS NOT TRUE)",
        ),
    ]
