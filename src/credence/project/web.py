"""The web server: one place to listen, shared by processes that answer."""

import errno
import os
import socket
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.net import SocketHolder  # type: ignore[attr-defined]
from granian.server.mp import MPServer

from credence.project.databases.postgresql.base import Impatient
from credence.project.leaving import Leaving
from credence.project.reception import Reception
from credence.project.seen.requests import counts_in

BACKLOG = 1024
HEAD_WITHIN = 20_000
"""Milliseconds for the head of a request to arrive; a connection that lies idle so long is closed as well."""
APPLICATION = "credence.project.wsgi:application"
TIMEOUTS = "-c statement_timeout=20s -c idle_in_transaction_session_timeout=60s"
"""What PostgreSQL allows a page: it is told at the connection, by the variable that its library reads.

PgBouncer refuses that, and says the same itself (docs/operate.md).
"""

PATIENCE = 25.0
"""Seconds without a word after which PostgreSQL counts as away: it ends by itself what takes 20."""


FINISHING = 30.0
"""Seconds in which what has begun is finished when the server is asked to end, at least: pages take 20 at most."""


def finishing() -> float:
    """Return the seconds in which all that has begun is finished; a payment that waits for the bank counts as well."""
    return max(FINISHING, settings.ENV.longest_authorization + 20)


class CannotListen(Exception):
    """Nobody can be answered at this place; the sentence says why and what to do."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at `host` and `port`, where nobody else does.

    It is never shared with a server that was started apart (SO_REUSEPORT): requests would fall to either.

    Raises:
        CannotListen: the port is in use or not ours to take, or this machine has no such address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as refused:
        raise CannotListen(_why(refused, host, port)) from refused
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # no answer waits for the one before to be received
    return listener


def _why(refused: OSError, host: str, port: int) -> str:
    if refused.errno == errno.EADDRINUSE:
        return (
            f"Port {port} of {host} is in use, perhaps by a Credence that still runs: stop that one, or choose another "
            f"port, as in `script/run {port + 1}` or `credence serve --port {port + 1}`."
        )
    if refused.errno == errno.EACCES:
        return f"Port {port} is for the system's own servers only: choose one from 1024 to 65535."
    return f"Nothing can listen at {host}, port {port} ({os.strerror(refused.errno or 0)}): choose another --host."


class _Answering(MPServer):
    """Granian as one process of several that share a socket: no children of its own, and no socket of its own."""

    def __init__(self, listener: socket.socket, application: str) -> None:
        super().__init__(
            application,
            interface=Interfaces.RSGI,
            websockets=False,
            http1_settings=HTTP1Settings(header_read_timeout=HEAD_WITHIN),
            log_level=LogLevels.warning,
        )
        self._listener = listener

    def _init_shared_socket(self) -> None:
        held = os.dup(self._listener.fileno())
        self._shd = SocketHolder(held, uds=False, backlog=BACKLOG)  # type: ignore[assignment, call-arg]
        self._sso = None

    def _spawn_workers(self, spawn_target, target_loader) -> None:  # type: ignore[no-untyped-def]
        """Answer in this process, until SIGTERM."""
        self._spawn_worker(0, spawn_target, target_loader).inner.run()

    def _serve_loop(self, spawn_target, target_loader) -> None:  # type: ignore[no-untyped-def]
        """Come to the end: what is asked of this process is over."""


def answer(listener: socket.socket, application: str = APPLICATION) -> None:
    """Let a WSGI application answer what comes in at `listener` until SIGTERM; what has begun by then is finished."""
    if not settings.ENV.pgbouncer:
        os.environ.setdefault("PGOPTIONS", TIMEOUTS)
    Impatient.patience = PATIENCE
    _Answering(listener, application).serve(target_loader=partial(_received, listener))


def _received(listener: socket.socket, application: str) -> Reception:
    """Return the application as the server asks it: requests are taken in whole before it is."""
    site = import_string(application.replace(":", "."))
    noted = counts_in(Path(settings.COUNTED_IN)).note if settings.COUNTED_IN else _nowhere
    return Reception(site, settings.ENV.threads, Leaving(listener), noted)


def _nowhere(_environ: dict[str, Any], _status: str) -> None:
    """Count nothing."""
