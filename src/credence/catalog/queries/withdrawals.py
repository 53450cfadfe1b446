"""Since when credit is withdrawn, if it is (R18)."""

import datetime as dt

from django.db.models import OuterRef, Q, QuerySet, Subquery

from credence.catalog.models import CourseVersion, CreditOffer, Withdrawal


def withdrawals_in_force() -> QuerySet[Withdrawal]:
    """Return the withdrawals that were not taken back."""
    return Withdrawal.objects.filter(taken_back_at=None)


def offers_in_force(version: CourseVersion) -> QuerySet[CreditOffer]:
    """Return the offers of a version without those that were withdrawn by themselves."""
    withdrawn = withdrawals_in_force().filter(offer__isnull=False)
    return version.credit_offers.exclude(pk__in=withdrawn.values("offer"))


def offers_with_withdrawal() -> QuerySet[CreditOffer]:
    """Return offers, each with `withdrawn_at`: since when it or all credit of its course is withdrawn, else None."""
    mine = Q(offer=None) | Q(offer=OuterRef("pk"))
    found = withdrawals_in_force().filter(mine, course=OuterRef("version__course")).order_by("at")
    return CreditOffer.objects.annotate(withdrawn_at=Subquery(found.values("at")[:1]))


def withdrawn_since(version: CourseVersion) -> dt.datetime | None:
    """Return since when a version gives no credit any more: all of it was withdrawn, at once or one by one."""
    found = withdrawals_in_force().filter(course=version.course_id).values_list("offer", "at")
    by_offer: dict[int | None, dt.datetime] = dict(found)
    if None in by_offer or not by_offer:
        return by_offer.get(None)
    offers = set(CreditOffer.objects.filter(version=version).values_list("pk", flat=True))
    return max(by_offer[each] for each in offers) if offers and offers <= set(by_offer) else None
