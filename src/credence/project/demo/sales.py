"""What was sold in the demo before today: written by the very actions that the checkout and the back office use."""

import datetime as dt
import uuid
from decimal import Decimal

from django.db import transaction

from credence.accounts.models import User
from credence.catalog.enums import OrganizationKind
from credence.catalog.models import Course
from credence.commerce.actions.coupons import NewCoupon, make_batch
from credence.commerce.actions.fulfillment import take_free
from credence.commerce.actions.groups import Purchase, sell_seats
from credence.commerce.actions.offline_payment import take_payment
from credence.commerce.actions.orders import apply_coupon, open_order
from credence.commerce.actions.refund_resolution import mark_sent
from credence.commerce.actions.refunds import request_refund
from credence.commerce.models import CouponBatch, Order, Refund
from credence.commerce.rules.prices import DiscountKind
from credence.project.demo.payments import COURSE
from credence.project.demo.people import Resident, profile, settle

STAFF = "staff"
BUYERS = tuple(
    Resident(
        username=name,
        remark="bought a course",
        profile=profile(given, family, "MD", city, region),
        profession="physician",
    )
    for name, given, family, city, region in (
        ("amara", "Amara", "Okafor", "Chicago", "IL"),
        ("jonas", "Jonas", "Lindqvist", "Duluth", "MN"),
        ("lucia", "Lucía", "Fernández de Castro", "San Antonio", "TX"),
        ("henrik", "Henrik", "Sørensen", "Madison", "WI"),
        ("tom", "Thomas", "Whitfield", "Worcester", "MA"),
    )
)


@transaction.atomic
def sell(*, now: dt.datetime) -> None:
    """Let some people buy the paid course; a site that has sold before is left alone.

    All of it or nothing, so that whoever stops the first start has no buyers who never bought.
    """
    if settle(now=now, residents=BUYERS) < len(BUYERS):
        return
    ago = {days: now - dt.timedelta(days=days) for days in (64, 50, 40, 38, 30, 21, 12, 11, 9)}
    first = _by_check("amara", "Check 1187", ago[64])
    mark_sent(
        refund=_back(first, "10.00", "Billed the wrong rate", ago[50]), reference="Check 902", by=STAFF, now=ago[50]
    )
    meeting = make_batch(
        wanted=NewCoupon(kind=DiscountKind.PERCENT, value=Decimal(20), max_uses=1, note="Handed out at the door"),
        name="Spring meeting",
        seats=12,
        by=STAFF,
        now=ago[40],
    )
    _by_check("jonas", "PO 55-2041", ago[38], coupon=_code(meeting, 0))
    ward = _seats(ago[30])
    _by_coupon("lucia", _code(ward, 0), ago[21])
    _by_coupon("henrik", _code(ward, 1), ago[9])
    _back(_by_check("tom", "Check 4410", ago[12]), "45.00", "Booked twice by the department", ago[11])


def _seats(then: dt.datetime) -> CouponBatch:
    purchase = Purchase(
        name="Pain clinic, second floor",
        buyer="St. Brendan Hospital, Department of Anesthesiology",
        buyer_kind=OrganizationKind.ELIGIBLE,
        contact="education@st-brendan.example",
        course=_course(),
        seats=6,
        price_paid=Decimal("225.00"),
        paid_on=then.date(),
        reference="Invoice 2041",
    )
    return sell_seats(purchase=purchase, by=STAFF, now=then)


def _course() -> Course:
    return Course.objects.select_related("current_version").get(slug=COURSE)


def _code(batch: CouponBatch, number: int) -> str:
    return batch.coupons.order_by("pk")[number].code


def _ordered(name: str, then: dt.datetime, coupon: str) -> Order:
    order = open_order(learner=User.objects.get(username=name), course=_course(), now=then)
    return apply_coupon(order=order, code=coupon, now=then) if coupon else order


def _by_check(name: str, paper: str, then: dt.datetime, coupon: str = "") -> Order:
    order = _ordered(name, then, coupon)
    attempt = take_payment(
        order=order,
        reference=paper,
        amount=order.total,
        attempt_key=uuid.uuid4(),
        shown=order.quote_hash,
        by=STAFF,
        clock=lambda: then,
    )
    return attempt.order


def _by_coupon(name: str, coupon: str, then: dt.datetime) -> None:
    order = _ordered(name, then, coupon)
    take_free(order=order, shown=order.quote_hash, now=then)


def _back(order: Order, amount: str, reason: str, then: dt.datetime) -> Refund:
    return request_refund(
        order=order, amount=Decimal(amount), reason=reason, request_key=uuid.uuid4(), by=STAFF, now=then
    )
