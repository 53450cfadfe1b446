"""A visitor's connection: requests are sent and answers read as HTTP/1.1 has them, with as little work as possible."""

import select
import socket

from bench.visits import Answer, Item, Visit

LOOPBACK = "127.0.0.1"
PIECE = 1 << 18
ENOUGH = 4096
"""So much of a long answer is looked at."""

PATIENCE = 30.0
_thrown_away = bytearray(1 << 21)


class Broken(Exception):
    """There was no answer: the connection ended, or nothing came for too long."""


class Line:
    """One connection, which `waiter` watches, and the visit that is under way on it."""

    def __init__(self, port: int, waiter: "select.epoll", lines: dict[int, "Line"]) -> None:
        self._port, self._waiter, self._lines = port, waiter, lines
        self.visit: Visit | None = None
        self.item: Item = {}
        self.begun = 0.0
        self._connect()
        self._forget()

    def _connect(self) -> None:
        self._socket = socket.create_connection((LOOPBACK, self._port), PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._waiter.register(self._socket, select.EPOLLIN)
        self._lines[self._socket.fileno()] = self

    def _forget(self) -> None:
        self._got, self._left = b"", 0
        self._answer: Answer | None = None
        self._is_chunked = self._is_last = False

    def close(self) -> None:
        """Hang up; it is watched no longer."""
        del self._lines[self._socket.fileno()]
        self._socket.close()

    def send(self, raw: bytes) -> None:
        """Send a request, over a new connection where the last answer ended the old one."""
        if self._is_last:
            self.close()
            self._connect()
        self._forget()
        self._socket.sendall(raw)

    def receive(self) -> Answer | None:
        """Take what has arrived, and return the answer once it is whole.

        What follows the first piece of a long answer is counted and never copied: films cost the visitor little.

        Raises:
            Broken: the connection ended before.
        """
        if self._left > PIECE and len(self._got) >= ENOUGH and not self._is_chunked:
            took = self._socket.recv_into(_thrown_away, min(self._left, len(_thrown_away)), socket.MSG_TRUNC)
        else:
            piece = self._socket.recv(PIECE)
            took = len(piece)
            self._got += piece
        if not took:
            raise Broken("the connection ended before the answer did")
        if self._answer is None:
            return self._begin()
        self._left -= took
        return self._whole(self._answer)

    def _begin(self) -> Answer | None:
        head, found, body = self._got.partition(b"\r\n\r\n")
        if not found:
            return None
        told = head.lower()
        self._is_last = b"\r\nconnection: close" in told
        self._is_chunked = b"\r\ntransfer-encoding: chunked" in told
        self._answer = Answer(int(head[9:12]), head, b"", _length(told))
        self._got, self._left = body, self._answer.length - len(body)
        return self._whole(self._answer)

    def _whole(self, answer: Answer) -> Answer | None:
        if not self._is_chunked:
            answer.body = self._got
            return answer if self._left <= 0 else None
        if not self._got.endswith(b"0\r\n\r\n"):
            return None
        answer.body = _joined(self._got)
        answer.length = len(answer.body)
        return answer


def _length(told: bytes) -> int:
    at = told.find(b"\r\ncontent-length:")
    return int(told[at + 17 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


def _joined(chunks: bytes) -> bytes:
    whole, rest = b"", chunks
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        length = int(size, 16)
        whole, rest = whole + rest[:length], rest[length + 2 :]
    return whole
