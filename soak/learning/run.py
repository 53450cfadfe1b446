"""One run from the first registration to the judgement."""

import random
import statistics
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.server import free_port
from django.db import connections

from soak.learning import facts, judge
from soak.learning.browser import Browser, Tally, Unreachable
from soak.learning.learner import Learner, Stuck
from soak.learning.letters import Postbox
from soak.learning.plan import Plan, plans, second
from soak.learning.site import Reaper, Site

AT_ONCE = 8
"""So many learners are there at a time."""

SETTLING = 180.0
"""Seconds in which all that was left half done is led to its end."""


class Run:
    """A site, its learners, and what they saw."""

    def __init__(self, learners: int, seed: int, environment: dict[str, str], folder: Path) -> None:
        self.seed, self.tally, self.postbox = seed, Tally(), Postbox()
        mail_port = free_port()
        self.postbox.open(mail_port)
        self.site = Site(environment, folder / "site.log", mail_port)
        self.first = plans(learners, seed)
        self.plans = [*self.first, *(second(plan) for plan in self.first if plan.comes_twice)]
        self.killed: dict[str, int] = {}
        self.seconds, self._done, self._lock = 0.0, 0, threading.Lock()

    def judged(self) -> dict[str, list[str]]:
        """Let everybody learn while processes are killed, wait until all is settled, and return what is violated."""
        begun = time.monotonic()
        try:
            with self.site.served():
                reaper = Reaper(self.site, self.seed)
                with reaper.about(), ThreadPoolExecutor(AT_ONCE) as pool:
                    list(pool.map(self._live, self.first))
                self.killed, self.seconds = reaper.killed, time.monotonic() - begun
                self._settle()
                found = facts.read()
                unverified = self._unverified(found)
        finally:
            self.postbox.close()
            connections.close_all()
        letters = self.postbox.counts()
        return judge.violations(
            judge.Case(facts=found, tally=self.tally, plans=self.plans, letters=letters, unverified=unverified)
        )

    def _live(self, plan: Plan) -> None:
        """Let one person learn, and come once more if planned."""
        self._come(plan)
        if plan.comes_twice:
            self._come(second(plan))
        with self._lock:
            self._done += 1
            if self._done % 20 == 0:
                sys.stderr.write(f"soak: {self._done} of {len(self.first)} learners are through\n")

    def _come(self, plan: Plan) -> None:
        try:
            Learner(plan, self.site.base, self.postbox, self.tally, self.seed).live()
        except Exception as fault:  # noqa: BLE001 - whatever it is, this learner cannot go on
            is_told = isinstance(fault, Stuck | Unreachable)
            with self.tally.changed() as tally:
                tally.stuck.append(f"{plan.name}: {'' if is_told else f'{type(fault).__name__}: '}{fault}")

    def _settle(self) -> None:
        until = time.monotonic() + SETTLING
        while not facts.is_settled() and time.monotonic() < until:
            time.sleep(0.3)

    def _unverified(self, found: facts.Facts) -> list[str]:
        """Ask for each code as anybody may, from many places, as a page that is open to all is limited by place."""
        missing = []
        for number, row in enumerate(found.certificates):
            visitor = Browser(self.site.base, f"reader{number}", self.tally, random.Random())  # noqa: S311 - sends nothing
            answer = visitor.get(f"/verify/?code={row['code']}")
            if answer.status != 200 or row["title"] not in answer.text or row["code"] not in answer.text:
                missing.append(f"{row['username']}: {row['code']} does not verify")
        return missing

    def figures(self) -> str:
        """Return what was done and how fast."""
        tally = self.tally
        percent = statistics.quantiles(tally.seconds, n=100) if len(tally.seconds) > 1 else [0.0] * 99
        rows = {
            "learners": len(self.first),
            "second accounts": len(self.plans) - len(self.first),
            "cheats": sum(plan.is_cheat for plan in self.plans),
            "seconds": f"{self.seconds:.0f}",
            "requests answered": len(tally.seconds),
            "requests a second": f"{len(tally.seconds) / max(self.seconds, 1):.0f}",
            "median, ms": f"{percent[49] * 1000:.0f}",
            "99 of 100, ms": f"{percent[98] * 1000:.0f}",
            "answers lost": tally.lost,
            "forms sent at once": tally.doubled,
            "forms sent late": tally.late,
            "tricks refused": tally.tricks - len(tally.got),
            "writes acknowledged": len(tally.journal),
            "webs killed": self.killed.get("web", 0),
            "workers killed": self.killed.get("worker", 0),
        }
        return "".join(f"{name:24}{value!s:>12}\n" for name, value in rows.items())


def soak(*, learners: int, seed: int, environment: dict[str, str], folder: Path) -> int:
    """Run once, print each invariant and the figures, and return how many violations there were."""
    run = Run(learners, seed, environment, folder)
    found = run.judged()
    for name, lines in found.items():
        sys.stdout.write(f"{f'violated {len(lines)}' if lines else 'held':14}{name}\n")
        sys.stdout.writelines(f"    {line}\n" for line in lines)
    sys.stdout.write(f"\nseed {seed}\n{run.figures()}")
    return sum(map(len, found.values()))
