"""Whose an award is, by name and numbers as of the award, and numbers that are in more than one account."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from credence.credit.enums import Outcome
from credence.credit.models.ledger import Award
from credence.kit import ids


class Identity(models.Model):
    """The name under which an award was given: a fact that no change of the profile reaches.

    Once its record is no longer kept, everything in it is erased (R58).
    """

    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="identity")
    name = models.CharField(max_length=330, help_text="The legal name as its certificate prints it.")
    family_name = models.CharField(max_length=100, blank=True)
    given_name = models.CharField(max_length=100, blank=True)
    credentials = models.CharField(max_length=100, blank=True)
    birth_month = models.PositiveSmallIntegerField(null=True)
    birth_day = models.PositiveSmallIntegerField(null=True)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Number(models.Model):
    """A number as its board knows it, whoever has it in a profile: who compares or gives by it locks its row."""

    kind = models.CharField(max_length=20)
    region = models.CharField(max_length=10, blank=True)
    key = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "region", "key"], name="credit_number_once")]

    def __str__(self) -> str:
        return " ".join(part for part in (self.kind, self.region, self.key) if part)


class AwardNumber(models.Model):
    """A number of an award: one that it was given under, or one that came into the profile afterwards, from its day on.

    While the award stands, it `holds` its credit under the number: the database lets nobody else hold the same. It
    does not where the number came later and another held the credit under it already, and where it was taken back.
    `taken_back_at` follows the decision in force: where staff decide anew that the number is the learner's, it is
    empty again. What was decided when stays in the cases.
    """

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="numbers")
    kind = models.CharField(max_length=20)
    region = models.CharField(max_length=10, blank=True)
    value = models.CharField(max_length=40)
    number = models.ForeignKey(
        Number, null=True, on_delete=models.PROTECT, related_name="awards", help_text="Null: it is not compared."
    )
    given_at = models.DateTimeField()
    content = models.CharField(max_length=22)
    credit_type = models.CharField(max_length=40)
    period = models.CharField(max_length=30, blank=True)
    holds = models.BooleanField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["award", "number"], name="credit_awardnumber_once"),
            models.UniqueConstraint(
                fields=["number", "content", "credit_type", "period"],
                condition=Q(holds=True),
                name="credit_awardnumber_one_holder",
            ),
            models.CheckConstraint(
                name="credit_awardnumber_holds", condition=Q(holds=False) | Q(taken_back_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.value}".strip()


class NumberCase(models.Model):
    """A number that several accounts have: staff decide whose it is, with a reason, once.

    Where new evidence comes, staff open it again: that is a new case, which `reopens` the decided one and says why. A
    decision stays a fact; in force is that of the latest case of its number.
    """

    public_id = models.CharField(max_length=22, unique=True, default=ids.public_id, editable=False)
    number = models.ForeignKey(Number, on_delete=models.PROTECT, related_name="cases")
    opened_at = models.DateTimeField()
    reopens = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reopened")
    opened_by = models.CharField(max_length=150, blank=True, help_text="Who opened it again; empty: it came by itself.")
    opened_for = models.TextField(blank=True, help_text="Why it was opened again.")
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=Q(decided_at__isnull=True), name="credit_numbercase_one_open"
            ),
            models.CheckConstraint(
                name="credit_numbercase_reopened",
                condition=Q(reopens__isnull=True, opened_by="", opened_for="")
                | (Q(reopens__isnull=False) & ~Q(opened_by="") & ~Q(opened_for="")),
            ),
            models.CheckConstraint(
                name="credit_numbercase_decided",
                condition=Q(decided_at__isnull=True, decided_by="", outcome="", reason="")
                | (Q(decided_at__isnull=False) & ~Q(decided_by="") & ~Q(outcome="") & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number_id} since {self.opened_at:%Y-%m-%d}"


class CaseParty(models.Model):
    """One account of a case, and whether the number is its person's: unknown until it is decided."""

    case = models.ForeignKey(NumberCase, on_delete=models.PROTECT, related_name="parties")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="number_cases")
    joined_at = models.DateTimeField()
    is_owner = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "learner"], name="credit_caseparty_once")]

    def __str__(self) -> str:
        return f"{self.learner_id} in {self.case_id}"
