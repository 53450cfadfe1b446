"""Visitors who hold on to the site: slow senders, slow readers, and many who do nothing."""

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from attack.visitor import HOST, LOOPBACK, unchecked

from faults.registry import Span, fault

if TYPE_CHECKING:
    from faults.site import Site

SLOW, IDLE = 100, 500
A_WHILE = 0.5
"""Seconds between two bytes."""

SENDING = f"POST /verify/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
LONG = "Content-Length: 100000\r\n\r\ncode="


@fault()
def slow_bodies(site: "Site", span: Span) -> None:
    """A hundred visitors send forms a byte now and then, and never end them."""
    with _lines(site, SLOW, f"{SENDING}{LONG}".encode()) as lines, _going_on(lines, lambda line: line.send(b"A")):
        span.hold()


@fault()
def slow_readers(site: "Site", span: Span) -> None:
    """A hundred visitors ask for pages and files, and read a byte of them now and then."""
    page = site.people.visitor().get("/courses/").text
    file = max(re.findall(r'"(/static/[^"]+)"', page), key=len)
    asked = f"GET {file} HTTP/1.1\r\nHost: {HOST}\r\n\r\nGET /courses/?q=1 HTTP/1.1\r\nHost: {HOST}\r\n\r\n"
    with _lines(site, SLOW, asked.encode()) as lines, _going_on(lines, lambda line: line.recv(1)):
        span.hold()


@fault()
def idle_connections(site: "Site", span: Span) -> None:
    """Five hundred visitors connect and say nothing."""
    with _lines(site, IDLE, b""):
        span.hold()


@contextmanager
def _lines(site: "Site", count: int, sent: bytes) -> Iterator[list[ssl.SSLSocket]]:
    """Connect so many times, and send each time the same."""
    with ExitStack() as open_lines:
        lines = []
        for _ in range(count):
            plain = socket.create_connection((LOOPBACK, site.people.port), 20)
            lines.append(open_lines.enter_context(unchecked().wrap_socket(plain, server_hostname=HOST)))
            lines[-1].sendall(sent)
        yield lines


@contextmanager
def _going_on(lines: list[ssl.SSLSocket], act: Callable[[ssl.SSLSocket], object]) -> Iterator[None]:
    """Do something on each line now and then, until the end of the block."""
    enough = threading.Event()

    def go_on() -> None:
        while not enough.wait(A_WHILE):
            for line in lines:
                line.settimeout(0.01)
                with suppress(OSError, ssl.SSLError):
                    act(line)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()
