"""PostgreSQL, away or silent."""

import signal
from contextlib import suppress
from typing import TYPE_CHECKING

import psycopg
from attack.servers import address_of

from faults.processes import family, go_on, kill, stop
from faults.registry import AWAY, OWN_DATABASE, Span, fault

if TYPE_CHECKING:
    from attack.servers import Server

    from faults.site import Site

BACKENDS = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"


def _server(site: "Site") -> "Server":
    assert site.database  # noqa: S101 - the fault says that it needs one
    return site.database


@fault(needs=(OWN_DATABASE,))
def database_process_killed(site: "Site", span: Span) -> None:
    """A process of PostgreSQL that serves us is killed, upon which it ends all others and recovers; twice."""
    for _ in range(2):
        with suppress(psycopg.OperationalError), psycopg.connect(address_of(_server(site))) as line:
            kill(min(pid for (pid,) in line.execute(BACKENDS)))
        span.hold(1 / 2)


@fault(seconds=AWAY, needs=(OWN_DATABASE,))
def database_away(site: "Site", span: Span) -> None:
    """PostgreSQL is ended from one moment to the next, and started again."""
    server = _server(site)
    server.process.send_signal(signal.SIGQUIT)
    server.process.wait()
    span.hold()
    server.start()


@fault(seconds=AWAY, needs=(OWN_DATABASE,))
def database_silent(site: "Site", span: Span) -> None:
    """PostgreSQL keeps its connections and takes new ones, and answers nothing, as behind a cut cable."""
    server = _server(site)
    stopped = family(server)
    for pid in stopped:
        stop(pid)
    try:
        span.hold()
    finally:
        for pid in [*stopped, *family(server)]:
            go_on(pid)
