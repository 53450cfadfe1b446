"""A process of its own in which learners buy: reads visits from its input, and says when each begins and is done."""

import json
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from functools import partial

import django

django.setup()

from django.db import connections  # noqa: E402 - Django first
from tests.factories.payments import make_payment  # noqa: E402
from tests.simulators.driver import Simulator  # noqa: E402

from credence.accounts.models import User  # noqa: E402
from credence.catalog.models import Course  # noqa: E402
from credence.commerce.actions.attempts import Payment  # noqa: E402
from credence.commerce.actions.coupons import CouponRefused  # noqa: E402
from credence.commerce.actions.fulfillment import take_free  # noqa: E402
from credence.commerce.actions.orders import OrderRefused, apply_coupon, cancel, open_order  # noqa: E402
from credence.commerce.actions.paying import pay  # noqa: E402
from credence.commerce.actions.refunds import (  # noqa: E402
    RefundRefused,
    approve_refund,
    request_refund,
    send,
)
from credence.commerce.models import Order  # noqa: E402
from credence.commerce.queries import captured_attempt  # noqa: E402
from credence.commerce.rules.prices import to_cents  # noqa: E402
from credence.commerce.rules.states import OrderState  # noqa: E402
from soak.plan import Visit  # noqa: E402
from soak.shop import Clock, gateway_at  # noqa: E402

CENT = Decimal("0.01")


class Buyer:
    """Makes visits, one after the other."""

    def __init__(self, simulator: Simulator, clock: Clock) -> None:
        self.simulator, self.clock = simulator, clock
        self.gateway = gateway_at(simulator.api)

    def make(self, visit: Visit) -> None:
        """Come to the checkout, pay in the visit's way, and let staff give money back. What is refused ends it."""
        for operation, kind in visit.faults:
            self.simulator.fault(operation, kind)
        learner, course = User.objects.get(username=visit.learner), Course.objects.get(slug=visit.course)
        with suppress(OrderRefused):
            order = self._with_coupon(open_order(learner=learner, course=course, now=self.clock()), visit)
            if order.total:
                self._pay(order, visit)
            else:
                take_free(order=order, shown=order.quote_hash, now=self.clock())
        order = Order.objects.filter(learner=learner, course=course).latest("pk")
        if visit.leaves:
            with suppress(OrderRefused):
                cancel(order=order, by=visit.learner, now=self.clock())
        if visit.refund:
            self._refund(order, visit)

    def _with_coupon(self, order: Order, visit: Visit) -> Order:
        if not visit.coupon or order.state != OrderState.PENDING:
            return order
        with suppress(CouponRefused):
            return apply_coupon(order=order, code=visit.coupon, now=self.clock())
        return Order.objects.get(pk=order.pk)

    def _pay(self, order: Order, visit: Visit) -> None:
        for place, card in enumerate(visit.cards):
            first = self._payment(order, card, visit, f"{place}")
            second = self._payment(order, card, visit, f"{place} other") if visit.twice == "device" else first
            payments = [first, second] if visit.twice else [first]
            _all_at_once([partial(self._send, order, payment) for payment in payments])
            order = Order.objects.get(pk=order.pk)

    def _payment(self, order: Order, card: str, visit: Visit, purpose: str) -> Payment:
        return make_payment(order.quote_hash, self.simulator.card(card), attempt_key=visit.uuid(purpose))

    def _send(self, order: Order, payment: Payment) -> None:
        with suppress(OrderRefused):
            pay(order=order, payment=payment, by="buyer", clock=self.clock, patience=0.1, gateway=self.gateway)

    def _refund(self, order: Order, visit: Visit) -> None:
        """Two of staff click at once; above the limit a third allows it."""
        attempt = captured_attempt(order)
        if attempt is None:
            return
        amount = max(to_cents(attempt.amount * visit.refund / 100), CENT)

        def click() -> None:
            with suppress(RefundRefused):
                key, now = visit.uuid("refund"), self.clock()
                refund = request_refund(
                    order=order, amount=amount, reason="Soaked", request_key=key, by="finn", now=now
                )
                with suppress(RefundRefused):
                    refund = approve_refund(refund=refund, by="fiona", now=self.clock())
                send(refund=refund, actor=f"finn{threading.get_ident()}"[:32], clock=self.clock, gateway=self.gateway)

        _all_at_once([click, click])


def _all_at_once(acts: list[Callable[[], None]]) -> None:
    """Do each in a thread of its own, and raise what one of them raised."""
    raised: list[BaseException] = []

    def one(act: Callable[[], None]) -> None:
        try:
            act()
        except Exception as fault:  # noqa: BLE001 - it is raised below
            raised.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]


def main() -> None:
    """Make the visits of the input until it ends. A page that fails fails; the next learner comes nevertheless."""
    began, api, frame = sys.argv[1:]
    buyer = Buyer(Simulator(api, frame), Clock(float(began)))
    for line in sys.stdin:
        visit = Visit.of(json.loads(line))
        sys.stdout.write(f"begun {visit.number}\n")
        sys.stdout.flush()
        try:
            buyer.make(visit)
        except Exception as fault:  # noqa: BLE001 - as the server does with a page that fails
            sys.stderr.write(f"visit {visit.number}: {type(fault).__name__}: {fault}\n")
        sys.stdout.write(f"done {visit.number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
