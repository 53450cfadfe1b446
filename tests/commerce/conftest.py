"""A simulator in a process of its own, and a gateway that speaks to it."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from soak.books import differences

from credence.commerce.actions.attempts import Payment
from credence.commerce.actions.orders import open_order
from credence.commerce.actions.paying import pay
from credence.commerce.actions.reconciling import reconcile
from credence.commerce.gateway.paytrace.client import PayTrace
from credence.commerce.gateway.paytrace.transport import Breaker, Line, Patience
from credence.commerce.models import Order, PaymentAttempt
from credence.enrollment.models import Enrollment
from tests.factories.accounts import make_learner
from tests.factories.commerce import make_paid_course
from tests.factories.payments import account_at, make_payment
from tests.simulators.conftest import running_simulator, simulator
from tests.simulators.driver import VISA, Simulator

__all__ = ["running_simulator", "simulator"]


@pytest.fixture
def line(simulator: Simulator) -> Line:
    """Return a line with short patience."""
    patience = Patience(connect=1, write=1, authorize=0.6, other=0.6, pause=0.01)
    return Line(account_at(simulator.api), patience, Breaker(failures=1000))


@pytest.fixture
def paytrace(line: Line) -> PayTrace:
    """Return the gateway under test."""
    return PayTrace(line)


class Time:
    """The present, moved by hand. The gateway knows the day, so it begins today."""

    def __init__(self) -> None:
        self.moment = dt.datetime.now(dt.UTC)

    def __call__(self) -> dt.datetime:
        """Return the moment."""
        return self.moment

    def pass_(self, **span: float) -> None:
        """Let so much time pass."""
        self.moment += dt.timedelta(**span)


@pytest.fixture
def clock() -> Time:
    """Return a clock that stands still."""
    return Time()


class Till:
    """A learner at the checkout of one course, and the three books at the end."""

    def __init__(self, simulator: Simulator, gateway: PayTrace, clock: Time) -> None:
        self.simulator, self.gateway, self.clock = simulator, gateway, clock
        self.course = make_paid_course()
        self.learner = make_learner()

    @property
    def order(self) -> Order:
        """The order as it stands."""
        return Order.objects.get(learner=self.learner)

    def open(self) -> Order:
        """Come to the checkout page."""
        return open_order(learner=self.learner, course=self.course, now=self.clock())

    def payment(self, card: str = VISA, **values: Any) -> Payment:
        """Return what the page sends for a card."""
        shown = values.pop("shown", "") or self.order.quote_hash
        return make_payment(shown, self.simulator.card(card, csc=values.pop("csc", None)), **values)

    def pay(
        self, card: str = VISA, *, payment: Payment | None = None, patience: float = 0, **values: Any
    ) -> PaymentAttempt:
        """Open the page and pay."""
        order = self.open()
        payment = payment or self.payment(card, **values)
        begun = pay(order=order, payment=payment, by="alice", clock=self.clock, patience=patience, gateway=self.gateway)
        return begun.attempt

    def reconcile(self, *, turns: int = 1, **span: float) -> None:
        """Let time pass and the reconciler look, several times."""
        for _ in range(turns):
            self.clock.pass_(**span or {"minutes": 2})
            assert reconcile(clock=self.clock, gateway=self.gateway).failures == 0

    @property
    def books(self) -> tuple[str, str, bool]:
        """Our order's state, the money that moved at the gateway (charged less refunded), and whether enrolled."""
        order = self.order
        money = self.simulator.money(order.number)
        net = Decimal(money.get("charged", "0")) - Decimal(money.get("refunded", "0"))
        is_enrolled = Enrollment.objects.filter(learner=self.learner, course=self.course).exists()
        return order.state, f"{net:.2f}", is_enrolled

    def agree(self) -> None:
        """Check that the three books say the same: our tables, the gateway's ledger, who is enrolled."""
        assert differences(self.simulator.book["transactions"], is_over=False) == []


@pytest.fixture
def till(db: None, simulator: Simulator, paytrace: PayTrace, clock: Time) -> Till:
    """Return a learner about to pay 149.00."""
    return Till(simulator, paytrace, clock)
