"""Other companies' services: the payment gateway and the time stamping authority."""

from typing import TYPE_CHECKING

from simulators.paytrace.__main__ import settings_for
from simulators.paytrace.state import State

from faults.processes import go_on, stop
from faults.registry import PAYMENT, Span, fault

if TYPE_CHECKING:
    from faults.site import Site

MANY = 200
PATIENCE, SLOWNESS, SILENCE = 8, 5, 20
"""Seconds: how long we wait for the bank, how long a slow one takes, and after how long a silent one hangs up."""

OPERATIONS = ("token", "authorize", "capture", "void", "transaction", "export", "export_by_date", "list")


def _with_cards(site: "Site") -> dict[str, str]:
    """Return the settings by which the simulator is paid through: only a demo takes cards that pay nothing."""
    addresses = {"api": site.gateway.api, "frame": site.gateway.frame}
    cards = settings_for(State(), addresses)
    return {"CREDENCE_DEMO": "true", "CREDENCE_PAYTRACE_PATIENCE": str(PATIENCE), **cards}


@fault(changes=_with_cards, kinds=(PAYMENT,))
def gateway_slow(site: "Site", span: Span) -> None:
    """The payment gateway takes five seconds for each answer."""
    _suffer(site, span, f"slow:{SLOWNESS}")


@fault(changes=_with_cards, kinds=(PAYMENT,))
def gateway_silent(site: "Site", span: Span) -> None:
    """The payment gateway does what it is asked for, and says nothing."""
    site.gateway.config(hang_seconds=SILENCE)
    _suffer(site, span, "timeout_after")


@fault(changes=_with_cards, kinds=(PAYMENT,))
def gateway_dead(site: "Site", span: Span) -> None:
    """The payment gateway cuts each connection and does nothing."""
    _suffer(site, span, "reset_before")


def _suffer(site: "Site", span: Span, kind: str) -> None:
    for operation in OPERATIONS:
        site.gateway.fault(operation, kind, MANY)
    try:
        span.hold()
    finally:
        site.gateway.reset_faults()


def _with_stamps(site: "Site") -> dict[str, str]:
    return {"CREDENCE_TIMESTAMP_URL": f"http://127.0.0.1:{site.stamps.port}/"}


@fault(changes=_with_stamps)
def time_stamps_away(site: "Site", span: Span) -> None:
    """The time stamping authority takes connections and never answers."""
    stop(site.stamps.process.pid)
    try:
        span.hold()
    finally:
        go_on(site.stamps.process.pid)
