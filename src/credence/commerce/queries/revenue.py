"""What came in and went back, to the cent: by month, course, coupon and way of payment.

Money counts in the month in which it moved: a sale when it was paid, a refund when it was made. Seats of a group count
once, by the price that was paid for all of them; the orders that use its codes are no sales, or they would count twice.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.db.models.functions import TruncMonth

from credence.catalog.models import CourseVersion
from credence.commerce.models import CouponBatch, Order, Refund
from credence.commerce.queries.days import within
from credence.commerce.rules.prices import Price, to_cents
from credence.commerce.rules.states import RefundState

GROUP = "group"
"""Where a table by coupon or by way of payment counts seats of groups."""
LONGEST = 36
"""So many months are filled up with months in which nothing moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What moved: list prices of what was sold, what coupons took off, what went back; and how many sales."""

    orders: int = 0
    groups: int = 0
    price: Price = field(default_factory=Price)

    def __add__(self, other: "Figures") -> "Figures":
        """Return both together."""
        return Figures(
            orders=self.orders + other.orders, groups=self.groups + other.groups, price=self.price + other.price
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table: the month, or an id with its words."""

    key: Any
    words: str = ""
    figures: Figures = field(default_factory=Figures)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revenue:
    """What moved from the first day through the last in one currency."""

    first: dt.date
    last: dt.date
    currency: str
    months: tuple[Row, ...]
    courses: tuple[Row, ...]
    coupons: tuple[Row, ...]
    ways: tuple[Row, ...]

    @property
    def total(self) -> Figures:
        """All of it."""
        return sum((row.figures for row in self.months), Figures())


class _Cell(NamedTuple):
    """Where something moved: few of them, however much moved."""

    month: dt.date
    course: str
    title: str
    way: str


@dataclass(frozen=True, slots=True)
class _Period:
    """The rows in which money moved."""

    orders: QuerySet[Order]
    refunds: QuerySet[Refund]
    groups: QuerySet[CouponBatch]


def currencies() -> list[str]:
    """Return the currencies in which something was sold: an order is in that of its version."""
    sold = CourseVersion.objects.filter(Exists(Order.objects.filter(version=OuterRef("pk"))))
    return list(sold.order_by("currency").values_list("currency", flat=True).distinct())


def revenue(first: dt.date, last: dt.date, currency: str) -> Revenue:
    """Return what moved from `first` through `last`, in five queries: all but coupons is added up of the same cells."""
    orders = Order.objects.filter(within("paid_at", first, last), currency=currency)
    refunds = Refund.objects.filter(within("done_at", first, last), state=RefundState.DONE)
    period = _Period(
        orders.exclude(coupon__batch__course__isnull=False).order_by(),
        refunds.filter(attempt__currency=currency).order_by(),
        CouponBatch.objects.filter(paid_on__range=(first, last), currency=currency).order_by(),
    )
    cells = _cells(period)
    ways = _by(cells, lambda cell: cell.way)
    return Revenue(
        first=first,
        last=last,
        currency=currency,
        months=_months(_by(cells, lambda cell: cell.month), first, last),
        courses=_ranked(_courses(cells)),
        coupons=_ranked(_coupons(period, ways.get(GROUP))),
        ways=_ranked([Row(key=way, figures=figures) for way, figures in ways.items()]),
    )


def _sold(orders: QuerySet[Any], *keys: str) -> Mapping[Any, Figures]:
    rows = orders.values_list(*keys).annotate(Count("pk"), Sum("list_price"), Sum("discount"))
    return {row[:-3]: Figures(orders=row[-3], price=Price(to_cents(row[-2]), to_cents(row[-1]))) for row in rows}


def _returned(refunds: QuerySet[Any], *keys: str) -> Mapping[Any, Figures]:
    rows = refunds.values_list(*keys).annotate(Sum("amount"))
    return {row[:-1]: Figures(price=Price(given_back=to_cents(row[-1]))) for row in rows}


def _groups(groups: QuerySet[Any], *keys: str) -> Mapping[Any, Figures]:
    rows = groups.values_list(*keys).annotate(Count("pk"), Sum("price_paid"))
    return {row[:-2]: Figures(groups=row[-2], price=Price(to_cents(row[-1]))) for row in rows}


def _cells(period: _Period) -> dict[_Cell, Figures]:
    zone, keys = ZoneInfo(settings.TIME_ZONE), ("course__slug", "course__current_version__title")
    orders = period.orders.annotate(month=TruncMonth("paid_at", tzinfo=zone))
    refunds = period.refunds.annotate(month=TruncMonth("done_at", tzinfo=zone))
    groups = _groups(period.groups.annotate(month=TruncMonth("paid_on")), "month", *keys)
    return _together(
        _sold(orders, "month", *keys, "paid_by"),
        _returned(refunds, "month", *(f"attempt__order__{key}" for key in (*keys, "paid_by"))),
        {(*key, GROUP): figures for key, figures in groups.items()},
        by=_cell,
    )


def _cell(key: tuple[Any, ...]) -> _Cell:
    month, course, title, way = key
    return _Cell(month.date() if isinstance(month, dt.datetime) else month, course, title, way)


def _by(cells: Mapping[_Cell, Figures], by: Callable[[_Cell], Any]) -> dict[Any, Figures]:
    return _together(cells, by=by)


def _months(found: Mapping[dt.date, Figures], first: dt.date, last: dt.date) -> tuple[Row, ...]:
    months = _all_months(first, last)
    wanted = months if len(months) <= LONGEST else sorted(found)
    return tuple(Row(key=month, figures=found.get(month, Figures())) for month in wanted)


def _all_months(first: dt.date, last: dt.date) -> list[dt.date]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    start = first.year * 12 + first.month - 1
    return [dt.date(number // 12, number % 12 + 1, 1) for number in range(start, start + count)]


def _courses(cells: Mapping[_Cell, Figures]) -> list[Row]:
    found = _by(cells, lambda cell: (cell.course, cell.title))
    return [Row(key=slug, words=title or slug, figures=figures) for (slug, title), figures in found.items()]


def _coupons(period: _Period, seats: Figures | None) -> list[Row]:
    """Return a row for each coupon that stands alone, for each batch, for no coupon, and for seats of groups."""
    keys = ("coupon__batch__public_id", "coupon__batch__name", "coupon__batch__course", "coupon__code")
    found = _together(
        _sold(period.orders, *keys),
        _returned(period.refunds, *(f"attempt__order__{key}" for key in keys)),
        {("", "", GROUP, ""): seats} if seats else {},
        by=_coupon_key,
    )
    return [Row(key=key, words=words, figures=figures) for (key, words), figures in found.items()]


def _coupon_key(key: tuple[Any, ...]) -> tuple[str, str]:
    batch, name, course, code = key
    if course:
        return GROUP, ""
    return (batch, name) if batch else (code or "", code or "")


def _together(*tables: Mapping[Any, Figures], by: Callable[[Any], Any] = lambda key: key) -> dict[Any, Figures]:
    found: dict[Any, Figures] = defaultdict(Figures)
    for table in tables:
        for key, figures in table.items():
            found[by(key)] += figures
    return dict(found)


def _ranked(rows: list[Row]) -> tuple[Row, ...]:
    return tuple(
        sorted(rows, key=lambda row: (-row.figures.price.kept, -row.figures.price.list_price, row.words, str(row.key)))
    )
