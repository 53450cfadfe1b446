"""The hand that tests put into the machine: faults, settlement, time, switches, the book, and a clean start."""

import datetime as dt
import hmac
from collections.abc import Callable
from typing import Any

from simulators.paytrace.api import Api
from simulators.paytrace.cards import Card
from simulators.paytrace.faults import Fault
from simulators.paytrace.http import App, Reply, Request
from simulators.paytrace.state import State

PREFIX = "/__sim__/"


def controlled(api: Api, state: State) -> App:
    """Return the API with its control interface before it; without a control token there is none."""

    def answer(request: Request) -> Reply:
        if not request.path.startswith(PREFIX):
            return api(request)
        given = request.headers.get("x-sim-token", "")
        if not state.control_token or not hmac.compare_digest(given, state.control_token):
            return Reply(404, b"Not Found", "text/plain")
        return _control(state, request)

    return answer


def _control(state: State, request: Request) -> Reply:
    act = ACTS.get((request.method, request.path.removeprefix(PREFIX)))
    if act is None:
        return Reply(404, b"Not Found", "text/plain")
    try:
        return Reply.of(act(state, request.json))
    except (KeyError, TypeError, ValueError) as fault:
        return Reply.of({"error": str(fault)}, 400)


def _faults(state: State, asked: dict[str, Any]) -> dict[str, Any]:
    state.faults.add(str(asked["operation"]), Fault.named(str(asked["kind"])), int(asked.get("times", 1)))
    return {}


def _no_faults(state: State, _: dict[str, Any]) -> dict[str, Any]:
    state.faults.clear()
    return {}


def _settle(state: State, _: dict[str, Any]) -> dict[str, Any]:
    with state.ledger.locked() as ledger:
        return {"batch_number": ledger.settle()}


def _clock(state: State, asked: dict[str, Any]) -> dict[str, Any]:
    state.clock.ahead += dt.timedelta(seconds=float(asked["seconds"]))
    return {"now": state.clock.now().isoformat()}


def _config(state: State, asked: dict[str, Any]) -> dict[str, Any]:
    state.assume = state.assume.changed(asked)
    return {}


def _card(state: State, asked: dict[str, Any]) -> dict[str, Any]:
    """Stand in for the hosted fields, for tests without a browser."""
    token, key = state.keep_card(Card(*(str(asked[name]) for name in ("number", "month", "year", "csc"))))
    return {"hpf_token": token, "enc_key": key}


def _ledger(state: State, _: dict[str, Any]) -> dict[str, Any]:
    with state.ledger.locked() as ledger:
        rows = [row.as_row() for row in ledger.rows.values()]
        return {"transactions": rows, "totals": ledger.totals(), "calls": dict(state.calls)}


def _staff_void(state: State, asked: dict[str, Any]) -> dict[str, Any]:
    """Void in the gateway's own pages, behind our back."""
    with state.ledger.locked() as ledger:
        return {"id": ledger.void(str(asked["id"])).id}


def _staff_refund(state: State, asked: dict[str, Any]) -> dict[str, Any]:
    """Refund in the gateway's own pages, behind our back."""
    with state.ledger.locked() as ledger:
        return {"id": ledger.refund(str(asked["id"]), None).id}


def _reset(state: State, _: dict[str, Any]) -> dict[str, Any]:
    state.released.set()
    state.reset()
    return {}


ACTS: dict[tuple[str, str], Callable[[State, dict[str, Any]], dict[str, Any]]] = {
    ("POST", "faults"): _faults,
    ("POST", "no-faults"): _no_faults,
    ("POST", "settle"): _settle,
    ("POST", "clock"): _clock,
    ("POST", "config"): _config,
    ("POST", "card"): _card,
    ("POST", "staff-void"): _staff_void,
    ("POST", "staff-refund"): _staff_refund,
    ("POST", "reset"): _reset,
    ("GET", "ledger"): _ledger,
}
