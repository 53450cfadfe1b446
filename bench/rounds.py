"""Rounds: the reference, a row, the reference, the next row, again and again, so that what the machine does meanwhile
meets all alike."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import Line, Met
from bench.processors import used_by
from bench.rows import ROWS
from bench.server import Unfit
from bench.standing import ROOT, Standing

WARM_SECONDS = 0.4
"""So long visitors come first, as many at once as ever, so that every process and thread has been asked before."""

SHORTER = 0.5
"""The reference is measured before each row, so often that half the time is enough."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long and how often each row is measured, and at how many connections; of the first the ratio is taken."""

    seconds: float = 1.0
    rounds: int = 3
    connections: tuple[int, ...] = (8, 32)


class Load:
    """The load process, and what stands before it."""

    def __init__(self, process: "subprocess.Popen[str]", site: Standing) -> None:
        self._process, self._site = process, site

    def measure(self, name: str, *, seconds: float, connections: int) -> Met:
        """Let visitors of a row or a reference come for so long.

        Raises:
            Unfit: somebody had no answer.
        """
        order = {"row": name, "seconds": seconds, "connections": connections, "port": self._site.port_of(name)}
        before = used_by(self._site.processes.values())
        told = self._ask(order)
        served = used_by(self._site.processes.values()) - before
        if "broken" in told:
            raise Unfit(f"{name} was not answered: {told['broken']}")
        return Met(served=served, **told)

    def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin  # noqa: S101 - it was opened
        assert self._process.stdout  # noqa: S101
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise Unfit("The load process ended.")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def load(folder: Path, site: Standing) -> Iterator[Load]:
    """Start the load process with the plan of a site."""
    plan = folder / "load.json"
    plan.write_text(json.dumps(site.plan), encoding="utf-8")
    command = [sys.executable, "-W", "ignore", "-m", "bench.load", str(plan)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Load(process, site)
    finally:
        process.kill()
        process.communicate()


def measured(load: Load, names: Sequence[str], pace: Pace, say: Callable[[str], None]) -> list[Line]:
    """Warm everything, measure the rows in rounds, and once more for each further number of connections."""
    first, *others = pace.connections
    lines = {name: Line(name=name, connections=first) for name in names}
    for name, line in lines.items():
        line.warming.append(load.measure(name, seconds=WARM_SECONDS, connections=max(pace.connections)))
    for number in range(pace.rounds):
        say(f"round {number + 1} of {pace.rounds}")
        for name, line in lines.items():
            reference = load.measure(ROWS[name].reference, seconds=pace.seconds * SHORTER, connections=first)
            line.references.append(reference)
            line.rounds.append(load.measure(name, seconds=pace.seconds, connections=first))
    for more in others:
        say(f"{more} connections")
        for name, line in lines.items():
            line.crowded[more] = load.measure(name, seconds=pace.seconds, connections=more)
    return list(lines.values())
