"""Accredited organisations and the texts that they must print."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from credence.catalog.enums import AccreditationStatus, StatementKind
from credence.media.models import Asset


class AccreditingProvider(models.Model):
    """The accredited organisation that answers for credit ("sponsor" where ARRT says so)."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    address = models.CharField(max_length=300)
    url = models.URLField(blank=True)
    email = models.EmailField()
    time_zone = models.CharField(max_length=60, help_text=_("IANA zone in which days of rule are reckoned (R42, R70)."))
    signatory_name = models.CharField(max_length=120)
    signatory_title = models.CharField(max_length=160)
    signature = models.ForeignKey(Asset, null=True, on_delete=models.PROTECT, related_name="+")
    provider_numbers = models.JSONField(default=dict, help_text=_("Numbers by board, such as {'CEP': '17-0001'}."))
    claim_days = models.PositiveSmallIntegerField(
        default=0, help_text=_("Days after the last one in which who completed in time may still claim (R43).")
    )
    least_study_share = models.DecimalField(
        max_digits=3,
        decimal_places=2,
        default=Decimal("0.50"),
        help_text=_("Share of the time that credit stands for which is the least time of study (R26)."),
    )
    reports_to_pars = models.BooleanField(
        default=False, help_text=_("Learners are reported to PARS, so a claim asks for what it matches by (R60).")
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="catalog_accreditingprovider_share", condition=Q(least_study_share__range=(0, 1))
            )
        ]

    def __str__(self) -> str:
        return self.name


class Accreditation(models.Model):
    """What an accreditor says of a provider for some time; no offer reaches past it (R1)."""

    provider = models.ForeignKey(AccreditingProvider, on_delete=models.PROTECT, related_name="accreditations")
    body = models.CharField(max_length=120, help_text=_("Who accredits, such as ACCME."))
    number = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text=_("The last day; null: no end is set."))
    status = models.CharField(max_length=12, choices=AccreditationStatus)

    class Meta:
        ordering = ["body", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "body", "valid_from"], name="catalog_accreditation_once"),
            models.CheckConstraint(
                name="catalog_accreditation_dates", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.body} from {self.valid_from}"


class Approver(models.Model):
    """A body whose approvals a provider takes, and whether it is one of the higher rank, an RCEEM+ (R9)."""

    provider = models.ForeignKey(AccreditingProvider, on_delete=models.PROTECT, related_name="approvers")
    name = models.CharField(max_length=120)
    rceem_plus = models.BooleanField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["provider", "name"], name="catalog_approver_once")]

    def __str__(self) -> str:
        return self.name


class Statement(models.Model):
    """One version of a text that a provider must print verbatim; brackets are filled at rendering (R17).

    `credit_type` is empty for accreditation statements. A change is a new version, never an edit.
    """

    provider = models.ForeignKey(AccreditingProvider, on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=30, choices=StatementKind)
    credit_type = models.CharField(max_length=40, blank=True)
    version = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "kind", "credit_type", "version"], name="catalog_statement_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.kind} {self.credit_type} v{self.version}"
