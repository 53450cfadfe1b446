"""A server of our own on loopback, started and ended."""

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

HOST = "127.0.0.1"
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
