"""Revenue agrees with what a person reckons by hand, to the cent."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.test import Client

from credence.accounts.models import User
from credence.backoffice.views import revenue as page_of_revenue
from credence.catalog.enums import OrganizationKind
from credence.commerce.actions.groups import Purchase, sell_seats
from credence.commerce.models import Coupon
from credence.commerce.queries.revenue import Figures, Revenue, Row, revenue
from credence.commerce.rules.prices import Price
from tests.backoffice.orders import by_card, given_back, paid_by_coupon, paid_by_hand
from tests.factories.accounts import make_learner
from tests.factories.commerce import make_coupon, make_order, make_paid_course

JANUARY = dt.datetime(2026, 1, 20, 15, tzinfo=dt.UTC)
FEBRUARY = dt.datetime(2026, 2, 10, 15, tzinfo=dt.UTC)
MARCH = dt.datetime(2026, 3, 5, 15, tzinfo=dt.UTC)
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 3, 31)
D = Decimal


@pytest.fixture
def sold(alice: User) -> None:
    """Sell as follows; prices are 149.00 for stroke imaging and 80.10 for MRI safety.

    January: alice pays stroke imaging by check, 149.00. bob pays MRI safety by card with 10% off: 80.10 less 8.01.
    February: a hospital buys 5 seats of stroke imaging for 500.00, and carol uses one. dave gets MRI safety free by a
    coupon for all of the price. 49.00 of alice's money goes back.
    March: the other 100.00 of alice's money goes back. erin pays stroke imaging by check. frank does not pay.
    """
    stroke, mri = make_paid_course(), make_paid_course("mri-safety", price=D("80.10"))
    bob, carol, dave, erin, frank = (make_learner(name) for name in ("bob", "carol", "dave", "erin", "frank"))
    first = paid_by_hand(alice, stroke, now=JANUARY)
    ten = make_coupon("TENOFF26", value="10")
    prices = {"list_price": D("80.10"), "discount": D("8.01"), "total": D("72.09")}
    by_card(bob, mri, at=JANUARY, coupon=ten, **prices)
    purchase = Purchase(
        name="Radiology",
        buyer="St. Mary",
        buyer_kind=OrganizationKind.ELIGIBLE,
        contact="",
        course=stroke,
        seats=5,
        price_paid=D("500.00"),
        paid_on=dt.date(2026, 2, 1),
        reference="INV 7",
    )
    batch = sell_seats(purchase=purchase, by="fay", now=FEBRUARY)
    paid_by_coupon(carol, stroke, Coupon.objects.filter(batch=batch).earliest("pk"), now=FEBRUARY)
    paid_by_coupon(dave, mri, make_coupon("FREE26XX", kind="full", value="0"), now=FEBRUARY)
    given_back(first, "49.00", now=FEBRUARY)
    given_back(first, "100.00", now=MARCH)
    paid_by_hand(erin, stroke, now=MARCH)
    make_order(frank, stroke)


def figures(orders: int, groups: int, gross: str, discounts: str, refunds: str) -> Figures:
    """Return figures as one writes them down."""
    return Figures(orders=orders, groups=groups, price=Price(D(gross), D(discounts), D(refunds)))


def by_words(rows: tuple[Row, ...]) -> dict[str, Figures]:
    """Return a table by what its rows are called."""
    return {row.words or str(row.key): row.figures for row in rows}


@pytest.fixture
def found(sold: None) -> Revenue:
    """Return the revenue of the quarter."""
    return revenue(FIRST, LAST, "USD")


def test_each_month_has_what_moved_in_it(found: Revenue) -> None:
    assert {row.key.month: row.figures for row in found.months} == {
        1: figures(2, 0, "229.10", "8.01", "0.00"),
        2: figures(1, 1, "580.10", "80.10", "49.00"),
        3: figures(1, 0, "149.00", "0.00", "100.00"),
    }
    assert [row.figures.price.kept for row in found.months] == [D("221.09"), D("451.00"), D("49.00")]


def test_the_total_is_what_was_kept(found: Revenue) -> None:
    assert found.total == figures(4, 1, "958.20", "88.11", "149.00")
    assert found.total.price.kept == D("721.09") == D("149") + D("72.09") + D("500") + D("149") - D("49") - D("100")


def test_each_course_has_its_sales_and_seats(found: Revenue) -> None:
    assert by_words(found.courses) == {
        "Stroke imaging": figures(2, 1, "798.00", "0.00", "149.00"),
        "Mri safety": figures(2, 0, "160.20", "88.11", "0.00"),
    }


def test_seats_of_a_group_count_once_and_not_as_orders_of_its_codes(found: Revenue) -> None:
    assert by_words(found.coupons) == {
        "group": figures(0, 1, "500.00", "0.00", "0.00"),
        "": figures(2, 0, "298.00", "0.00", "149.00"),
        "TENOFF26": figures(1, 0, "80.10", "8.01", "0.00"),
        "FREE26XX": figures(1, 0, "80.10", "80.10", "0.00"),
    }


def test_each_way_of_payment_has_its_own(found: Revenue) -> None:
    assert by_words(found.ways) == {
        "group": figures(0, 1, "500.00", "0.00", "0.00"),
        "manual": figures(2, 0, "298.00", "0.00", "149.00"),
        "card": figures(1, 0, "80.10", "8.01", "0.00"),
        "coupon": figures(1, 0, "80.10", "80.10", "0.00"),
    }


def test_every_table_comes_to_the_same_total(found: Revenue) -> None:
    tables = (found.months, found.courses, found.coupons, found.ways)
    assert {sum((row.figures for row in table), Figures()).price.kept for table in tables} == {D("721.09")}


def test_a_refund_counts_in_its_own_month_alone(sold: None) -> None:
    assert revenue(dt.date(2026, 3, 1), LAST, "USD").total == figures(1, 0, "149.00", "0.00", "100.00")
    assert revenue(FIRST, LAST, "EUR").total == Figures()


def test_days_and_months_are_those_of_the_site_s_zone(alice: User) -> None:
    paid_by_hand(alice, make_paid_course(), now=dt.datetime(2026, 2, 1, 4, 59, tzinfo=dt.UTC))
    january = revenue(dt.date(2026, 1, 31), dt.date(2026, 1, 31), "USD")
    assert (january.months[0].key, january.total.orders) == (dt.date(2026, 1, 1), 1)


def test_the_page_shows_pictures_and_tables_of_the_same_figures(finance: Client, sold: None) -> None:
    page = finance.get("/backoffice/revenue/?first=2026-01-01&last=2026-03-31").content.decode()
    for said in ("$958.20", "$88.11", "$149.00", "$721.09", "Seats of groups", "No coupon", "Jan 2026"):
        assert said in page
    assert page.count('<figure class="chart">') == 4
    assert 'class="of-100"' in page
    assert " style=" not in page


def test_a_long_table_shows_its_largest_rows_and_what_the_others_come_to_together(
    finance: Client, sold: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/backoffice/revenue/?first=2026-01-01&last=2026-03-31"
    whole = len(finance.get(address).content)
    monkeypatch.setattr(page_of_revenue, "MOST", 1)
    page = finance.get(address).content.decode()
    assert "1 more, which stands in the file" in page
    assert "2 more, which stand in the files" in page
    assert len(page.encode()) < whole
    assert [part.split("</tbody>")[0].count("<tr>") for part in page.split("<tbody>")[1:]] == [2, 2, 2, 2]


def test_a_period_that_ends_before_it_begins_is_refused_beside_the_field(finance: Client) -> None:
    page = finance.get("/backoffice/revenue/?first=2026-03-01&last=2026-02-01").content.decode()
    assert "The last day comes before the first." in page
    assert 'value="2026-02-01"' in page


def test_a_table_goes_along_as_a_file(finance: Client, sold: None) -> None:
    address = "/backoffice/revenue/by-month.csv?first=2026-01-01&last=2026-03-31"
    text = b"".join(finance.get(address).streaming_content).decode().removeprefix("\ufeff")
    assert list(csv.reader(io.StringIO(text))) == [
        ["Month", "Orders", "Groups", "Gross", "Discounts", "Refunds", "Net", "Currency"],
        ["2026-01-01", "2", "0", "229.10", "8.01", "0.00", "221.09", "USD"],
        ["2026-02-01", "1", "1", "580.10", "80.10", "49.00", "451.00", "USD"],
        ["2026-03-01", "1", "0", "149.00", "0.00", "100.00", "49.00", "USD"],
    ]
    assert finance.get("/backoffice/revenue/by-moon.csv").status_code == 404


def test_the_page_costs_as_many_queries_however_much_was_sold(
    finance: Client, sold: None, django_assert_num_queries
) -> None:
    address = "/backoffice/revenue/?first=2026-01-01&last="
    for last in ("2026-01-25", "2026-03-31"):
        with django_assert_num_queries(8):
            finance.get(address + last)
