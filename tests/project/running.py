"""Real processes of the site, with all that they started, and how they end."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.installations import ROOT
from tests.visitor import Visitor

LONGEST_END = 5.0
"""Seconds in which all that was started must have ended, once it was asked to."""

PATIENCE = 60.0


@dataclass(frozen=True)
class Running:
    """A process that was started in a group of its own, as a terminal does, and what it says."""

    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def said(self) -> str:
        """All that was said so far."""
        return self.log.read_text()

    @property
    def family(self) -> set[int]:
        """The numbers of all processes that descend from this one."""
        return descendants(self.process.pid)

    @property
    def children(self) -> list[int]:
        """The numbers of the processes that this one started itself, the earliest first."""
        return sorted(pid for pid, parent in _parents().items() if parent == self.process.pid)

    def ask(self, how: signal.Signals) -> None:
        """Ask to end: Ctrl-C reaches the whole group, other signals the process that they are sent to."""
        if how == signal.SIGINT:
            os.killpg(self.process.pid, how)
        else:
            self.process.send_signal(how)

    def end(self, how: signal.Signals) -> float:
        """Ask to end, see that nothing is left, and return the seconds that it took."""
        everybody = self.family
        begun = time.monotonic()
        self.ask(how)
        self.process.wait(PATIENCE)
        taken = time.monotonic() - begun
        wait_until(lambda: not everybody & alive(), LONGEST_END)
        return taken


@contextmanager
def running(command: list[str], environment: dict[str, str], log: Path, cwd: Path = ROOT) -> Iterator[Running]:
    """Start a command; whatever is left of it at the end is killed."""
    with log.open("wb") as said:
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
            preexec_fn=_as_at_a_terminal,
        )
    started = Running(process, log)
    try:
        yield started
    finally:
        for each in {process.pid, *started.family}:
            _kill(each)
        process.wait(PATIENCE)


def _as_at_a_terminal() -> None:
    """Let Ctrl-C count, which who runs the tests in the background ignores."""
    for each in (signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_DFL)


@contextmanager
def served(
    environment: dict[str, str], log: Path, port: int, *words: str, by: tuple[str, ...] = ()
) -> Iterator[Running]:
    """Serve an installation at a port, let another command start the server if asked to, and wait until it answers."""
    command = [sys.executable, "-W", "ignore", "-m", "credence", "serve", "--port", str(port), *words]
    with running([*by, *command], environment, log) as site:
        wait_until(lambda: answers(port))
        yield site


def answers(port: int) -> bool:
    """Return whether a site at this port is well."""
    try:
        return Visitor(f"http://127.0.0.1:{port}", seconds=5).get("/healthz").status == 200
    except Exception:  # noqa: BLE001 - whatever it is, it is no answer
        return False


def ask_for(port: int, path: str) -> socket.socket:
    """Send a request and return the connection, of which nothing was read."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    return connection


def wait_until(is_so: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait until something is so."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "it never was so"
        time.sleep(0.05)


def alive() -> set[int]:
    """Return the numbers of all processes that are alive."""
    return set(_parents())


def descendants(top: int) -> set[int]:
    """Return the numbers of all processes that descend from `top`."""
    parents, found = _parents(), {top}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {top}


def _parents() -> dict[int, int]:
    """Return the parent of each process that is alive."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listed.splitlines()]
    return {int(pid): int(parent) for pid, parent, state in rows if not state.startswith("Z")}


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
