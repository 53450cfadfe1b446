"""The load process: visitors at several connections at once, apart from everything that is measured.

It reads an order a line, `{"row", "seconds", "connections", "port"}`, lets visitors come for so long, and prints what
they met. What a visit used up stays used up as long as the process lives.
"""

import json
import select
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.line import PATIENCE, Broken, Line
from bench.visits import VISITS, Item, Visit, Wrong

MOST_TOLD = 3


class Row:
    """The visitors of one row, who come in turn; of a row that is used up each comes once."""

    def __init__(self, told: dict[str, Any]) -> None:
        self._visit, self._is_once = VISITS[told["visit"]], bool(told.get("once"))
        self._waiting: deque[Item] = deque(told["items"])

    def next(self) -> tuple[Item, Visit] | None:
        """Return the next visitor, and what they do; None where all are used up."""
        if not self._waiting:
            return None
        item = self._waiting.popleft()
        return item, self._visit(item)

    def back(self, item: Item) -> None:
        """Let somebody who has done what they came for come again, where that is possible."""
        if not self._is_once:
            self._waiting.append(item)


@dataclass
class Crowd:
    """The visitors of one order: who is there, until when others come, and what they met."""

    row: Row
    until: float
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    asked: int = 0

    def begin(self, line: Line) -> bool:
        """Let the next visitor come, if it is not too late and there is one."""
        moment = time.perf_counter()
        found = self.row.next() if moment < self.until else None
        if found is None:
            line.close()
            return False
        line.item, line.visit = found
        line.begun = moment
        line.send(next(line.visit))
        self.asked += 1
        return True

    def go_on(self, line: Line) -> None:
        """Take what has arrived at a line; whoever is done makes room for the next."""
        answer, visit = line.receive(), line.visit
        if answer is None or visit is None:
            return
        try:
            line.send(visit.send(answer))
        except StopIteration:
            self.seconds.append(time.perf_counter() - line.begun)
        except Wrong as flaw:
            self.wrong.append(str(flaw))
        else:
            self.asked += 1
            return
        self.row.back(line.item)
        self.begin(line)


def drive(row: Row, port: int, *, seconds: float, connections: int) -> dict[str, Any]:
    """Let visitors come for so long, let those who are there finish, and return what they met.

    Raises:
        Broken: somebody had no answer.
    """
    used, begun = time.process_time(), time.perf_counter()
    crowd = Crowd(row, begun + seconds)
    lines: dict[int, Line] = {}
    with select.epoll() as waiter:
        for _ in range(connections):
            crowd.begin(Line(port, waiter, lines))
        while lines:
            arrived = waiter.poll(PATIENCE)
            if not arrived:
                raise Broken(f"{len(lines)} visitors had no answer within {PATIENCE:.0f} seconds")
            for number, _ in arrived:
                crowd.go_on(lines[number])
    taken = time.perf_counter() - begun
    return {
        "visits": sorted(crowd.seconds),
        "asked": crowd.asked,
        "taken": taken,
        "used": time.process_time() - used,
        "wrong": len(crowd.wrong),
        "told": crowd.wrong[:MOST_TOLD],
    }


def main() -> int:
    """Do what is ordered until the input ends."""
    plan = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    rows = {name: Row(told) for name, told in plan.items()}
    for line in sys.stdin:
        order = json.loads(line)
        try:
            met = drive(rows[order["row"]], order["port"], seconds=order["seconds"], connections=order["connections"])
        except (Broken, OSError) as fault:
            met = {"broken": f"{type(fault).__name__}: {fault}"}
        sys.stdout.write(json.dumps(met) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
