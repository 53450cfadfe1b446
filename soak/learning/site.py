"""A site of its own: its database and courses, the processes that serve it, and who kills them."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.server import answers, free_port
from tests.installations import ROOT, copy_for_good, dressed, environment_of, run

from soak.learning.courses import FURNISH, write_courses

WEBS = 2
WEB, WORKER = "web", "worker"
PATIENCE = 120.0
HURRY = "600"
"""Ten minutes of study take a second."""

SHORTEST, LONGEST = 1.0, 6.0
"""Seconds between two kills."""


def furnish(var: Path) -> None:
    """Make what the sites of all runs are copied from: all tables, styles and courses, and nobody."""
    environment = environment_of(var, copy_for_good(dressed(), var))
    run(environment, "credence", "import-course", str(write_courses(var / "courses")))
    run(environment, "credence", "shell", "--no-imports", "-c", FURNISH)


class Site:
    """The processes of one run."""

    def __init__(self, environment: dict[str, str], log: Path, mail_port: int) -> None:
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **environment,
            "CREDENCE_BASE_URL": self.base,
            "CREDENCE_SMTP_URL": f"smtp://127.0.0.1:{mail_port}",
            "CREDENCE_CLOCK_SPEED": HURRY,
            "CREDENCE_WORKERS": f"{WEBS}",
            "CREDENCE_TRUSTED_PROXIES": "127.0.0.1",
        }
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None

    @contextmanager
    def served(self) -> Iterator["Site"]:
        """Serve until the end, and end all that was started."""
        words = [sys.executable, "-W", "ignore", "-m", "credence", "serve", "--port", f"{self.port}", "--with-worker"]
        with self.log.open("wb") as said:
            self._process = subprocess.Popen(
                words, env=self.environment, cwd=ROOT, stdout=said, stderr=said, start_new_session=True
            )
        try:
            self._wait(self._process)
            yield self
        finally:
            self._end(self._process)

    def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        until = time.monotonic() + PATIENCE
        while not answers(self.port):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the site did not come up: {self.log.read_text()[-2000:]}")
            time.sleep(0.1)

    def _end(self, process: "subprocess.Popen[bytes]") -> None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)

    @property
    def posts(self) -> list[int]:
        """The numbers of the processes that stand at their posts, the earliest first."""
        if self._process is None:
            return []
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout  # noqa: S607 - the system's own
        rows = [tuple(map(int, line.split())) for line in listed.splitlines()]
        return sorted(pid for pid, parent in rows if parent == self._process.pid)


class Reaper:
    """Kills web servers and the worker at random moments, until it is told that it is enough."""

    def __init__(self, site: Site, seed: int) -> None:
        self.site, self.killed = site, {WEB: 0, WORKER: 0}
        self._dice = random.Random(seed)  # noqa: S311 - to be run again
        self._roles: dict[int, str] = {}
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._reap)

    @contextmanager
    def about(self) -> Iterator[None]:
        """Kill while the body goes on."""
        self._roles = {pid: WEB if place < WEBS else WORKER for place, pid in enumerate(self.site.posts)}
        self._thread.start()
        try:
            yield
        finally:
            self._enough.set()
            self._thread.join()

    def _reap(self) -> None:
        """Kill one process, or all web servers at once, whenever all posts are filled again."""
        dead = WORKER
        while not self._enough.wait(self._dice.uniform(SHORTEST, LONGEST)):
            standing = self.site.posts
            if len(standing) <= WEBS:
                continue
            self._roles = {pid: self._roles.get(pid, dead) for pid in standing}  # who is new followed who was killed
            dead, all_of_them = self._dice.choice((WEB, WORKER)), self._dice.random() < 0.2
            victims = [pid for pid in standing if self._roles[pid] == dead]
            for pid in victims if all_of_them else self._dice.sample(victims, 1):
                self._kill(pid, dead)

    def _kill(self, pid: int, role: str) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            self.killed[role] += 1
