"""Coupons are made, handed out, used and taken out of use, and staff see who used which."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.test import Client

from credence.accounts.enums import Role
from credence.accounts.models import User
from credence.audit.models import Event
from credence.commerce.actions.coupons import deactivate
from credence.commerce.models import Coupon, CouponBatch
from tests.backoffice.conftest import signed_in, staff
from tests.backoffice.orders import NOW, paid_by_coupon
from tests.factories.commerce import make_coupon, make_order, make_paid_course, make_redemption

LIST = "/backoffice/coupons/"
GOOD = {"kind": "percent", "value": "20", "max_per_person": "1"}


def make(client: Client, **changed: str | list[str]):
    """Fill in the form of one coupon."""
    return client.post(f"{LIST}new/", {**GOOD, **changed})


def codes(client: Client, query: str = "") -> set[str]:
    """Return the codes on the list."""
    page = client.get(f"{LIST}?{query}").content.decode()
    return {each.code for each in Coupon.objects.all() if f"/coupons/{each.code}/" in page}


def test_a_coupon_is_made_with_all_its_terms(finance: Client) -> None:
    make_paid_course()
    answer = make(
        finance,
        own_code="spring 26-x2",
        courses=["stroke-imaging"],
        topics=["radiology"],
        first="2026-03-01",
        last="2026-03-31",
        minimum_price="50",
        max_uses="10",
        max_per_person="",
        note="For the meeting",
    )
    assert answer["Location"] == "/backoffice/coupons/SPRING26X2/"
    coupon = Coupon.objects.get()
    assert (coupon.kind, coupon.value, coupon.created_by) == ("percent", Decimal(20), "fay")
    assert coupon.since == dt.datetime(2026, 3, 1, 5, tzinfo=dt.UTC)
    assert coupon.until == dt.datetime(2026, 4, 1, 4, tzinfo=dt.UTC)
    assert (coupon.minimum_price, coupon.max_uses, coupon.max_per_person) == (Decimal(50), 10, None)
    assert [each.slug for each in coupon.courses.all()] == ["stroke-imaging"]
    assert [each.slug for each in coupon.topics.all()] == ["radiology"]
    page = finance.get(answer["Location"]).content.decode()
    for said in ("20%", "From March 1, 2026 through March 31, 2026", "Stroke imaging", "For the meeting"):
        assert said in page


def test_a_code_is_drawn_where_none_is_given(finance: Client) -> None:
    assert make(finance, kind="full", value="").status_code == 302
    assert len(Coupon.objects.get().code) == 12


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"value": ""}, "Say how much it takes off."),
        ({"value": "100.01"}, "It takes off 100 percent at most."),
        ({"value": "0"}, "Ensure this value is greater than or equal to 0.01."),
        ({"kind": "full"}, "leave it empty."),
        ({"own_code": "ab-c"}, "A code has at least 6 letters and digits, so that nobody guesses it."),
        ({"own_code": "TAKEN-999"}, "Another coupon has this code."),
        ({"first": "2026-03-02", "last": "2026-03-01"}, "The last day comes before the first."),
        ({"last": "9999-12-31"}, "Choose a day between the years 2000 and 2999."),
        ({"max_uses": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"courses": "nowhere"}, "Select a valid choice."),
    ],
)
def test_a_fault_stands_beside_its_field_and_what_was_typed_stays(
    finance: Client, changed: dict[str, str], said: str
) -> None:
    make_coupon("TAKEN999")
    answer = make(finance, **{"note": "For the meeting", **changed})
    page = answer.content.decode()
    assert (answer.status_code, Coupon.objects.count()) == (422, 1)
    assert (said in page, "For the meeting" in page) == (True, True)


def test_many_are_made_at_once_and_go_along_as_a_file(finance: Client) -> None:
    sent = {**GOOD, "name": "Spring meeting", "how_many": "30", "kind": "fixed", "value": "25", "max_uses": "1"}
    answer = finance.post(f"{LIST}many/", sent)
    batch = CouponBatch.objects.get()
    assert answer["Location"] == f"{LIST}batches/{batch.public_id}/"
    text = b"".join(finance.get(f"{answer['Location']}codes.csv").streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["Code"] for row in rows] == list(batch.coupons.order_by("pk").values_list("code", flat=True))
    assert {(row["Takes off"], row["Uses in all"], row["Batch"]) for row in rows} == {("$25.00", "1", "Spring meeting")}
    assert "Spring meeting" in finance.get(f"{LIST}batches/").content.decode()
    assert b"".join(finance.get(f"{answer['Location']}codes.xlsx").streaming_content).startswith(b"PK")


def test_one_is_taken_out_of_use_and_so_is_a_batch(finance: Client) -> None:
    make_coupon("SPRING26X2")
    assert finance.post(f"{LIST}SPRING26X2/end/").status_code == 302
    assert not Coupon.objects.get().is_active
    finance.post(f"{LIST}many/", {**GOOD, "name": "Spring", "how_many": "3"})
    batch = CouponBatch.objects.get()
    deactivate(coupons=batch.coupons.all()[:1], by="fay", now=NOW)
    answer = finance.post(f"{LIST}batches/{batch.public_id}/end/", follow=True)
    assert "2 codes are out of use." in answer.content.decode()
    assert not Coupon.objects.filter(is_active=True).exists()
    assert Event.objects.filter(action="coupon.deactivated", actor="fay").count() == 4


def test_who_used_a_coupon_is_told_by_name_to_those_who_may_see_orders(support: Client, alice: User) -> None:
    order = paid_by_coupon(alice, make_paid_course(), make_coupon("FREE26XX", kind="full", value="0"))
    coordinator = signed_in(staff("cory", Role.COORDINATOR))
    for client, with_names in ((support, True), (coordinator, False)):
        page = client.get(f"{LIST}FREE26XX/").content.decode()
        assert (order.number in page, "$149.00" in page) == (True, True)
        assert ("Alice Example" in page) == with_names


def test_the_list_is_searched_and_filtered(support: Client) -> None:
    course = make_paid_course()
    make_coupon("SPRING26X2", note="For the meeting").courses.add(course)
    batch = CouponBatch.objects.create(name="St. Mary", created_at=NOW, created_by="fay")
    make_coupon("FREE26XX", kind="full", value="0", is_active=False, batch=batch)
    for query, found in (
        ("", {"SPRING26X2", "FREE26XX"}),
        ("q=spring 26 x2", {"SPRING26X2"}),
        ("q=meeting", {"SPRING26X2"}),
        ("q=mary", {"FREE26XX"}),
        ("q=Márÿ", {"FREE26XX"}),
        ("q=ST MARY", {"FREE26XX"}),
        ("q=%25", set()),
        ("q=m_ry", set()),
        ("q=nothing", set()),
        ("kind=full", {"FREE26XX"}),
        ("active=yes", {"SPRING26X2"}),
        ("in_course=stroke-imaging", {"SPRING26X2"}),
        ("alone=on", {"SPRING26X2"}),
    ):
        assert (query, codes(support, query)) == (query, found)


def test_lists_cost_as_many_queries_with_three_as_with_one(
    finance: Client, alice: User, django_assert_num_queries
) -> None:
    course = make_paid_course()
    for number in range(3):
        coupon = make_coupon(f"SPRING26X{number}")
        order = make_order(alice, course, state="expired")
        make_redemption(Coupon.objects.earliest("pk"), order, person_no=number + 1)
        finance.post(f"{LIST}many/", {**GOOD, "name": f"Spring {number}", "how_many": "1"})
        batch = coupon and CouponBatch.objects.latest("pk")
        if number != 1:
            for address, queries in (("", 4), ("SPRING26X0/", 6), ("batches/", 3), (f"batches/{batch.public_id}/", 5)):
                with django_assert_num_queries(queries):
                    assert finance.get(LIST + address).status_code == 200


def test_the_file_of_coupons_holds_no_formula(finance: Client) -> None:
    make_coupon("SPRING26X2", note="=1+1")
    text = b"".join(finance.get(f"{LIST}list.csv").streaming_content).decode()
    assert ",'=1+1" in text
