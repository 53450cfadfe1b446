"""A group buys seats of a course, and its buyer sees by a secret link who took them."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from credence.accounts.models import User
from credence.audit.actions import record
from credence.audit.enums import Act
from credence.catalog.enums import OrganizationKind
from credence.catalog.models import Course
from credence.commerce.actions.coupons import NewCoupon, make_batch
from credence.commerce.models import CouponBatch, Sharing
from credence.commerce.queries.coupons import seats_used_by
from credence.commerce.rules.prices import DiscountKind
from credence.kit.ids import public_id
from credence.kit.refusal import Refusal
from credence.kit.text import normal


class CourseNotSold(Refusal):
    """The course has no version that anybody could take."""

    code = "course-not-sold"


class NotToBeShared(Refusal):
    """There is nobody to be told: the learner used no seat of the group, or its buyer gets counts only."""

    code = "not-to-be-shared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """What a group bought: seats of a course, for how much, paid when and under which reference."""

    name: str
    buyer: str
    buyer_kind: OrganizationKind
    contact: str
    course: Course
    seats: int
    price_paid: Decimal
    paid_on: dt.date
    reference: str
    until: dt.datetime | None = None


@transaction.atomic
def sell_seats(*, purchase: Purchase, by: str, now: dt.datetime) -> CouponBatch:
    """Write down what a group bought, and make one single-use code for each seat.

    Raises:
        CourseNotSold: nothing was written.
    """
    version = purchase.course.current_version
    if version is None:
        raise CourseNotSold
    wanted = NewCoupon(kind=DiscountKind.FULL, courses=(purchase.course,), max_uses=1, until=purchase.until)
    batch = make_batch(wanted=wanted, name=purchase.name, seats=purchase.seats, by=by, now=now)
    paid = {
        "buyer": purchase.buyer,
        "buyer_kind": purchase.buyer_kind,
        "contact": purchase.contact,
        "course": purchase.course,
        "price_paid": purchase.price_paid,
        "currency": version.currency,
        "paid_on": purchase.paid_on,
        "reference": normal(purchase.reference),
        "link_key": public_id(),
    }
    for name, value in paid.items():
        setattr(batch, name, value)
    batch.save(update_fields=list(paid))
    details = {"seats": purchase.seats, "price": str(purchase.price_paid), "course": purchase.course.slug}
    _record(Act.GROUP_SOLD, batch, by=by, now=now, **details)
    return batch


@transaction.atomic
def renew_link(*, batch: CouponBatch, by: str, now: dt.datetime) -> None:
    """Give the buyer a new link; the old one opens nothing from now on."""
    _write_link(batch, public_id())
    _record(Act.GROUP_LINK_RENEWED, batch, by=by, now=now)


@transaction.atomic
def withdraw_link(*, batch: CouponBatch, by: str, now: dt.datetime) -> None:
    """Let no link open the buyer's page."""
    _write_link(batch, "")
    _record(Act.GROUP_LINK_WITHDRAWN, batch, by=by, now=now)


@transaction.atomic
def share(*, learner: User, batch: CouponBatch, allowed: bool, now: dt.datetime) -> None:
    """Let the buyer of a seat be told who used it, or no longer; to say either again changes nothing (R24).

    Raises:
        NotToBeShared: the learner used no seat of the group, or its buyer is an ineligible company.
    """
    if not seats_used_by(learner).filter(pk=batch.pk).exclude(buyer_kind=OrganizationKind.INELIGIBLE).exists():
        raise NotToBeShared
    User.objects.select_for_update().get(pk=learner.pk)
    standing = Sharing.objects.filter(learner=learner, batch=batch, withdrawn_at=None)
    if allowed == standing.exists():
        return
    if allowed:
        Sharing.objects.create(learner=learner, batch=batch, given_at=now)
        _record(Act.SHARING_ALLOWED, batch, by=learner.username, now=now)
    else:
        standing.update(withdrawn_at=now)
        _record(Act.SHARING_WITHDRAWN, batch, by=learner.username, now=now)


def _write_link(batch: CouponBatch, key: str) -> None:
    batch.link_key = key
    batch.save(update_fields=["link_key"])


def _record(act: Act, batch: CouponBatch, *, by: str, now: dt.datetime, **details: object) -> None:
    record(act, by=by, subject=("group", batch.public_id), now=now, details=details)
