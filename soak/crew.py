"""Starts buyers and reconcilers, kills some of them as planned, and starts them again."""

import itertools
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from soak.plan import Visit

BUYERS = 4
RECONCILERS = 2
MOST_IDLE = 20
EVERY = 40
"""After so many visits a reconciler is killed."""


class Desk:
    """One buyer's process at a time, and the visits that it has yet to make."""

    def __init__(self, command: list[str], log: IO[str], visits: list[Visit], done: Callable[[], None]) -> None:
        self.command, self.log, self.waiting, self.done = command, log, visits, done
        self.deaths = 0
        self._killed: set[int] = set()

    def work(self) -> None:
        """Make all visits, however often the process dies; one that died with it is made again.

        A process that cannot even begin is given up after some lives, and its visits are left waiting.
        """
        idle = 0
        while self.waiting and idle < MOST_IDLE:
            left = len(self.waiting)
            self._one_life()
            idle = idle + 1 if len(self.waiting) == left else 0

    def _one_life(self) -> None:
        """Let one process make visits until it dies. Pipes have no buffer, so that nothing is owed to a dead one."""
        pipe = subprocess.PIPE
        with subprocess.Popen(self.command, bufsize=0, stdin=pipe, stdout=pipe, stderr=self.log) as process:
            if process.stdin is None or process.stdout is None:
                raise RuntimeError("no pipes")
            visit = self.waiting[0]
            self._hand_over(process.stdin, visit)
            for line in process.stdout:
                if line.startswith(b"begun"):
                    self._may_kill(process, visit)
                    continue
                self.waiting.pop(0)
                self.done()
                if not self.waiting:
                    break
                visit = self.waiting[0]
                self._hand_over(process.stdin, visit)
            process.kill()

    def _hand_over(self, pipe: IO[bytes], visit: Visit) -> None:
        with suppress(BrokenPipeError):  # it died meanwhile, and its output ends
            pipe.write(json.dumps(visit.as_json()).encode() + b"\n")

    def _may_kill(self, process: subprocess.Popen[bytes], visit: Visit) -> None:
        if visit.kill is None or visit.number in self._killed:
            return
        self._killed.add(visit.number)
        self.deaths += 1
        threading.Timer(visit.kill / 1000, process.kill).start()


class Crew:
    """All processes of a run but the simulator."""

    def __init__(self, visits: list[Visit], began: float, api: str, frame: str, log: Path) -> None:
        self.total, self.made, self.deaths = len(visits), 0, 0
        self.log = log.open("w", encoding="utf-8")
        self._lock = threading.Lock()
        buyer = [sys.executable, "-W", "ignore", "-m", "soak.buyer", str(began), api, frame]
        self._reconciler = [sys.executable, "-W", "ignore", "-m", "soak.reconciler", str(began), api]
        self.desks = [Desk(buyer, self.log, visits[place::BUYERS], self._count) for place in range(BUYERS)]
        self.reconcilers = [self._start() for _ in range(RECONCILERS)]
        self._next = itertools.cycle(range(RECONCILERS))
        self._begun = time.monotonic()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._reconciler, stderr=self.log)

    def _count(self) -> None:
        with self._lock:
            self.made += 1
            if self.made % EVERY == 0:
                self._kill_a_reconciler()
                seconds = time.monotonic() - self._begun
                sys.stderr.write(f"soak: {self.made} of {self.total} visits in {seconds:.0f} s, {self.killed}\n")

    def _kill_a_reconciler(self) -> None:
        place = next(self._next)
        self.reconcilers[place].kill()
        self.reconcilers[place].wait()
        self.reconcilers[place] = self._start()
        self.deaths += 1

    def until_done(self, tick: Callable[[int], None]) -> None:
        """Let everybody work; `tick` is called ten times a second with the number of visits made."""
        threads = [threading.Thread(target=desk.work) for desk in self.desks]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            time.sleep(0.1)
            tick(self.made)

    @property
    def left(self) -> list[str]:
        """What was planned and never done: no run is whole without it."""
        return [f"visit {visit.number} was never made" for desk in self.desks for visit in desk.waiting]

    @property
    def killed(self) -> str:
        """Who was killed."""
        return f"{sum(desk.deaths for desk in self.desks)} buyers and {self.deaths} reconcilers killed on the way"

    def stop(self) -> None:
        """Kill the reconcilers, wherever they are."""
        for process in self.reconcilers:
            process.kill()
            process.wait()
        self.log.close()
