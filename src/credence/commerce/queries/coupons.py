"""Coupons, the batches and groups that they belong to, and who used them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from credence.accounts.models import User
from credence.catalog.enums import OrganizationKind
from credence.catalog.models import Course
from credence.commerce.models import Coupon, CouponBatch, CouponRedemption, Sharing
from credence.commerce.rules.coupons import normal_form
from credence.commerce.rules.states import RedemptionState
from credence.kit.text import folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which coupons are looked for; what is empty is not asked for."""

    words: str = ""
    kind: str = ""
    course: str = ""
    active: str = ""
    alone: bool = False


def coupons_sought(sought: Sought) -> QuerySet[Coupon]:
    """Return coupons, the newest first; the words are a code, or part of a note, a batch's name or a buyer's."""
    rows = Coupon.objects.select_related("batch").order_by("-created_at", "-pk")
    if sought.words.strip():
        rows = rows.filter(Q(code=normal_form(sought.words)) | _named(sought.words))
    if sought.kind:
        rows = rows.filter(kind=sought.kind)
    if sought.active:
        rows = rows.filter(is_active=sought.active == "yes")
    if sought.course:
        rows = rows.filter(courses__slug=sought.course)
    return rows.filter(batch=None) if sought.alone else rows


def _named(words: str) -> Q:
    """Return the condition that a note, a batch's name or its buyer holds these words, folded as all search is.

    Staff write them, a few for many coupons: they are compared here, for databases fold letters each in its own way.
    """
    asked = _run_together(words)
    if not asked:
        return Q(pk__in=())
    notes = Coupon.objects.exclude(note="").order_by().values_list("note", flat=True).distinct()
    batches = CouponBatch.objects.values_list("pk", "name", "buyer")
    return Q(note__in=[note for note in notes if asked in _run_together(note)]) | Q(
        batch__in=[pk for pk, *names in batches if any(asked in _run_together(name) for name in names)]
    )


def _run_together(text: str) -> str:
    return folded(text).replace(" ", "")


def with_uses(coupons: QuerySet[Coupon]) -> QuerySet[Coupon]:
    """Return coupons each with how often it is `held` and `used`."""
    return coupons.annotate(held=_uses("coupon", RedemptionState.HELD), used=_uses("coupon", RedemptionState.USED))


def _uses(column: str, state: RedemptionState) -> Coalesce:
    return _number(CouponRedemption.objects.filter(**{column: OuterRef("pk")}, state=state), column)


def _number(rows: QuerySet[Any], column: str) -> Coalesce:
    """Return how many of `rows` there are for the row around; `column` leads to that."""
    counted = rows.order_by().values(column).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def coupon_coded(code: str) -> Coupon | None:
    """Return one coupon with its uses, courses and topics."""
    rows = with_uses(Coupon.objects.filter(code=normal_form(code))).select_related("batch")
    return rows.prefetch_related("courses__current_version", "topics").first()


def redemptions_of(coupon: Coupon) -> QuerySet[CouponRedemption]:
    """Return the uses of a coupon, the latest first."""
    rows = CouponRedemption.objects.filter(coupon=coupon).order_by("-held_at", "-pk")
    return rows.select_related("order__version", "learner__profile")


def batches() -> QuerySet[CouponBatch]:
    """Return coupons made in bulk that are no seats of a group, the newest first."""
    return _counted(CouponBatch.objects.filter(course=None))


def groups() -> QuerySet[CouponBatch]:
    """Return groups that bought seats, the newest first."""
    return _counted(CouponBatch.objects.filter(course__isnull=False)).select_related("course__current_version")


def _counted(rows: QuerySet[CouponBatch]) -> QuerySet[CouponBatch]:
    """Return batches each with the number of its `codes`, those `active`, and those `used`."""
    codes = Coupon.objects.filter(batch=OuterRef("pk"))
    used = CouponRedemption.objects.filter(coupon__batch=OuterRef("pk"), state=RedemptionState.USED)
    return rows.order_by("-created_at", "-pk").annotate(
        codes=_number(codes, "batch"),
        active=_number(codes.filter(is_active=True), "batch"),
        used=_number(used, "coupon__batch"),
    )


def batch_called(public_id: str) -> CouponBatch | None:
    """Return a batch or a group with its numbers."""
    rows = _counted(CouponBatch.objects.filter(public_id=public_id))
    return rows.select_related("course__current_version").first()


def group_keyed(link_key: str) -> CouponBatch | None:
    """Return the group that its buyer opens by a secret link, None where the link was withdrawn."""
    return groups().filter(link_key=link_key).first() if link_key else None


def codes_of(batch: CouponBatch) -> QuerySet[Coupon]:
    """Return the codes of a batch in the order in which they were made, each with its uses."""
    return with_uses(Coupon.objects.filter(batch=batch)).order_by("pk")


def seats_of(batch: CouponBatch) -> list[Coupon]:
    """Return the codes of a group, each with `use`: the redemption that used it, or None.

    The learner of a use has allowed that the buyer is told who it was where `use.shared`; an ineligible company is told
    of nobody (R24).
    """
    coupons = list(Coupon.objects.filter(batch=batch).order_by("pk"))
    uses = CouponRedemption.objects.filter(coupon__batch=batch, state=RedemptionState.USED)
    allowed = Sharing.objects.filter(batch=batch, learner=OuterRef("learner"), withdrawn_at=None)
    shared = Exists(allowed.exclude(batch__buyer_kind=OrganizationKind.INELIGIBLE))
    by_coupon = {use.coupon_id: use for use in uses.annotate(shared=shared).select_related("learner__profile", "order")}
    for coupon in coupons:
        coupon.use = by_coupon.get(coupon.pk)  # type: ignore[attr-defined]
    return coupons


def seats_used_by(learner: User) -> QuerySet[CouponBatch]:
    """Return the groups of which a learner used a seat, the latest first; of each, whether a name is `shared`."""
    used = CouponRedemption.objects.filter(coupon__batch=OuterRef("pk"), learner=learner, state=RedemptionState.USED)
    shared = Sharing.objects.filter(batch=OuterRef("pk"), learner=learner, withdrawn_at=None)
    found = CouponBatch.objects.filter(Exists(used), course__isnull=False).annotate(shared=Exists(shared))
    return found.select_related("course__current_version").order_by("-created_at", "-pk")


def courses_sold() -> QuerySet[Course]:
    """Return the courses that have a price, by their titles."""
    sold = Course.objects.filter(current_version__price__gt=0).select_related("current_version")
    return sold.order_by("current_version__title")
