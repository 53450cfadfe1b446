"""How processes are killed, stopped, and started again."""

import os
import signal
import time
from contextlib import suppress

from attack.servers import NotStarted, Server
from tests.project.running import descendants

RESTART = 2.0
"""Seconds after which systemd starts a service again: `RestartSec` in deploy/."""

TRIES = 20


def kill(pid: int) -> None:
    """End a process as a fault does, without a word to it."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def stop(pid: int) -> None:
    """Let a process do nothing until it is let go on."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGSTOP)


def go_on(pid: int) -> None:
    """Let a stopped process go on."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)


def start_again(server: Server) -> None:
    """Start a server as systemd does: after a pause, and again after each start that failed.

    Raises:
        NotStarted: it never stays.
    """
    server.process.wait()
    for _ in range(TRIES):
        time.sleep(RESTART)
        try:
            server.start()
        except NotStarted:
            continue
        else:
            return
    raise NotStarted(f"{server.name} never came up again.")


def family(server: Server) -> list[int]:
    """Return the processes of a server, the one that keeps the others first."""
    return [server.process.pid, *sorted(descendants(server.process.pid))]


def end_all(server: Server) -> None:
    """Kill a server with all its processes, as the fall of a machine does."""
    for pid in family(server):
        kill(pid)
    server.process.wait()
