"""Starts the PayTrace simulator as a process of its own, and sets it up from outside."""

import contextlib
import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]
CONTROL = "only-tests-know"
VISA = "4012000098765439"
MASTERCARD = "5499740000000057"
MASTERCARD_2 = "2221000000000009"
AMEX = "371449635392376"
DISCOVER = "6011000993026909"
DINERS = "3055155515160018"
JCB = "3530142019945859"
DECLINED = "4012000098765421"
YEAR = str(dt.datetime.now(dt.UTC).year + 3)[-2:]
"""Of expiration, whenever the tests are run."""
CSC = {VISA: "999", MASTERCARD: "998", MASTERCARD_2: "998", AMEX: "9997", DISCOVER: "996"}


class Simulator:
    """The simulator as tests see it: two addresses and the control interface."""

    def __init__(self, api: str, frame: str) -> None:
        self.api, self.frame = api, frame
        self._client = Visitor(f"{api}/__sim__/", headers={"X-Sim-Token": CONTROL})

    def _tell(self, act: str, **values: Any) -> dict[str, Any]:
        answer = self._client.post(act, json=values)
        assert answer.status == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def reset(self) -> None:
        """Begin anew, with exports that do not lag."""
        self._tell("reset")
        self.config(export_lag_seconds=0)

    def fault(self, operation: str, kind: str, times: int = 1) -> None:
        """Let the next calls of `operation` suffer `kind`."""
        self._tell("faults", operation=operation, kind=kind, times=times)

    def reset_faults(self) -> None:
        """Let nothing fail any more."""
        self._tell("no-faults")

    def config(self, **switches: Any) -> None:
        """Change switches."""
        self._tell("config", **switches)

    def settle(self) -> int:
        """Close the batch and return its number."""
        return int(self._tell("settle")["batch_number"])

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._tell("clock", seconds=seconds)

    def card(
        self, number: str = VISA, *, csc: str | None = None, month: str = "12", year: str = YEAR
    ) -> tuple[str, str]:
        """Return what the hosted fields would give for a card: `hpf_token` and `enc_key`."""
        kept = self._tell("card", number=number, month=month, year=year, csc=csc or CSC.get(number, "999"))
        return kept["hpf_token"], kept["enc_key"]

    def staff_void(self, number: str) -> None:
        """Void a transaction in the gateway's own pages."""
        self._tell("staff-void", id=number)

    def staff_refund(self, number: str) -> None:
        """Refund a transaction in the gateway's own pages."""
        self._tell("staff-refund", id=number)

    @property
    def book(self) -> dict[str, Any]:
        """The whole ledger."""
        book: dict[str, Any] = self._client.get("ledger").json()
        return book

    @property
    def statuses(self) -> list[tuple[str, str]]:
        """Kind and status of every transaction, in order."""
        return [(row["kind"], row["status"]) for row in self.book["transactions"]]

    def calls(self, operation: str) -> int:
        """How often an operation was called."""
        return int(self.book["calls"].get(operation, 0))

    def money(self, reference: str) -> dict[str, str]:
        """What was held, charged and refunded for a reference."""
        return dict(self.book["totals"].get(reference, {}))


@contextlib.contextmanager
def running() -> Iterator[Simulator]:
    """Start a simulator on free ports, and end it."""
    command = [sys.executable, "-m", "simulators.paytrace", "--api-port", "0", "--frame-port", "0"]
    command += ["--control-token", CONTROL, "--export-lag", "0"]
    environment = {**os.environ, "CREDENCE_DEMO": "true"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        addresses = json.loads(process.stdout.readline())
        simulator = Simulator(addresses["api"], addresses["frame"])
        try:
            yield simulator
        finally:
            process.terminate()
            process.wait(10)
