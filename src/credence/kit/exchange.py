"""One HTTP exchange over a connection of its own, which tells whether anything left.

Connecting and sending are two steps here, so that which of them failed is never guessed from the kind of a failure. No
connection is kept for a next call: one that the other side has closed meanwhile would leave that in doubt.
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

import certifi

from credence.kit.turns import aside

FAILURES = (OSError, HTTPException, ValueError)
"""What the standard library raises where a connection, a send or an answer fails."""


class Unsent(Exception):
    """Nothing left: there was no connection. Its text is the kind of failure and holds no address."""


class Unanswered(Exception):
    """All or part of it left, and no whole answer came back. Its text is the kind of failure and holds no address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds to wait: for a connection and its encryption, for each piece to leave, for each piece of the answer."""

    connect: float
    write: float
    read: float


@dataclass(frozen=True, slots=True)
class Response:
    """What came back, whatever its status. No redirection is followed.

    Content whose length nobody told ends where the connection does; whether that is all of it, its reader must see.
    """

    status: int
    headers: Message
    content: bytes

    def header(self, name: str) -> str:
        """Return a header, all of them joined where there are several, empty where there is none."""
        return ", ".join(self.headers.get_all(name, []))


def exchange(
    method: str, url: str, *, limits: Limits, headers: Mapping[str, str] | None = None, body: bytes = b""
) -> Response:
    """Send once and return the answer; neither proxies nor other settings of the environment are heeded.

    Raises:
        Unsent, Unanswered: see there.
    """
    with aside():
        return _exchanged(method, urlsplit(url), dict(headers or {}), body, limits)


def _exchanged(method: str, address: SplitResult, headers: dict[str, str], body: bytes, limits: Limits) -> Response:
    line = _connected(address, limits.connect)
    try:
        return _answer(line, method, address, headers, body, limits)
    except FAILURES as failure:
        raise Unanswered(type(failure).__name__) from failure
    finally:
        line.close()


def _connected(address: SplitResult, seconds: float) -> HTTPConnection:
    try:
        line = _line(address, seconds)
        line.connect()
    except FAILURES as failure:
        raise Unsent(type(failure).__name__) from failure
    return line


def _line(address: SplitResult, seconds: float) -> HTTPConnection:
    host = address.hostname or ""
    if address.scheme == "https":
        return HTTPSConnection(host, address.port, timeout=seconds, context=trust())
    if address.scheme == "http":
        return HTTPConnection(host, address.port, timeout=seconds)
    raise ValueError(address.scheme)


def _answer(
    line: HTTPConnection, method: str, address: SplitResult, headers: dict[str, str], body: bytes, limits: Limits
) -> Response:
    target = address._replace(scheme="", netloc="", fragment="").geturl() or "/"
    line.sock.settimeout(limits.write)
    line.request(method, target, body, {"User-Agent": "Credence", "Connection": "close", **headers})
    line.sock.settimeout(limits.read)
    response = line.getresponse()
    return Response(response.status, response.headers, response.read())


@cache
def trust() -> ssl.SSLContext:
    """Return the authorities whose word on a certificate counts, read once: reading them takes longer than a call."""
    context = ssl.create_default_context(cafile=certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    return context
