"""Credit that a provider withdrew, from a whole course or from one offer of it (R18)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from credence.catalog.models.contents import CreditOffer
from credence.catalog.models.courses import Course
from credence.kit.ids import public_id


class Withdrawal(models.Model):
    """Since when credit is withdrawn, by whom and why; and since when that was taken back, which is written once.

    One is in force at a time for the same course and for the same offer. The database refuses any other change.
    """

    public_id = models.CharField(max_length=22, unique=True, default=public_id, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="withdrawals")
    offer = models.ForeignKey(
        CreditOffer,
        null=True,
        on_delete=models.PROTECT,
        related_name="withdrawals",
        help_text=_("Null: all credit of the course."),
    )
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.TextField()
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=150, blank=True)
    taken_back_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course"],
                condition=Q(offer__isnull=True, taken_back_at__isnull=True),
                name="catalog_withdrawal_course_once",
            ),
            models.UniqueConstraint(
                fields=["offer"],
                condition=Q(offer__isnull=False, taken_back_at__isnull=True),
                name="catalog_withdrawal_offer_once",
            ),
            models.CheckConstraint(
                name="catalog_withdrawal_taken_back_by_somebody",
                condition=Q(taken_back_at__isnull=True, taken_back_by="", taken_back_reason="")
                | (Q(taken_back_at__isnull=False) & ~Q(taken_back_by="") & ~Q(taken_back_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id or 'all'} of {self.course_id} since {self.at:%Y-%m-%d %H:%M}"
