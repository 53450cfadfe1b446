"""What became of offers since they were published: withdrawals (R18), and how often their credit is given (R44)."""

import datetime as dt

from django.db.models import OuterRef, Q, QuerySet, Subquery

from credence.catalog.models import CourseVersion, CreditOffer, RepeatRule, Withdrawal


def withdrawals_in_force() -> QuerySet[Withdrawal]:
    """Return the withdrawals that were not taken back."""
    return Withdrawal.objects.filter(taken_back_at=None)


def offers_in_force(version: CourseVersion) -> QuerySet[CreditOffer]:
    """Return the offers of a version without those that were withdrawn by themselves, on whichever version of its
    line.
    """
    withdrawn = withdrawals_in_force().filter(offer__version__line=version.line_id)
    return version.credit_offers.exclude(credit_type__in=withdrawn.values("offer__credit_type"))


def offers_as_they_stand() -> QuerySet[CreditOffer]:
    """Return offers with what came after their publication.

    `withdrawn_at` is since when an offer or all credit of its course is withdrawn, else None (R18); `repeat_rule` is
    how often its provider gives its credit to one learner, where that is on record (R44).
    """
    same = {"offer__version__line": OuterRef("version__line"), "offer__credit_type": OuterRef("credit_type")}
    mine = Q(offer=None) | Q(**same)
    withdrawn = withdrawals_in_force().filter(mine, course=OuterRef("version__course")).order_by("at")
    rules = RepeatRule.objects.filter(provider=OuterRef("provider"), credit_type=OuterRef("credit_type"))
    newest = rules.order_by("-at", "-pk")
    return CreditOffer.objects.annotate(
        withdrawn_at=Subquery(withdrawn.values("at")[:1]), repeat_rule=Subquery(newest.values("once")[:1])
    )


def withdrawn_since(version: CourseVersion) -> dt.datetime | None:
    """Return since when a version gives no credit any more: all of it was withdrawn, at once or one by one."""
    mine = Q(offer=None) | Q(offer__version__line=version.line_id)
    found = withdrawals_in_force().filter(mine, course=version.course_id).values_list("offer__credit_type", "at")
    by_type: dict[str | None, dt.datetime] = dict(found)
    if None in by_type or not by_type:
        return by_type.get(None)
    offered = set(CreditOffer.objects.filter(version=version).values_list("credit_type", flat=True))
    return max(by_type[each] for each in offered) if offered and offered <= set(by_type) else None
