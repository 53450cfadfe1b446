"""Make coupons, take them out of use, and hold one for an order."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from django.db import IntegrityError, transaction

from credence.audit.actions import record
from credence.audit.enums import Act
from credence.catalog.models import Course, Topic
from credence.commerce.models import ACTIVE_REDEMPTIONS, Coupon, CouponBatch, CouponRedemption, Order
from credence.commerce.queries import active_redemption, overdue_holds, terms_of, use_of
from credence.commerce.rules.coupons import faults_of, normal_form
from credence.commerce.rules.numbers import coupon_code
from credence.commerce.rules.prices import DiscountKind
from credence.commerce.rules.states import RedemptionState
from credence.kit.refusal import Refusal
from credence.kit.text import normal

HOLD = dt.timedelta(minutes=30)


class CouponRefused(Refusal):
    """The coupon does not count. `faults` says why, in the order of `CouponFault`; none where there is no such code.

    The public is told that it does not count, and no more.
    """

    code = "coupon-refused"


class CodeTaken(Refusal):
    """Another coupon has this code."""

    code = "code-taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCoupon:
    """What a coupon grants and asks for; `value` is percent or an amount, by `kind`."""

    kind: DiscountKind
    value: Decimal = Decimal(0)
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    courses: tuple[Course, ...] = ()
    topics: tuple[Topic, ...] = ()
    minimum_price: Decimal = Decimal(0)
    max_uses: int | None = None
    max_per_person: int | None = 1
    note: str = ""


@transaction.atomic
def make_coupon(*, wanted: NewCoupon, code: str, by: str, now: dt.datetime, batch: CouponBatch | None = None) -> Coupon:
    """Make a coupon; an empty `code` draws one.

    Raises:
        CodeTaken: nothing was written.
    """
    known_as = normal_form(code) or coupon_code()
    coupon = Coupon(
        code=known_as,
        kind=wanted.kind,
        value=wanted.value,
        since=wanted.since,
        until=wanted.until,
        minimum_price=wanted.minimum_price,
        max_uses=wanted.max_uses,
        max_per_person=wanted.max_per_person,
        note=normal(wanted.note),
        batch=batch,
        created_at=now,
        created_by=by,
    )
    try:
        with transaction.atomic():
            coupon.save(force_insert=True)
    except IntegrityError:
        if Coupon.objects.filter(code=known_as).exists():
            raise CodeTaken from None
        raise
    coupon.courses.set(wanted.courses)
    coupon.topics.set(wanted.topics)
    _record(Act.COUPON_MADE, coupon, by=by, now=now)
    return coupon


@transaction.atomic
def make_batch(
    *,
    wanted: NewCoupon,
    name: str,
    seats: int,
    by: str,
    now: dt.datetime,
    buyer: str = "",
) -> CouponBatch:
    """Make `seats` coupons of the same terms, each with a code of its own: in bulk, or as the seats of a group."""
    batch = CouponBatch.objects.create(name=normal(name), buyer=normal(buyer), created_at=now, created_by=by)
    for _ in range(seats):
        make_coupon(wanted=wanted, code="", by=by, now=now, batch=batch)
    return batch


@transaction.atomic
def deactivate(*, coupons: Iterable[Coupon], by: str, now: dt.datetime) -> int:
    """Take coupons out of use and return how many there were. A hold at a checkout lasts until it ends."""
    pks = sorted(coupon.pk for coupon in coupons)
    changed = [
        coupon
        for coupon in Coupon.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")
        if coupon.is_active
    ]
    for coupon in changed:
        coupon.is_active, coupon.version = False, coupon.version + 1
        coupon.save(update_fields=["is_active", "version"])
        _record(Act.COUPON_DEACTIVATED, coupon, by=by, now=now)
    return len(changed)


def _record(act: Act, coupon: Coupon, *, by: str, now: dt.datetime) -> None:
    details = {"kind": coupon.kind, "value": str(coupon.value), "version": coupon.version}
    record(act, by=by, subject=("coupon", coupon.code), now=now, details=details)


def locked_coupon(pk: int) -> Coupon:
    """Return a coupon to the one who changes its redemptions; the order's lock is taken before."""
    return Coupon.objects.select_for_update(no_key=True).get(pk=pk)


def lock_coupons(*pks: int | None) -> None:
    """Lock several coupons in the one order in which everybody does, before any of their holds changes."""
    for pk in sorted({pk for pk in pks if pk is not None}):
        locked_coupon(pk)


def hold(order: Order, coupon: Coupon, *, now: dt.datetime) -> CouponRedemption:
    """Hold a coupon for a locked order for 30 minutes; under its lock uses are counted afresh.

    Raises:
        CouponRefused: it does not count.
    """
    coupon = locked_coupon(coupon.pk)
    overdue_holds(coupon, now).update(state=RedemptionState.RELEASED, released_at=now)
    if faults := faults_of(terms_of(coupon), use_of(coupon, order), now):
        raise CouponRefused(faults=faults)
    return CouponRedemption.objects.create(
        coupon=coupon,
        learner=order.learner,
        order=order,
        person_no=_free_number(coupon, order),
        state=RedemptionState.HELD,
        held_at=now,
        hold_expires_at=now + HOLD,
    )


def _free_number(coupon: Coupon, order: Order) -> int:
    mine = CouponRedemption.objects.filter(coupon=coupon, learner=order.learner, state__in=ACTIVE_REDEMPTIONS)
    taken = set(mine.values_list("person_no", flat=True))
    return next(number for number in count(1) if number not in taken)


def is_held(order: Order, now: dt.datetime) -> bool:
    """Return whether the order's coupon is held for it at this moment."""
    redemption = active_redemption(order)
    return redemption is not None and redemption.hold_expires_at > now


def renew(order: Order, *, now: dt.datetime) -> None:
    """Let a hold last 30 minutes from now: somebody starts to pay."""
    if order.coupon_id:
        locked_coupon(order.coupon_id)
        CouponRedemption.objects.filter(order=order, state=RedemptionState.HELD).update(hold_expires_at=now + HOLD)


def release(order: Order, *, now: dt.datetime) -> None:
    """Give an order's held coupon free."""
    held = CouponRedemption.objects.filter(order=order, state=RedemptionState.HELD)
    held.update(state=RedemptionState.RELEASED, released_at=now)


def use(order: Order, *, now: dt.datetime) -> None:
    """Let an order's held coupon be used for good: the order is paid."""
    held = CouponRedemption.objects.filter(order=order, state=RedemptionState.HELD)
    held.update(state=RedemptionState.USED, used_at=now)
