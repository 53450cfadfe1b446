"""Accredited organisations and the texts that they must print."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from credence.catalog.enums import StatementKind


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
    provider_numbers = models.JSONField(default=dict, help_text=_("Numbers by board, such as {'CEP': '17-0001'}."))
    reports_to_pars = models.BooleanField(
        default=False, help_text=_("Learners are reported to PARS, so a claim asks for what it matches by (R60).")
    )

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
