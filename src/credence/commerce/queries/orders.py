"""Orders that staff look for, and what they come to."""

import datetime as dt
import functools
import operator
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum

from credence.accounts.queries import is_called, keys_called
from credence.catalog.models import Course
from credence.commerce.enums import PaidBy
from credence.commerce.models import Coupon, Order, PaymentAttempt, Refund
from credence.commerce.queries.days import within
from credence.commerce.rules.coupons import normal_form
from credence.commerce.rules.numbers import ORDER_NUMBER
from credence.commerce.rules.prices import NOTHING, Price, to_cents
from credence.commerce.rules.states import AttemptState, OrderState, RefundState
from credence.kit.lookups import begins
from credence.kit.text import normal

MANY = 2_000
"""What more orders come to is not added up for a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; what is empty is not asked for. `undecided`: only what waits for a person."""

    words: str = ""
    state: str = ""
    course: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    paid_by: str = ""
    undecided: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What orders in one currency come to: those paid, what coupons took off them, and what went back."""

    currency: str
    orders: int
    paid: int
    price: Price


def orders_wanted(wanted: Wanted) -> QuerySet[Order]:
    """Return the orders that are looked for, newest first."""
    orders = _asked(wanted)
    return orders.filter(pk__in=_union(_ways(Order.objects.all(), wanted.words))) if _says(wanted) else orders


def orders_found(wanted: Wanted) -> tuple[QuerySet[Order], bool]:
    """Return the orders that are looked for, newest first, and whether there are more than `MANY`; one query.

    Up to so many are told by their keys, so that the search is not done again for their list and their sums. No way of
    the search is gone further than that; where there are more, their list is read in its order, and each order of it
    asked whether it is one of them.
    """
    orders = _asked(wanted)
    found = orders.filter(pk__in=_union(_bounded(_ways(orders, wanted.words)))) if _says(wanted) else orders
    keys = list(found.order_by().values_list("pk", flat=True)[: MANY + 1])
    if len(keys) <= MANY:
        return Order.objects.filter(pk__in=keys), False
    return (orders.filter(_is_known_by(wanted.words)) if _says(wanted) else orders), True


def _says(wanted: Wanted) -> bool:
    return bool(wanted.words.strip())


def _asked(wanted: Wanted) -> QuerySet[Order]:
    """Return the orders with what is looked for besides words."""
    asked = within("created_at", wanted.first, wanted.last)
    for column, value in (("state", wanted.state), ("course__slug", wanted.course), ("paid_by", wanted.paid_by)):
        asked &= Q(**{column: value}) if value else Q()
    orders = Order.objects.filter(asked)
    return orders.filter(pk__in=_undecided()) if wanted.undecided else orders


def _undecided() -> QuerySet[Any]:
    """Return orders under review, with a refund that waits for approval, or one that staff send themselves."""
    waiting = Refund.objects.filter(state=RefundState.AWAITING_APPROVAL).order_by().values("attempt__order")
    by_hand = (
        Refund.objects.filter(state=RefundState.CREATED, attempt__gateway=PaidBy.MANUAL)
        .order_by()
        .values("attempt__order")
    )
    return Order.objects.filter(state=OrderState.NEEDS_REVIEW).order_by().values("pk").union(waiting, by_hand)


def _ways(orders: QuerySet[Order], words: str) -> list[QuerySet[Order]]:
    """Return those of `orders` by any one thing that somebody may know of them. Each way uses an index.

    Of the number, its first half is enough.
    """
    text, code = normal(words), normal_form(words)
    return [
        orders.filter(learner__in=keys_called(words)),
        orders.filter(_numbered(code)),
        *(orders.filter(pk__in=PaymentAttempt.objects.filter(each).values("order")) for each in _paid_as(text, code)),
        orders.filter(pk__in=Refund.objects.filter(transaction_id=text).order_by().values("attempt__order")),
        orders.filter(coupon=_coupon(code)),
    ]


def _bounded(ways: list[QuerySet[Order]]) -> list[QuerySet[Order]]:
    """Return so many orders of each way that it is seen whether there are more than `MANY`."""
    return [Order.objects.filter(pk__in=way.order_by().values("pk")[: MANY + 1]) for way in ways]


def _union(ways: list[QuerySet[Order]]) -> QuerySet[Any]:
    first, *others = (way.order_by().values("pk") for way in ways)
    return first.union(*others)


def _is_known_by(words: str) -> Q:
    """Return the condition that an order is found by one of `_ways`, for orders that are read one by one."""
    text, code = normal(words), normal_form(words)
    paid = PaymentAttempt.objects.filter(functools.reduce(operator.or_, _paid_as(text, code)), order=OuterRef("pk"))
    given_back = Refund.objects.filter(transaction_id=text).order_by().values("attempt__order")
    return (
        is_called(words, "learner") | _numbered(code) | Q(Exists(paid)) | Q(pk__in=given_back) | Q(coupon=_coupon(code))
    )


def _numbered(code: str) -> Q:
    return Q(begins("number", code)) if len(code) >= ORDER_NUMBER // 2 else Q(number=code)


def _paid_as(text: str, code: str) -> list[Q]:
    return [Q(invoice_number=_invoice(code)), Q(transaction_id=text), Q(last4=text)]


def _coupon(code: str) -> Subquery:
    return Subquery(Coupon.objects.filter(code=code).values("pk"))


def _invoice(code: str) -> str:
    """Return a code as it would stand on an invoice, whatever parts it where it was typed."""
    return f"{code[:ORDER_NUMBER]}-{code[ORDER_NUMBER:]}"


def listed(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Return orders with what a list says of each: `card_brand`, `card_last4`, `invoice`, `transaction`, `refunded`."""
    captured = PaymentAttempt.objects.filter(order=OuterRef("pk"), state=AttemptState.CAPTURED)
    back = Refund.objects.filter(attempt__order=OuterRef("pk"), state=RefundState.DONE).values("attempt__order")
    return orders.select_related("learner__profile", "version", "coupon").annotate(
        card_brand=Subquery(captured.values("brand")[:1]),
        card_last4=Subquery(captured.values("last4")[:1]),
        invoice=Subquery(captured.values("invoice_number")[:1]),
        transaction=Subquery(captured.values("transaction_id")[:1]),
        refunded=Subquery(back.annotate(total=Sum("amount")).values("total")),
    )


def sums_of(orders: QuerySet[Order]) -> list[Sums]:
    """Return what orders come to, one row a currency, in two queries."""
    paid = Q(paid_at__isnull=False)
    rows = orders.order_by("currency").values("currency")
    found = rows.annotate(
        orders=Count("pk"),
        paid=Count("pk", filter=paid),
        list_price=Sum("list_price", filter=paid, default=NOTHING),
        discount=Sum("discount", filter=paid, default=NOTHING),
    )
    refunds = Refund.objects.filter(state=RefundState.DONE, attempt__order__in=orders.order_by().values("pk"))
    back = dict(refunds.order_by().values_list("attempt__currency").annotate(Sum("amount")))
    return [_sums(row, back.get(row["currency"], NOTHING)) for row in found]


def _sums(row: Mapping[str, Any], given_back: Decimal) -> Sums:
    price = Price(to_cents(row["list_price"]), to_cents(row["discount"]), to_cents(given_back))
    return Sums(currency=row["currency"], orders=row["orders"], paid=row["paid"], price=price)


def courses_ordered() -> QuerySet[Course]:
    """Return the courses of which there is an order, by their titles."""
    ordered = Order.objects.filter(course=OuterRef("pk"))
    courses = Course.objects.filter(Exists(ordered), current_version__isnull=False)
    return courses.select_related("current_version").order_by("current_version__title")


def order_numbered(number: str) -> Order | None:
    """Return an order, whoever's it is."""
    related = ("learner__profile", "course", "version__provider", "enrollment", "coupon__batch")
    return Order.objects.filter(number=number).select_related(*related).first()


def letter_keys_of(order: Order) -> list[str]:
    """Return the keys of all letters that the learner may have been sent about an order (commerce.letters)."""
    tries = [f"undone-{attempt.seq}" for attempt in order.attempts.all()]
    refunds = [f"refund-{refund.pk}" for attempt in order.attempts.all() for refund in attempt.refunds.all()]
    occasions = ["receipt", "uncertain", "review", *tries, *refunds]
    return [f"order-{occasion}:{order.number}" for occasion in occasions]
