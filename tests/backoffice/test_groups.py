"""A group pays once, gets a code for each seat, and its buyer sees who took them."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from credence.accounts.models import User
from credence.audit.models import Event
from credence.commerce.actions.coupons import CouponRefused
from credence.commerce.actions.fulfillment import take_free
from credence.commerce.actions.orders import apply_coupon, open_order
from credence.commerce.models import Coupon, CouponBatch
from credence.kit.clock import now
from tests.backoffice.conftest import signed_in
from tests.backoffice.orders import paid_by_coupon
from tests.factories.accounts import make_learner
from tests.factories.commerce import make_paid_course

SHARING = "/account/sharing/"
GOOD = {
    "name": "Radiology 2026",
    "buyer": "St. Mary Hospital",
    "buyer_kind": "eligible",
    "contact": "buyer@stmary.example",
    "seats_in": "stroke-imaging",
    "seats": "3",
    "price_paid": "400.00",
    "paid_on": "2026-03-01",
    "payment_reference": "INV 7",
    "last": "",
}


@pytest.fixture
def group(finance: Client) -> CouponBatch:
    """Return a group with three seats."""
    make_paid_course()
    assert finance.post("/backoffice/groups/new/", GOOD).status_code == 302
    return CouponBatch.objects.get()


def page_of(client: Client, group: CouponBatch) -> str:
    """Return the page of a group."""
    return client.get(f"/backoffice/groups/{group.public_id}/").content.decode()


def test_seats_are_sold_with_what_was_paid_on_record(group: CouponBatch) -> None:
    assert (group.price_paid, group.currency, group.paid_on) == (Decimal(400), "USD", dt.date(2026, 3, 1))
    assert (group.reference, group.buyer, group.course.slug) == ("INV 7", "St. Mary Hospital", "stroke-imaging")
    terms = {(each.kind, each.max_uses, each.max_per_person) for each in group.coupons.all()}
    assert (group.coupons.count(), terms) == (3, {("full", 1, 1)})
    assert Event.objects.get(action="group.sold").details == {"seats": 3, "price": "400.00", "course": "stroke-imaging"}


def test_a_seat_is_taken_once_and_for_its_course_only(group: CouponBatch, alice: User) -> None:
    code = Coupon.objects.earliest("pk").code
    other = open_order(learner=alice, course=make_paid_course("mri-safety"), now=now())
    with pytest.raises(CouponRefused):
        apply_coupon(order=other, code=code, now=now())
    order = open_order(learner=alice, course=group.course, now=now())
    order = apply_coupon(order=order, code=code, now=now())
    assert take_free(order=order, shown=order.quote_hash, now=now()).state == "paid"
    bob = open_order(learner=make_learner("bob"), course=group.course, now=now())
    with pytest.raises(CouponRefused):
        apply_coupon(order=bob, code=code, now=now())


def test_the_page_says_who_used_seats_and_how_many_are_left(group: CouponBatch, finance: Client, alice: User) -> None:
    paid_by_coupon(alice, group.course, Coupon.objects.earliest("pk"), now=now())
    page = page_of(finance, group)
    figures = [each.split("<")[0] for each in page.split('<dl class="figures')[1].split("<dd>")[1:5]]
    assert figures == ["3", "1", "2", "$400.00"]
    assert ("Alice Example" in page, "INV 7" in page) == (True, True)
    assert "1 of 3 used" in finance.get("/backoffice/groups/").content.decode()
    text = b"".join(finance.get(f"/backoffice/groups/{group.public_id}/seats.csv").streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [(row["Used"], row["Used on"], row["Used by"]) for row in rows] == [("yes", "", ""), *[("no", "", "")] * 2]


def file_of(finance: Client, group: CouponBatch) -> str:
    """Return the file that is made for the buyer."""
    address = f"/backoffice/groups/{group.public_id}/seats.csv"
    return b"".join(finance.get(address).streaming_content).decode()


@pytest.fixture
def used(group: CouponBatch, alice: User) -> CouponBatch:
    """Return the group once alice has used a seat."""
    paid_by_coupon(alice, group.course, Coupon.objects.earliest("pk"), now=now())
    return group


def told(client: Client, finance: Client, group: CouponBatch) -> set[bool]:
    """Return whether the buyer's page and the buyer's file name alice, and whether they name the day."""
    page = client.get(f"/groups/{group.link_key}/").content.decode().split("<tbody>")[1].split("</tbody>")[0]
    texts = page, file_of(finance, group).split("\n", 1)[1]
    return {each in text for text in texts for each in ("Alice Example", str(now().year))}


def test_nobody_is_named_to_the_buyer_who_did_not_allow_it_and_it_can_be_taken_back(
    used: CouponBatch, finance: Client, client: Client, alice: User
) -> None:
    mine = signed_in(alice)
    page = mine.get(SHARING).content.decode()
    assert ("St. Mary Hospital may be told my name" in page, " checked" in page) == (True, False)
    assert told(client, finance, used) == {False}
    mine.post(SHARING, {"group": used.public_id, "allowed": "on"})
    assert told(client, finance, used) == {True}
    mine.post(SHARING, {"group": used.public_id, "allowed": "on"})
    mine.post(SHARING, {"group": used.public_id})
    assert told(client, finance, used) == {False}
    acts = Event.objects.filter(action__startswith="sharing").order_by("pk")
    assert [each.action for each in acts] == ["sharing.allowed", "sharing.withdrawn"]


def test_an_ineligible_company_gets_counts_only_whatever_anybody_allows(
    used: CouponBatch, finance: Client, client: Client, alice: User
) -> None:
    mine = signed_in(alice)
    mine.post(SHARING, {"group": used.public_id, "allowed": "on"})
    CouponBatch.objects.update(buyer_kind="ineligible")
    page = client.get(f"/groups/{used.link_key}/").content.decode()
    assert ("Alice" in page, "Used by" in page, "Free" in page) == (False, False, False)
    assert file_of(finance, used).splitlines()[0].removeprefix("\ufeff") == "Code,In use"
    assert "of nobody who used one" in mine.get(SHARING).content.decode()
    assert mine.post(SHARING, {"group": used.public_id, "allowed": "on"}).status_code == 404


def test_nobody_shares_a_seat_of_somebody_else(used: CouponBatch) -> None:
    bob = signed_in(make_learner("bob"))
    assert bob.post(SHARING, {"group": used.public_id, "allowed": "on"}).status_code == 404
    assert "You used no seat" in bob.get(SHARING).content.decode()


def test_the_buyer_sees_codes_and_which_are_used_and_nothing_else(
    group: CouponBatch, client: Client, alice: User
) -> None:
    paid_by_coupon(alice, group.course, Coupon.objects.earliest("pk"), now=now())
    response = client.get(f"/groups/{group.link_key}/")
    page = response.content.decode()
    assert all(code in page for code in Coupon.objects.values_list("code", flat=True))
    assert ("Alice Example" in page, "alice@" in page, "$400" in page, "INV 7" in page) == (False, False, False, False)
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    assert "no-store" in response["Cache-Control"]


def test_a_link_is_withdrawn_by_another_or_by_none(group: CouponBatch, finance: Client, client: Client) -> None:
    old = group.link_key
    change = f"/backoffice/groups/{group.public_id}/change/"
    assert finance.post(change, {"what": "new-link"}).status_code == 302
    group.refresh_from_db()
    assert (client.get(f"/groups/{old}/").status_code, client.get(f"/groups/{group.link_key}/").status_code) == (
        404,
        200,
    )
    finance.post(change, {"what": "no-link"})
    assert client.get(f"/groups/{group.link_key}/").status_code == 404
    assert "There is no link at present." in page_of(finance, group)
    finance.post(change, {"what": "end"})
    assert Coupon.objects.filter(is_active=True).count() == 0
    assert "choose one of the buttons" in finance.post(change, {"what": "sing"}, follow=True).content.decode()


def test_support_sees_a_group_without_its_link(group: CouponBatch, support: Client) -> None:
    page = page_of(support, group)
    assert (group.link_key in page, "Make a new link" in page) == (False, False)
    assert support.post(f"/backoffice/groups/{group.public_id}/change/", {"what": "no-link"}).status_code == 403


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"seats": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"buyer": ""}, "This field is required."),
        ({"payment_reference": " "}, "This field is required."),
        ({"paid_on": "yesterday"}, "Enter a valid date."),
        ({"seats_in": "nowhere"}, "Select a valid choice."),
        ({"contact": "nobody"}, "Write an address like name@example.org"),
    ],
)
def test_a_fault_stands_beside_its_field_and_what_was_typed_stays(
    finance: Client, changed: dict[str, str], said: str
) -> None:
    make_paid_course()
    answer = finance.post("/backoffice/groups/new/", {**GOOD, **changed})
    page = answer.content.decode()
    assert (answer.status_code, CouponBatch.objects.count()) == (422, 0)
    assert (said in page, "Radiology 2026" in page) == (True, True)


def test_a_batch_is_no_group_and_a_group_no_batch(group: CouponBatch, finance: Client) -> None:
    assert finance.get(f"/backoffice/coupons/batches/{group.public_id}/").status_code == 404
    CouponBatch.objects.create(name="Spring", created_at=now(), created_by="fay", public_id="batch")
    assert finance.get("/backoffice/groups/batch/").status_code == 404


def test_the_database_refuses_seats_without_a_payment(group: CouponBatch) -> None:
    for wrong in ({"price_paid": None}, {"paid_on": None}, {"reference": ""}, {"course": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CouponBatch.objects.update(**wrong)


def test_lists_cost_as_many_queries_with_three_seats_as_with_one(
    finance: Client, alice: User, django_assert_num_queries
) -> None:
    course = make_paid_course()
    for seats in ("1", "3"):
        finance.post("/backoffice/groups/new/", {**GOOD, "seats": seats})
        group = CouponBatch.objects.latest("pk")
        if seats == "3":
            paid_by_coupon(alice, course, Coupon.objects.filter(batch=group).earliest("pk"), now=now())
        with django_assert_num_queries(3):
            finance.get("/backoffice/groups/")
        with django_assert_num_queries(5):
            finance.get(f"/backoffice/groups/{group.public_id}/")
        with django_assert_num_queries(3):
            finance.get(f"/groups/{group.link_key}/")
