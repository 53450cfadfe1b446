"""A server of our own on loopback, asked by several visitors at once."""

import http.client
import os
import signal
import socket
import statistics
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bench.figures import Figure

HOST = "127.0.0.1"
VISITORS = 4
SECONDS = 4.0
PATIENCE = 60.0


class Unfit(Exception):
    """The server did not answer as it should, so there is nothing to measure."""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as trial:
        trial.bind((HOST, 0))
        return int(trial.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, *, cwd: str | None = None, patience: float = PATIENCE) -> Iterator[float]:
    """Start a server, give the seconds it took until it answered, and stop it and all it started."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        while not answers(port):
            if process.poll() is not None or time.perf_counter() - begun > patience:
                raise Unfit(f"{command[0]} did not come up on port {port}")
            time.sleep(0.05)
        yield time.perf_counter() - begun
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a server and all it started: politely, and after a while for good."""
    for ending in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, ending)
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
            return


def answers(port: int) -> bool:
    """Return whether a server at this port is well."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def measure(name: str, port: int, path: str, session: str = "") -> Figure:
    """Return the median time of a page, and how many a second all visitors get together, once warm.

    Raises:
        Unfit: the page was not answered with 200.
    """
    headers = {"Cookie": f"sessionid={session}"} if session else {}
    _visit(port, path, headers, until=time.perf_counter() + 0.7)
    taken: list[list[float]] = [[] for _ in range(VISITORS)]
    until = time.perf_counter() + SECONDS

    def visit(mine: list[float]) -> None:
        mine.extend(_visit(port, path, headers, until=until))

    visitors = [threading.Thread(target=visit, args=(mine,)) for mine in taken]
    for each in visitors:
        each.start()
    for each in visitors:
        each.join()
    every = [one for mine in taken for one in mine]
    if not every:
        raise Unfit(f"{path} was not answered with a page")
    alone = _visit(port, path, headers, until=time.perf_counter() + 1)
    return Figure(
        name=name, median=statistics.median(alone) * 1000, unit="ms", tries=len(every), rate=len(every) / SECONDS
    )


def _visit(port: int, path: str, headers: dict[str, str], *, until: float) -> list[float]:
    """Ask for a page again and again over one connection; return the seconds of each answer."""
    connection = http.client.HTTPConnection(HOST, port, timeout=20)
    taken: list[float] = []
    try:
        while (begun := time.perf_counter()) < until:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise Unfit(f"{path} was answered with {response.status}")
            taken.append(time.perf_counter() - begun)
    finally:
        connection.close()
    return taken
