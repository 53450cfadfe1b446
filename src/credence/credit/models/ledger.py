"""The ledger of credit: awards, their revocations, and the certificates that document them."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from credence.catalog.models import Course, CreditOffer
from credence.enrollment.models import Enrollment
from credence.kit import ids


class Award(models.Model):
    """Credit given to a learner: a fact, never updated, never deleted, once per learner, course and credit type (R44).

    `content` is that of the course at the award, shared by its twins; `period` is what the award is the only one in,
    nothing where it is the only one for ever.

    `evidence`, `standard` and `verdict` are what the rule saw and said, as JSON.
    """

    public_id = models.CharField(max_length=22, unique=True, default=ids.public_id, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="awards")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="awards")
    content = models.CharField(max_length=22)
    credit_type = models.CharField(max_length=40)
    period = models.CharField(max_length=30, blank=True)
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
    given_with: "Certificate | None" = None
    """The certificate that came with it, on the very object that was just given; nothing on those that are read."""

    class Meta:
        ordering = ["-completed_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "course", "credit_type", "period"], name="credit_award_once"),
            models.UniqueConstraint(
                fields=["learner", "content", "credit_type", "period"], name="credit_award_once_among_twins"
            ),
            models.CheckConstraint(name="credit_award_amount", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.credit_type} to {self.learner_id}"

    @property
    def amount_in_force(self) -> Decimal:
        """The amount as it was given, or as it was corrected since; a query unless `correction` was joined."""
        correction: Correction | None = getattr(self, "correction", None)
        return correction.amount if correction else self.amount


class Revocation(models.Model):
    """An award taken back, by whom, when and why. The award's row stays as it was.

    `in_force` is the award until it is reinstated, then nothing for ever: one revocation is in force at a time.
    """

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="revocations")
    in_force = models.OneToOneField(Award, null=True, on_delete=models.PROTECT, related_name="revocation")
    revoked_at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="credit_revocation_of_its_award", condition=Q(in_force__isnull=True) | Q(in_force=F("award"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.award_id} revoked"


class Proposal(models.Model):
    """A change of an award that one person proposes for a reason, and another confirms or declines, once."""

    public_id = models.CharField(max_length=22, unique=True, default=ids.public_id, editable=False)
    reason = models.TextField()
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=150)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=150, blank=True)
    declined_at = models.DateTimeField(null=True)
    declined_by = models.CharField(max_length=150, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="credit_%(class)s_by_a_second_person",
                condition=Q(confirmed_at__isnull=True, confirmed_by="")
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by="") & ~Q(confirmed_by=F("proposed_by"))),
            ),
            models.CheckConstraint(
                name="credit_%(class)s_declined_or_confirmed",
                condition=Q(declined_at__isnull=True, declined_by="")
                | (Q(declined_at__isnull=False, confirmed_at__isnull=True) & ~Q(declined_by="")),
            ),
            models.CheckConstraint(name="credit_%(class)s_reasoned", condition=~Q(reason="")),
        ]

    @property
    def is_open(self) -> bool:
        """Whether a second person has still to decide."""
        return self.confirmed_at is None and self.declined_at is None


class Reinstatement(Proposal):
    """An award that was revoked by mistake stands again, once a second person confirmed it."""

    revocation = models.ForeignKey(Revocation, on_delete=models.PROTECT, related_name="reinstatements")

    class Meta(Proposal.Meta):
        constraints = [
            *Proposal.Meta.constraints,
            models.UniqueConstraint(
                fields=["revocation"], condition=Q(declined_at__isnull=True), name="credit_reinstatement_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revocation_id} taken back"


class Correction(Proposal):
    """A wrong amount of an award and the right one, once a second person confirmed it.

    `in_force` is the award while this is its latest correction: its amount is then the award's, whose row stays.
    """

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="corrections")
    in_force = models.OneToOneField(Award, null=True, on_delete=models.PROTECT, related_name="correction")
    former_amount = models.DecimalField(max_digits=6, decimal_places=2)
    amount = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta(Proposal.Meta):
        constraints = [
            *Proposal.Meta.constraints,
            models.UniqueConstraint(
                fields=["award"],
                condition=Q(confirmed_at__isnull=True, declined_at__isnull=True),
                name="credit_correction_one_open",
            ),
            models.CheckConstraint(
                name="credit_correction_of_its_award",
                condition=Q(in_force__isnull=True) | Q(in_force=F("award"), confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="credit_correction_amount", condition=Q(amount__gt=0) & ~Q(amount=F("former_amount"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.former_amount} to {self.amount} for {self.award_id}"


class Certificate(models.Model):
    """The frozen document of an award (R52): the snapshot it was made from, its bytes and their hash.

    `pdf` and `sha256` are written once, right after the award, and with them whether an authority stamped them; the
    database refuses a second writing. What cannot be composed or drawn then has no `snapshot` or no `pdf` yet, and is
    tried again at `next_try_at`. Once its record is no longer kept, name and document are erased; the hash stays, so
    that the holder's own file still verifies (R58).
    """

    public_id = models.CharField(max_length=22, unique=True, default=ids.public_id, editable=False)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="certificates")
    code = models.CharField(max_length=23, unique=True, default=ids.verification_code, editable=False)
    issued_at = models.DateTimeField()
    snapshot = models.JSONField(null=True)
    pdf = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, null=True, unique=True)
    stamped_at = models.DateTimeField(null=True, help_text="When a time stamping authority saw the signature.")
    unstamped = models.BooleanField(default=False, help_text="An authority was asked for a stamp and gave none.")
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(
        null=True, help_text="Since when neither snapshot nor document says whose it was (R58)."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["award"], condition=Q(replaces__isnull=True), name="credit_certificate_first_once"
            ),
            models.CheckConstraint(
                name="credit_certificate_pdf_hashed",
                condition=Q(pdf__isnull=True, sha256__isnull=True)
                | Q(pdf__isnull=False, sha256__isnull=False, erased_at__isnull=True)
                | Q(pdf__isnull=True, erased_at__isnull=False),
            ),
            models.CheckConstraint(
                name="credit_certificate_stamped_or_not",
                condition=Q(stamped_at__isnull=True, unstamped=False)
                | Q(stamped_at__isnull=False, unstamped=False, sha256__isnull=False)
                | Q(stamped_at__isnull=True, unstamped=True, sha256__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["-issued_at"], condition=Q(unstamped=True), name="credit_certificate_unstamped")
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
