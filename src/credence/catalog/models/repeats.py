"""Where a credit may be given to one learner more than once (R44)."""

from django.db import models
from django.db.models import Q

from credence.catalog.models.providers import AccreditingProvider
from credence.catalog.rules.credit_types import Once


class RepeatRule(models.Model):
    """How often a provider gives a credit to one learner since `at`, and why: the newest of its kind counts."""

    provider = models.ForeignKey(AccreditingProvider, on_delete=models.PROTECT, related_name="repeat_rules")
    credit_type = models.CharField(max_length=40)
    once = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="catalog_repeatrule_once", condition=Q(once__in=[each.value for each in Once])),
            models.CheckConstraint(name="catalog_repeatrule_reasoned", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.credit_type} {self.once}"
