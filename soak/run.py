"""One run from the first order to the comparison of the books."""

import sys
import time
from pathlib import Path

from django.core.management import call_command
from django.db import connections
from tests.simulators.driver import Simulator, running

from soak import books, ending, plan, shop
from soak.crew import Crew

A_DAY = 150
"""After so many visits the gateway settles its batch."""


def soak(*, orders: int, seed: int, folder: Path) -> list[str]:
    """Make so many orders, print the totals of the books, and return where they differ."""
    call_command("migrate", verbosity=0)
    shop.furnish(orders)
    connections.close_all()
    with running() as simulator:
        clock = shop.Clock(time.time())
        simulator.config(hang_seconds=1)
        crew = Crew(plan.visits(orders, seed), clock.began, simulator.api, simulator.frame, folder / "log")
        try:
            crew.until_done(Passing(simulator, clock))
        finally:
            crew.stop()
        sys.stderr.write("soak: everything is settled now\n")
        ending.settle_everything(simulator, shop.gateway_at(simulator.api), clock)
        rows = simulator.book["transactions"]
        found = [*crew.left, *books.differences(rows)]
    sys.stdout.write(f"{crew.made} of {orders} visits, seed {seed}, {crew.killed}\n\n{books.totals(rows)}\n\n")
    sys.stdout.write(f"{'differences':22}{len(found):>14}\n")
    connections.close_all()
    return found


class Passing:
    """Lets time pass at the gateway as fast as in the shop, and a day end there now and then."""

    def __init__(self, simulator: Simulator, clock: shop.Clock) -> None:
        self.simulator, self.clock = simulator, clock
        self._passed, self._days = 0.0, 0

    def __call__(self, made: int) -> None:
        """Catch up, once `made` visits were made."""
        ahead = (time.time() - self.clock.began) * (shop.PACE - 1)
        self.simulator.advance(ahead - self._passed)
        self._passed = ahead
        if made // A_DAY > self._days:
            self._days = made // A_DAY
            self.simulator.settle()
