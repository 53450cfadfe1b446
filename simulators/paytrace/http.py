"""The little HTTP that the simulator needs, and the ways in which it fails on purpose."""

import json
import os
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

LARGEST_BODY = 100_000


@dataclass(frozen=True, slots=True)
class Request:
    """One request, read in whole. `wish` is what a fault asks of its processing."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    wish: str = ""

    @property
    def form(self) -> dict[str, str]:
        """The body as a form."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace")))

    @property
    def json(self) -> dict[str, Any]:
        """The body as a JSON object, numbers as Decimal; empty where it is none."""
        try:
            value = json.loads(self.body or b"{}", parse_float=Decimal)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. `cut` closes the connection without any; `keep` sends only so many bytes of the body."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    keep: int | None = None

    @classmethod
    def of(cls, value: Any, status: int = 200) -> "Reply":
        """Return `value` as JSON."""
        return cls(status, json.dumps(value, default=_plain).encode())


App = Callable[[Request], Reply]


def _plain(value: object) -> float | str:
    return float(value) if isinstance(value, Decimal) else str(value)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave together: apart, the body would wait 40 ms for the acknowledgement of the head
    app: App

    def _answer(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), LARGEST_BODY)
        url = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(length)
        self._send(self.app(Request(self.command, url.path, dict(parse_qsl(url.query)), headers, body)))

    def _send(self, reply: Reply) -> None:
        if reply.cut:
            self._cut()
            return
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body[: reply.keep])
        if reply.keep is not None:
            self.close_connection = True

    def _cut(self) -> None:
        """Close with a reset, so that the other side cannot mistake it for an answer."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())
        self.close_connection = True

    do_GET = do_POST = do_DELETE = _answer  # noqa: N815 - names of the standard library

    def log_message(self, *_: Any) -> None:
        """Keep silent: a log of requests would hold card tokens."""

    def finish(self) -> None:
        """Close quietly, whoever hung up first."""
        try:
            super().finish()
        except (OSError, ValueError):
            self.close_connection = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: Any) -> None:
        """Say nothing of a client that hung up."""


def server(app: App, port: int) -> ThreadingHTTPServer:
    """Return a server for `app` on loopback; port 0 takes a free one."""
    handler = type("Handler", (_Handler,), {"app": staticmethod(app)})
    return _Server(("127.0.0.1", port), handler)
