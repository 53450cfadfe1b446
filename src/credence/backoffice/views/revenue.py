"""Revenue: pictures and tables of what came in and went back, and the tables as files."""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from django.conf import settings
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from credence.accounts.permissions import Permission
from credence.backoffice.access import Staff, needs
from credence.backoffice.forms.revenue import PeriodForm
from credence.backoffice.presenters.lists import question
from credence.backoffice.responses.downloads import Column, as_file, table
from credence.backoffice.responses.pages import show
from credence.backoffice.wording.states import PAID_BY
from credence.commerce.queries.revenue import GROUP, Figures, Revenue, Row, revenue
from credence.commerce.rules.prices import NOTHING
from credence.kit.clock import day_in, now
from credence.kit.money import money

Bar = tuple[str, list[tuple[Decimal, str]]]
PART = "backoffice:revenue"
SHOWN = 10
MOST = 50
"""So many rows a table of the page has; its file has all."""


class Table(NamedTuple):
    """One way to look at revenue: its name in addresses, its heading, its rows, and how a row is called."""

    name: str
    title: str | Promise
    head: str | Promise
    rows: Callable[[Revenue], tuple[Row, ...]]
    words: Callable[[Row], str]


def _coupon(row: Row) -> str:
    if row.key == GROUP:
        return _("Seats of groups")
    return row.words or _("No coupon")


def _way(row: Row) -> str:
    return _("Seats of groups") if row.key == GROUP else str(PAID_BY.get(row.key, row.key))


def _month(row: Row) -> str:
    return formats.date_format(row.key, "M Y")


TABLES = (
    Table("month", gettext_lazy("By month"), gettext_lazy("Month"), lambda found: found.months, _month),
    Table(
        "course", gettext_lazy("By course"), gettext_lazy("Course"), lambda found: found.courses, lambda row: row.words
    ),
    Table("coupon", gettext_lazy("By coupon"), gettext_lazy("Coupon"), lambda found: found.coupons, _coupon),
    Table("way", gettext_lazy("By way of payment"), gettext_lazy("Paid by"), lambda found: found.ways, _way),
)


@require_safe
@needs(Permission.SEE_REVENUE)
def revenue_page(request: Staff) -> HttpResponse:
    """Show what came in and went back in a period."""
    form = PeriodForm(request.GET, day_in(settings.TIME_ZONE, now()))
    found = revenue(*form.period)
    charts = {each.name: _bars(each, found) for each in TABLES}
    rows = {each.name: _shortened(each.rows(found)) for each in TABLES}
    context = {"form": form, "found": found, "tables": TABLES, "charts": charts, "rows": rows}
    context["question"] = question(request)
    return show(request, "revenue/revenue", context, part=PART)


def _shortened(rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], int, Figures]:
    """Return the first `MOST` rows, how many are left, and what those come to together."""
    return rows[:MOST], len(rows[MOST:]), sum((row.figures for row in rows[MOST:]), Figures())


def _bars(table: Table, found: Revenue) -> list[Bar]:
    """Return the rows of a chart of what was kept: all months, or the largest of the rest. A loss has no length."""
    rows = table.rows(found)
    shown = rows if table.name == "month" else rows[:SHOWN]
    nets = [(table.words(row), row.figures.price.kept) for row in shown]
    return [(words, [(max(net, NOTHING), money(net, found.currency))]) for words, net in nets]


@require_safe
@needs(Permission.SEE_REVENUE)
def revenue_file(request: Staff, name: str, kind: str) -> HttpResponseBase:
    """Give one table of a period along as a file."""
    wanted = next((each for each in TABLES if each.name == name), None)
    if wanted is None:
        raise Http404
    found = revenue(*PeriodForm(request.GET, day_in(settings.TIME_ZONE, now())).period)
    columns = (
        Column(wanted.head, (lambda row: row.key) if name == "month" else wanted.words),
        Column(gettext_lazy("Orders"), lambda row: row.figures.orders),
        Column(gettext_lazy("Groups"), lambda row: row.figures.groups),
        Column(gettext_lazy("Gross"), lambda row: row.figures.price.list_price),
        Column(gettext_lazy("Discounts"), lambda row: row.figures.price.discount),
        Column(gettext_lazy("Refunds"), lambda row: row.figures.price.given_back),
        Column(gettext_lazy("Net"), lambda row: row.figures.price.kept),
        Column(gettext_lazy("Currency"), lambda _row: found.currency),
    )
    return as_file(kind, f"revenue-by-{name}", table(columns, wanted.rows(found)))
