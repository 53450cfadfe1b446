"""The soak of the till, small: its books agree, it says so, and it can fail."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from soak import books, plan
from soak.crew import Crew, Desk

from credence.commerce.models import Coupon, CouponRedemption, Order, Refund
from tests.factories.accounts import make_learner
from tests.factories.commerce import make_coupon, make_order
from tests.factories.enrollment import make_enrollment

ROOT = Path(__file__).parents[2]


@pytest.mark.own_database
def test_random_orders_with_deaths_end_with_equal_books_and_one_double_charge_is_found():
    words = ["--orders", "60", "--seed", "11"]
    command = [sys.executable, "-W", "ignore", "-m", "tests.commerce.tampering", *words]
    run = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert run.returncode == 1, run.stderr
    assert "BEFORE []\n" in run.stderr
    number = re.search(r"^TWICE (\w{8})$", run.stderr, re.M)[1]
    assert f"DIFFERENCE order {number}: charged 2 times at the gateway, 1 times with us" in run.stderr
    assert "60 of 60 visits, seed 11, " in run.stdout
    figures = dict(re.findall(r"^(\w[\w ]*?) {2,}.*?([\d.]+)$", run.stdout, re.M))
    assert (figures["orders"], figures["differences"]) == ("60", "2")
    assert figures["opened by an order"] == figures["enrollments"]
    shutil.rmtree(re.search(r"What happened is in (/\S+)\.$", run.stderr, re.M)[1])


def test_the_same_seed_plans_the_same_and_another_seed_another():
    assert plan.visits(50, 7) == plan.visits(50, 7) != plan.visits(50, 8)
    assert [plan.Visit.of(visit.as_json()) for visit in plan.visits(50, 7)] == plan.visits(50, 7)


def test_the_plan_tries_everything():
    visits = plan.visits(2000, 1)
    assert {kind for visit in visits for _, kind in visit.faults} == set(plan.KINDS)
    assert {card for visit in visits for card in visit.cards} == set(plan.CARDS)
    assert {visit.twice for visit in visits} == {"", "click", "device"}
    assert {visit.coupon for visit in visits} == {"", *plan.COUPONS}
    assert sum(visit.kill is not None for visit in visits) > 30


DIES_ONCE = """
import json, os, pathlib, sys
mark = pathlib.Path(sys.argv[1])
if not mark.exists():
    mark.touch()
    os.close(0)
    print("begun 0", flush=True)
    print("done 0", flush=True)
    os.kill(os.getpid(), 9)
for line in sys.stdin:
    number = json.loads(line)["number"]
    print("begun", number, flush=True)
    print("done", number, flush=True)
"""


def desk(tmp_path, program):
    """Return a desk whose buyer is a small program."""
    made = []
    command = [sys.executable, "-c", program, str(tmp_path / "mark")]
    with (tmp_path / "log").open("w") as log:
        visits = [replace(visit, kill=None) for visit in plan.visits(8, 1)]
        counter = Desk(command, log, visits, lambda: made.append(1))
        counter.work()
    return counter, made


def test_a_buyer_who_dies_while_a_visit_is_handed_over_is_followed_by_another(tmp_path):
    counter, made = desk(tmp_path, DIES_ONCE)
    assert (counter.waiting, len(made)) == ([], 8)


def test_a_buyer_who_never_begins_is_given_up_and_the_visits_are_missed(tmp_path, monkeypatch):
    monkeypatch.setattr("soak.crew.MOST_IDLE", 3)
    counter, made = desk(tmp_path, "raise SystemExit(1)")
    assert (len(counter.waiting), made) == (8, [])
    crew = Crew.__new__(Crew)
    crew.desks = [counter]
    assert crew.left == [f"visit {number} was never made" for number in range(8)]


@pytest.fixture
def paid(till):
    """Return a till at which one order was paid, and the ledger's rows."""
    till.pay()
    till.rows = till.simulator.book["transactions"]
    assert books.differences(till.rows) == []
    return till


def found(till):
    return [line.replace(till.order.number, "N") for line in books.differences(till.rows)]


def test_a_charge_that_the_gateway_does_not_know_is_found(paid):
    paid.rows.clear()
    assert found(paid) == [
        "order N: we kept 149.00, the gateway 0.00",
        "order N: charged 0 times at the gateway, 1 times with us",
    ]


def test_a_refund_that_only_the_gateway_knows_is_found(paid):
    paid.rows.append({**paid.rows[0], "id": "2", "kind": "REFUND", "status": "captured", "amount": "9.00"})
    assert found(paid) == ["order N: we kept 149.00, the gateway 140.00"]


def test_a_refund_that_only_we_know_is_found(paid):
    Refund.objects.create(
        request_key="6f1c2b1e-9a51-4c2e-8a55-0c1b2d3e4f50",
        attempt=paid.order.attempts.get(),
        amount=Decimal("9.00"),
        reason="Asked",
        state="done",
        kind="refund",
        transaction_id="2",
        requested_by="finn",
        requested_at=paid.clock(),
        done_at=paid.clock(),
    )
    assert found(paid) == [
        "order N: we kept 140.00, the gateway 149.00",
        "order N: it is paid over 149.00, and we kept 140.00",
    ]


def test_a_charge_of_nobody_is_found(paid):
    paid.rows.append({**paid.rows[0], "id": "2", "reference": "ELSEWHER"})
    assert found(paid) == ["order ELSEWHER: only the gateway knows it"]


def test_an_order_that_took_money_and_opened_nothing_is_found(paid):
    Order.objects.update(state="needs-review", review_reason="cannot-open")
    assert found(paid) == ["order N: it did not end, but is needs-review cannot-open"]


def test_an_enrollment_that_no_order_opened_is_found(paid):
    bob = make_learner("bob")
    make_order(bob, paid.course, number="B0B0B0B0", state="cancelled")
    make_enrollment(bob, paid.course)
    assert found(paid) == ["order B0B0B0B0: bob is enrolled, and no order opened the course"]


def test_a_coupon_that_was_used_too_often_is_found(paid):
    coupon = make_coupon(max_uses=1)
    fields = {"coupon": coupon, "state": "used", "held_at": paid.clock(), "hold_expires_at": paid.clock()}
    for number in (1, 2):
        order = make_order(make_learner(f"buyer{number}"), paid.course, state="cancelled")
        CouponRedemption.objects.create(learner=order.learner, order=order, person_no=1, used_at=paid.clock(), **fields)
    assert found(paid) == [f"coupon {Coupon.objects.get()}: used 2 times by 0 orders, of 1 allowed"]
