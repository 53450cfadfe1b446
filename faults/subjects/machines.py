"""Two machines that answer behind one nginx, with their files in a bucket: each falls in its turn."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING

from attack.servers import Server, command, free_port
from attack.visitor import HOST, LOOPBACK
from tests.project.running import wait_until

from faults.processes import end_all, start_again
from faults.registry import FILM, FORMS, Span, fault

if TYPE_CHECKING:
    from faults.site import Site

LINE = "server 127.0.0.1:{} max_fails=1 fail_timeout=2s;"
"""As docs/scale.md has it."""

LEFT_OUT = 4.0
"""Seconds after which nginx asks a machine again that is well again: `fail_timeout`, and the seconds it counts in."""


def _in_bucket(site: "Site") -> dict[str, str]:
    return {**site.store, "CREDENCE_MEDIA_STORE": "s3"}


@fault(whole=True, changes=_in_bucket, kinds=(FILM,))
def one_of_two_machines_ended(site: "Site", span: Span) -> None:
    """Of two web servers one is asked to end (SIGTERM) and started again, then the other."""
    _in_turn(site, span, Server.end)


@fault(whole=True, told=FORMS, changes=_in_bucket, kinds=(FILM,))
def one_of_two_machines_killed(site: "Site", span: Span) -> None:
    """Of two web servers one is killed (SIGKILL) with all its processes and started again, then the other."""
    _in_turn(site, span, end_all)


def _in_turn(site: "Site", span: Span, end: Callable[[Server], None]) -> None:
    with _second(site) as second:
        for server in (site.web, second):
            span.hold(1 / 4)
            end(server)
            span.hold(1 / 4)
            start_again(server)
            wait_until(lambda port=server.port: _answers(port))
            time.sleep(LEFT_OUT)


def _answers(port: int) -> bool:
    """Return whether a web server is well: one that only listens yet cannot take the place of another."""
    line = HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        line.request("GET", "/healthz", headers={"Host": HOST})
        return line.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        line.close()


@contextmanager
def _second(site: "Site") -> Iterator[Server]:
    """Run a second web server on the same database and bucket, and let nginx ask both, until the end of the block."""
    port = free_port()
    log, environment = site.folder / "second.log", site.web.environment
    second = Server("second web server", command("serve", "--port", str(port)), log, port, environment=environment)
    alone, both = f"server 127.0.0.1:{site.web.port};", " ".join(LINE.format(each) for each in (site.web.port, port))
    with second.running():
        wait_until(lambda: _answers(port))
        site.lead(alone, both)
        try:
            yield second
        finally:
            site.lead(both, alone)
