"""The back office with ten thousand orders: as many queries as with ten, and each list by an index."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from credence.accounts.gateway.findable import keep_findable
from credence.accounts.models import Profile, User
from credence.commerce.models import Coupon, Order, PaymentAttempt
from credence.commerce.queries import orders as queries
from credence.commerce.queries.orders import Wanted, orders_found, orders_wanted
from credence.commerce.rules.numbers import invoice_number
from tests.backoffice.orders import NOW
from tests.factories.accounts import JOINED, make_learner
from tests.factories.commerce import PRICE, make_coupon, make_paid_course

MANY = 10_000
PEOPLE = 100
PLANS = {
    "all": (Wanted(), "commerce_order_newest"),
    "state": (Wanted(state="refunded"), "commerce_order_state_newest"),
    "course": (Wanted(course="stroke-imaging"), "commerce_order_course_newest"),
    "paid by": (Wanted(paid_by="card"), "commerce_order_by_newest"),
    "days": (Wanted(first=dt.date(2025, 3, 1), last=dt.date(2025, 3, 5)), "commerce_order_newest"),
    "number": (Wanted(words="AAA00007"), "number>"),
    "half a number": (Wanted(words="aaa-0"), "number>"),
    "invoice": (Wanted(words="AAA00007-01"), "invoice_number="),
    "transaction": (Wanted(words="tx-7"), "commerce_attempt_transaction"),
    "last four": (Wanted(words="0007"), "commerce_attempt_last4"),
    "user": (Wanted(words="Learner7"), "accounts_knownby_text"),
    "e-mail": (Wanted(words="learner7@example.org"), "accounts_knownby_text"),
    "family name": (Wanted(words="Example"), "accounts_knownby_text"),
    "given name": (Wanted(words="Alice"), "accounts_knownby_text"),
    "waiting": (Wanted(undecided=True), "commerce_refund_state_asked"),
}
ADDRESSES = ("", "?before=end", "?q=AAA00007", "?q=example", "?state=refunded", "?undecided=on")


def make_many(count: int, start: int) -> None:
    """Make refunded orders, one a learner and hour, each paid by a card."""
    course = make_paid_course(f"course-{start}") if start else make_paid_course()
    people = User.objects.bulk_create(
        [User(username=f"learner{start * 10 + n}", email=f"learner{start * 10 + n}@example.org", date_joined=JOINED)
         for n in range(PEOPLE)]
    )  # fmt: skip
    Profile.objects.bulk_create(
        [
            Profile(user=user, given_name=f"G{n}", family_name=f"F{n}", completed_at=JOINED, updated_at=JOINED)
            for n, user in enumerate(people)
        ]
    )
    for user in people:
        keep_findable(user)
    assert course.current_version
    orders = Order.objects.bulk_create(
        [
            Order(
                number=f"AAA{start + n:05}",
                learner=people[n % PEOPLE],
                course=course,
                version=course.current_version,
                currency="USD",
                list_price=PRICE,
                discount=0,
                total=PRICE,
                quote_hash="0" * 64,
                state="refunded",
                paid_by="card",
                paid_at=NOW,
                created_at=NOW - dt.timedelta(hours=start + n),
                expires_at=NOW,
            )
            for n in range(count)
        ],
        batch_size=1000,
    )
    PaymentAttempt.objects.bulk_create(
        [
            PaymentAttempt(
                order=order,
                seq=1,
                gateway="paytrace",
                attempt_key=f"{start + n:032x}",
                invoice_number=invoice_number(order.number, 1),
                amount=PRICE,
                currency="USD",
                token_fp=f"{start + n:064x}",
                state="captured",
                transaction_id=f"tx-{start + n}",
                last4=f"{(start + n) % 10_000:04}",
                sent_at=NOW,
                captured_at=NOW,
            )
            for n, order in enumerate(orders)
        ],
        batch_size=1000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def costs(client: Client) -> list[int]:
    """Return how many queries each page costs."""
    found = []
    for address in ADDRESSES:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/backoffice/orders/{address}").status_code == 200
        found.append(len(captured))
    return found


@pytest.mark.django_db
@pytest.mark.plans
def test_ten_thousand_orders_cost_as_many_queries_as_thirty_each_by_an_index(finance: Client) -> None:
    make_learner("alice")
    make_coupon()
    make_many(30, 0)
    few = costs(finance)
    make_many(MANY, 30)
    assert costs(finance) == [5, 5, *few[2:4], 5, few[5]]  # two sums are not added up for more than MANY
    assert max(few) <= 9
    assert Coupon.objects.count() == 1
    for name, (wanted, index) in PLANS.items():
        plan = orders_wanted(wanted)[:25].explain()
        if connection.vendor == "sqlite":
            assert index in plan, (name, plan)
        elif not wanted.words and not wanted.undecided:  # PostgreSQL may read a small table whole to join it
            assert "Index Scan using commerce_order_" in plan, (name, plan)


WAYS = ("AAA00007", "aaa-0", "AAA00007-01", "tx-7", "0007", "Learner7", "learner7@example.org", "G7", "g7 f7", "x")


@pytest.mark.django_db
@pytest.mark.parametrize("words", WAYS)
def test_orders_read_one_by_one_are_those_that_each_way_finds(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make_many(200, 0)
    found, are_many = orders_found(Wanted(words=words))
    monkeypatch.setattr(queries, "MANY", 0)
    read, are_more = orders_found(Wanted(words=words))
    assert list(read) == list(found)
    assert (are_many, are_more) == (False, bool(found))
