"""The ledger of credit: awards, their revocations, and the certificates that document them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from credence.catalog.models import Course, CreditOffer
from credence.enrollment.models import Enrollment
from credence.kit.ids import public_id, verification_code


class Award(models.Model):
    """Credit given to a learner: a fact, never updated, never deleted, once per learner, course and credit type (R44).

    `evidence`, `standard` and `verdict` are what the rule saw and said, as JSON.
    """

    public_id = models.CharField(max_length=22, unique=True, default=public_id, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="awards")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="awards")
    credit_type = models.CharField(max_length=40)
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="awards")
    offer = models.ForeignKey(CreditOffer, on_delete=models.PROTECT, related_name="awards")
    amount = models.DecimalField(max_digits=6, decimal_places=2)
    completed_on = models.DateField(help_text="The day of completion in the provider's zone (R55).")
    awarded_at = models.DateTimeField()
    attestation = models.TextField(
        blank=True, help_text="The sentence the learner attested to, if the type asks for one."
    )
    evidence = models.JSONField()
    standard = models.JSONField()
    verdict = models.JSONField()

    class Meta:
        ordering = ["-completed_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "course", "credit_type"], name="credit_award_once"),
            models.CheckConstraint(name="credit_award_amount", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.credit_type} to {self.learner_id}"


class Revocation(models.Model):
    """An award taken back, by whom, when and why. The award's row stays as it was."""

    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="revocation")
    revoked_at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.TextField()

    def __str__(self) -> str:
        return f"{self.award_id} revoked"


class Certificate(models.Model):
    """The frozen document of an award (R52): the snapshot it was made from, its bytes and their hash.

    `pdf` and `sha256` are written once, right after the award; the database refuses a second writing. What cannot be
    composed or drawn then has no `snapshot` or no `pdf` yet, and is tried again at `next_try_at`.
    """

    public_id = models.CharField(max_length=22, unique=True, default=public_id, editable=False)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="certificates")
    code = models.CharField(max_length=23, unique=True, default=verification_code, editable=False)
    issued_at = models.DateTimeField()
    snapshot = models.JSONField(null=True)
    pdf = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, null=True, unique=True)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["award"], condition=Q(replaces__isnull=True), name="credit_certificate_first_once"
            ),
            models.CheckConstraint(
                name="credit_certificate_pdf_hashed",
                condition=Q(pdf__isnull=True, sha256__isnull=True) | Q(pdf__isnull=False, sha256__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class StepTaken(models.Model):
    """A step that may have met the last requirement of a credit: written with it, gone once its credit was judged.

    So an award that failed is made up for, by what was true at the step.
    """

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.enrollment_id} at {self.at:%Y-%m-%d %H:%M}"
