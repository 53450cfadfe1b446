"""Staff find an order by anything they know of it, see all of it, and take the list along."""

import csv
import datetime as dt
import html
import io
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.test import Client
from openpyxl import load_workbook

from credence.accounts.models import Profile, User
from credence.commerce.models import Order
from credence.commerce.queries import orders as queries
from credence.enrollment.models import FrontMatterShowing
from credence.journey.queries.dossier import dossier_of
from tests.backoffice.orders import NOW, by_card, given_back, paid_by_coupon, paid_by_hand
from tests.factories.accounts import make_learner
from tests.factories.commerce import PRICE, make_coupon, make_order, make_paid_course
from tests.factories.credit import do_everything, make_accredited_course, make_award

LIST = "/backoffice/orders/"


def numbers(client: Client, query: str = "") -> set[str]:
    """Return the numbers of the orders on the list."""
    page = client.get(f"{LIST}?{query}")
    assert page.status_code == 200
    return {each.number for each in Order.objects.all() if f"/orders/{each.number}/" in page.content.decode()}


@pytest.fixture
def orders(alice: User) -> tuple[Order, Order]:
    """Return an order that was paid by card, and one of somebody else that was not paid."""
    course = make_paid_course()
    bob = make_learner("bob", given_name="Bo", family_name="van der Berg")
    return by_card(alice, course).order, make_order(bob, course, created_at=NOW - dt.timedelta(days=9))


@pytest.mark.parametrize("known", [
    "number", "invoice", "transaction", "1111", "ALICE", "alice@example.org", "example", "alice example",
    "Example, Alice", "coupon",
])  # fmt: skip
def test_an_order_is_found_by_anything_known_of_it(support: Client, orders: tuple[Order, Order], known: str) -> None:
    order = orders[0]
    Order.objects.filter(pk=order.pk).update(coupon=make_coupon("SPRING26X2"))
    values = {
        "number": f" {order.number.lower()} ",
        "invoice": f"{order.number}-01",
        "transaction": f"tx-{order.number}",
        "coupon": "spring26-x2",
    }
    assert numbers(support, f"q={values.get(known, known)}") == {order.number}


def test_a_name_of_several_words_is_found(support: Client, orders: tuple[Order, Order]) -> None:
    for words in ("van der berg", "Bo van der Berg", "Van der Berg, Bo"):
        assert numbers(support, f"q={words}") == {orders[1].number}


@pytest.mark.parametrize(("name", "typed"), [
    (("Åse", "Öberg"), ("Åse", "Öberg", "åse öberg", "ase", "OBERG", "A\u030ase", "ö")),
    (("Sean", "O’Brien"), ("O'Brien", "obrien", "O’Brien", "O Brien", "o brien sean", "Brien", "sea obr")),
    (("Thị", "Nguyễn"), ("Nguyen", "nguyễn", "ngu thi", "Nguyễn, Thị")),
    (("Ana", "Fernández de Castro"), ("fernandez", "de castro", "castro ana", "Ana Fernandez", "FERNÁNDEZ-DE")),
    (("Jo", "Smith"), ("smith jo", "jo smi", "Smith, Jo", "Smi\u00adth", "Ｓｍｉｔｈ")),
    (("Søren", "Łukasz-Strauß"), ("soren", "lukasz", "STRAUSS", "lukaszstrauss")),
    (("", "王小明"), ("王", "王小明")),
])  # fmt: skip
def test_a_name_is_found_however_it_is_typed(
    support: Client, orders: tuple[Order, Order], name: tuple[str, str], typed: tuple[str, ...]
) -> None:
    given, family = name
    learner = make_learner("carol", given_name=given, family_name=family)
    order = make_order(learner, orders[0].course, created_at=NOW)
    found = {words: numbers(support, urlencode({"q": words})) for words in typed}
    assert found == {words: {order.number} for words in typed}


@pytest.mark.parametrize("typed", ["%", "_", "exam%", "_xample", "alice%", "lice", "examplf", "'", "*", "ex*", "[e]"])
def test_no_sign_stands_for_others_and_no_name_is_found_from_its_middle(
    support: Client, orders: tuple[Order, Order], typed: str
) -> None:
    found = {"exam%", "alice%", "ex*", "[e]"} & {typed}
    assert numbers(support, urlencode({"q": typed})) == ({orders[0].number} if found else set())


def test_half_a_number_finds_its_order_and_less_finds_none(support: Client, orders: tuple[Order, Order]) -> None:
    number = orders[0].number
    Order.objects.filter(pk=orders[1].pk).update(number="22223333" if number[0] != "2" else "33332222")
    halves = (number[:4], number[:5].lower(), f"{number[:4]}-{number[4:]}", f" {number[:2]}\u2011{number[2:6]}")
    assert [numbers(support, urlencode({"q": half})) for half in halves] == [{number}] * 4
    assert numbers(support, urlencode({"q": number[:3]})) == set()


def test_what_nobody_knows_finds_nothing_and_says_what_to_do(support: Client, orders: tuple[Order, Order]) -> None:
    assert numbers(support, "q=nobody") == set()
    assert (
        "Names and order numbers are found by how they begin, other numbers and codes as a whole."
        in support.get(f"{LIST}?q=nobody").content.decode()
    )


@pytest.mark.parametrize(("query", "found"), [
    ("", {0, 1}),
    ("state=needs-review", {0}),
    ("state=pending", {1}),
    ("state=nonsense", {0, 1}),
    ("paid_by=card", {0}),
    ("in_course=stroke-imaging", {0, 1}),
    ("first=2026-03-10", {0}),
    ("last=2026-03-09", {1}),
    ("first=2026-03-01&last=2026-03-01", {1}),
    ("first=2026-03-02&last=2026-03-09", set()),
    ("last=9999-12-31", {0, 1}),
    ("undecided=on", {0}),
    ("q=example&state=pending", set()),
])  # fmt: skip
def test_filters_narrow_the_list(support: Client, orders: tuple[Order, Order], query: str, found: set[int]) -> None:
    assert numbers(support, query) == {orders[each].number for each in found}


def test_days_are_those_of_the_site_s_zone(support: Client, orders: tuple[Order, Order]) -> None:
    Order.objects.filter(pk=orders[1].pk).update(created_at=dt.datetime(2026, 3, 11, 3, 59, tzinfo=dt.UTC))
    assert numbers(support, "state=pending&first=2026-03-10&last=2026-03-10") == {orders[1].number}
    Order.objects.filter(pk=orders[1].pk).update(created_at=dt.datetime(2026, 3, 11, 4, 0, tzinfo=dt.UTC))
    assert numbers(support, "state=pending&first=2026-03-10&last=2026-03-10") == set()


def test_the_list_says_what_its_orders_come_to(finance: Client, alice: User) -> None:
    given_back(paid_by_hand(alice, make_paid_course()), "49.00")
    paid_by_coupon(alice, make_paid_course("mri-safety"), make_coupon(kind="full", value="0"))
    make_order(alice, make_paid_course("sepsis"))
    page = finance.get(LIST).content.decode()
    figures = [each.split("<")[0] for each in page.split('<dl class="figures')[1].split("</dl>")[0].split("<dd>")[1:]]
    assert figures == ["3", "2", "$149.00", "$149.00", "$49.00", "$100.00"]


def test_the_list_costs_as_many_queries_with_three_orders_as_with_one(
    finance: Client, alice: User, django_assert_num_queries
) -> None:
    for slug in ("one", "two", "three"):
        paid_by_hand(alice, make_paid_course(slug))
        if slug != "two":
            with django_assert_num_queries(7):
                assert finance.get(LIST).status_code == 200


def test_long_lists_are_paged_and_keep_the_question(finance: Client, alice: User) -> None:
    course = make_paid_course()
    for _ in range(26):
        make_order(alice, course, state="expired")
    assert len(numbers(finance, "state=expired")) == 25
    newest, oldest = numbers(finance, "state=expired"), numbers(finance, "state=expired&before=end")
    page = finance.get(f"{LIST}?state=expired&q=").content.decode()
    onward = html.unescape(page.partition('rel="next" href="')[2].partition('"')[0])
    assert numbers(finance, onward.removeprefix("?")) == oldest - newest
    assert onward.startswith("?state=expired&after=")
    assert (len(newest), len(oldest), len(newest | oldest)) == (25, 25, 26)
    first = '<a class="btn btn-outline-primary" href="?state=expired">First</a>'
    assert first in finance.get(f"{LIST}{onward}").content.decode()


def test_what_many_orders_come_to_is_not_added_up_for_a_page(
    finance: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for slug in ("one", "two"):
        make_order(alice, make_paid_course(slug), state="expired")
    assert "There are more than" not in finance.get(LIST).content.decode()
    monkeypatch.setattr(queries, "MANY", 1)
    page = finance.get(LIST).content.decode()
    assert "There are more than 1 such orders." in page
    assert '<dl class="figures' not in page


def test_the_list_goes_along_as_csv_without_formulas(finance: Client, alice: User) -> None:
    Profile.objects.filter(user=alice).update(given_name="=HYPERLINK(1)")
    order = given_back(paid_by_hand(alice, make_paid_course()), "49.00").attempt.order
    response = finance.get(f"{LIST}list.csv?state=partly-refunded")
    text = b"".join(response.streaming_content).decode()
    assert text[0] == "\ufeff"
    rows = list(csv.reader(io.StringIO(text[1:])))
    assert len(rows) == 2
    found = dict(zip(*rows, strict=True))
    assert found == {
        "Order": order.number,
        "Ordered": "2026-03-10 11:00-04:00",
        "State": "Partly refunded",
        "User name": "alice",
        "Name": "'=HYPERLINK(1) Example",
        "E-mail": "alice@example.org",
        "Course": "Stroke imaging",
        "Currency": "USD",
        "List price": "149.00",
        "Discount": "0.00",
        "Total": "149.00",
        "Refunded": "49.00",
        "Coupon": "",
        "Paid": "2026-03-10 11:00-04:00",
        "Paid by": "Purchase order or check",
        "Card": "",
        "Invoice": f"{order.number}-01",
        "Transaction": f"manual:{order.number}-01:Check {order.number}",
    }


def test_the_list_goes_along_as_excel_with_days_and_amounts(finance: Client, alice: User) -> None:
    Profile.objects.filter(user=alice).update(given_name="=1+1")
    paid_by_hand(alice, make_paid_course())
    response = finance.get(f"{LIST}list.xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    found = {head.value: cell for head, cell in zip(*sheet.iter_rows(), strict=True)}
    assert (found["Total"].value, found["Total"].number_format) == (Decimal(149), "#,##0.00")
    assert (found["Ordered"].value, found["Ordered"].is_date) == (dt.datetime(2026, 3, 10, 11), True)  # noqa: DTZ001 - Excel knows no zones
    name = found["Name"]
    assert (name.value, name.data_type, name.quotePrefix) == ("=1+1 Example", "s", True)
    assert finance.get(f"{LIST}list.pdf").status_code == 404


def test_an_order_says_everything_in_one_place(support: Client, alice: User) -> None:
    order = paid_by_hand(alice, make_accredited_course("stroke-imaging", price=PRICE))
    given_back(order, "49.00")
    FrontMatterShowing.objects.create(
        enrollment=order.enrollment,
        front_matter=order.course.current_front_matter,
        shown_at=NOW - dt.timedelta(days=60),
    )
    award = make_award(do_everything(order.enrollment))
    page = " ".join(support.get(f"{LIST}{order.number}/").content.decode().split())
    for said in (
        "Partly refunded",
        "Alice Example",
        "alice@example.org",
        f"Transaction manual:{order.number}-01:Check {order.number}",
        "Asked by phone",
        f"{award.amount.normalize():f} AMA PRA Category 1 Credit™ were awarded",
        "Credit stays with the learner whatever happens to the money (R68).",
        "The order is paid, and the course is open.",
        "$49.00 were given back (outside of this site).",
        f"Your receipt {order.number}: Stroke imaging",
        "Your refund: Stroke imaging",
        "fay asked for a refund of 49.00. Reason: Asked by phone",
    ):
        assert said in page


def test_one_order_costs_as_many_queries_however_much_happened(
    finance: Client, alice: User, django_assert_num_queries
) -> None:
    order = paid_by_hand(alice, make_paid_course())
    with django_assert_num_queries(11):
        finance.get(f"{LIST}{order.number}/")
    for _ in range(3):
        given_back(order, "10.00")
    with django_assert_num_queries(11):
        finance.get(f"{LIST}{order.number}/")


def test_an_order_that_is_not_there_is_not_there(finance: Client) -> None:
    assert finance.get(f"{LIST}AAAAAAAA/").status_code == 404
    assert dossier_of("AAAAAAAA") is None
