"""A shop with a database of its own, whose processes can be killed."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest

from tests.installations import ROOT, copy_of, environment_of, migrated
from tests.simulators.conftest import running_simulator
from tests.simulators.driver import VISA, Simulator

__all__ = ["running_simulator"]
SOON = 60


class Shop:
    """Tells the shop's process what to do, and kills the children that it forks."""

    def __init__(self, simulator: Simulator, process: subprocess.Popen[str], environment: dict[str, str]) -> None:
        self.simulator, self.process, self.environment = simulator, process, environment
        self.minutes, self.learner = 0.0, "nobody"
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        """Take lines as they come, so that one that does not come is noticed and not waited for for ever."""
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line)

    def say(self, job: str, halt: str = "", **values: Any) -> int:
        """Begin a job and return the number of the child that does it."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"job": job, "halt": halt, **values}) + "\n")
        self.process.stdin.flush()
        return int(self.heard())

    def heard(self) -> Any:
        """Return what is said next."""
        said = json.loads(self._lines.get(timeout=SOON))
        assert not isinstance(said, dict) or "failed" not in said, said
        return said

    def do(self, job: str, **values: Any) -> Any:
        """Do a job to its end and return what came of it."""
        self.say(job, **values)
        return self.heard()["came"]

    def kill_at(self, place: str, job: str, **values: Any) -> None:
        """Begin a job and kill it at a place; "authorize:timeout_after" is a call at which the gateway is silent."""
        if place.count(":") == 2:
            child = self.say(job, halt=place, **values)
            assert self.heard() == "halted"
        else:
            with self.silence_at(place):
                child = self.say(job, halt="gateway", **values)
        os.kill(child, signal.SIGKILL)

    @contextmanager
    def silence_at(self, place: str) -> Iterator[None]:
        """Let the gateway be silent at the next call of its kind, and wait until it was made."""
        operation, kind = place.split(":")
        before = self.simulator.calls(operation)
        self.simulator.fault(operation, kind)
        yield
        until = time.monotonic() + SOON
        while self.simulator.calls(operation) == before:
            assert time.monotonic() < until, f"{operation} was never called"
            time.sleep(0.01)
        time.sleep(0.05)

    def payment(self, card: str = VISA) -> dict[str, Any]:
        """Return what a form sends."""
        token, key = self.simulator.card(card)
        names = {"name": self.learner, "attempt_key": str(uuid.uuid4())}
        return {**names, "token": token, "key": key, "minutes": self.minutes}

    def pay(self, card: str = VISA) -> str:
        """Pay, undisturbed."""
        return str(self.do("pay", **self.payment(card)))

    def reconcile(self, *minutes: float) -> None:
        """Let so many minutes pass, and the reconciler look; several times."""
        for span in minutes:
            self.minutes += span
            assert self.do("reconcile", minutes=self.minutes) == 0

    @property
    def books(self) -> dict[str, Any]:
        """How things stand with the learner, and what the gateway kept and holds."""
        book = self.do("books", name=self.learner)
        money = self.simulator.money(book["number"] or "")
        kept = Decimal(money.get("charged", "0")) - Decimal(money.get("refunded", "0"))
        return {**book, "kept": f"{kept:.2f}", "charges": int(money.get("charges", 0)), "holds": "held" in money}


@pytest.fixture(scope="module")
def running_shop(running_simulator: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Keep one shop for the module, on the kind of database that the tests run on."""
    running_simulator.reset()
    var = tmp_path_factory.mktemp("var")
    with copy_of(migrated(), var) as database:
        paths = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
        environment = environment_of(var, database, DJANGO_SETTINGS_MODULE="tests.settings", PYTHONPATH=paths)
        command = [sys.executable, "-W", "ignore", "-m", "tests.commerce.kills.shop", running_simulator.api]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, env=environment, cwd=ROOT, text=True, **pipes) as process:
            shop = Shop(running_simulator, process, environment)
            shop.do("furnish")
            yield shop
            process.kill()


@pytest.fixture
def shop(running_shop: Shop) -> Shop:
    """Return the shop with a learner who was never there, and a gateway without faults whose book goes on, as ours."""
    running_shop.simulator.reset_faults()
    running_shop.learner = f"learner-{uuid.uuid4().hex[:8]}"
    running_shop.do("welcome", name=running_shop.learner)
    return running_shop
