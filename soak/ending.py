"""The end of a run: time passes, faults are over, batches are settled, and staff settle what only they can."""

import datetime as dt

from tests.simulators.driver import Simulator

from credence.commerce.actions.reconciling import close_stray, reconcile, watch_lost
from credence.commerce.actions.refund_resolution import resolve_refund
from credence.commerce.actions.settlement import compare
from credence.commerce.gateway.interface import MoneyState
from credence.commerce.gateway.paytrace.client import PayTrace
from credence.commerce.models import Refund, Stray
from credence.commerce.rules.states import RefundState
from soak.shop import Clock


def settle_everything(simulator: Simulator, gateway: PayTrace, clock: Clock) -> None:
    """Lead everything to its end. What a refund came to of which nobody knows, staff look up in the gateway's book."""
    simulator.reset_faults()
    for _ in range(12):
        _pass(simulator, gateway, clock, minutes=11)
    simulator.settle()
    for _ in range(3):
        _pass(simulator, gateway, clock, minutes=61)
    watch_lost(clock=clock, gateway=gateway)
    _look_up(simulator, clock)
    for stray in Stray.objects.filter(state="found"):
        row = gateway.read(stray.transaction_id)
        if row and row.state is MoneyState.SETTLED:
            simulator.staff_refund(stray.transaction_id)
            close_stray(stray=stray, reason="Soaked", by="finn", now=clock())
    _pass(simulator, gateway, clock, minutes=61)
    compare(clock=clock, gateway=gateway)


def _pass(simulator: Simulator, gateway: PayTrace, clock: Clock, *, minutes: int) -> None:
    clock.ahead += dt.timedelta(minutes=minutes)
    simulator.advance(minutes * 60)
    while sum(_looked_at(gateway, clock)):
        clock.ahead += dt.timedelta(seconds=1)


def _looked_at(gateway: PayTrace, clock: Clock) -> tuple[int, int]:
    """Return how many payments and orders were due: a turn takes only so many."""
    report = reconcile(clock=clock, gateway=gateway)
    return report.attempts, report.expired


def _look_up(simulator: Simulator, clock: Clock) -> None:
    known = set(Refund.objects.exclude(transaction_id=None).values_list("transaction_id", flat=True))
    rows = [row for row in simulator.book["transactions"] if row["kind"] == "REFUND" and row["id"] not in known]
    for refund in Refund.objects.filter(state=RefundState.UNKNOWN).select_related("attempt"):
        wanted = (refund.attempt.transaction_id, f"{refund.amount:.2f}")
        found = next((row for row in rows if (row["original"], row["amount"]) == wanted), None)
        if found:
            rows.remove(found)
        resolve_refund(
            refund=refund,
            is_done=found is not None,
            reason="Soaked",
            by="finn",
            now=clock() + dt.timedelta(minutes=3),
            transaction_id=found["id"] if found else "",
        )
