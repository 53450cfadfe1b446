"""Between the network and the site: a request is taken in whole before a thread is given to it.

Whoever sends slowly occupies a few bytes of memory and no thread, and is refused after a while; whoever reads slowly is
served without one. The site answers in a fixed number of threads, of which few compute at a time (`kit.turns`).
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

from granian._granian import RSGIProtocolClosed, RSGIProtocolError

from credence.kit.turns import aside, turn
from credence.learn.responses.file_part import FilePart
from credence.project.arrivals import PATIENCE, Refused, environ_of, take_in
from credence.project.leaving import Leaving
from credence.project.proxies import WSGI
from credence.project.seen.logs import HEADER, numbered

logger = logging.getLogger(__name__)

SENT_WHOLE = 8 * 1024 * 1024
"""Bytes up to which a stream is read to its end at once, so that its reader may take time without a thread."""

FAILED = "Something went wrong on our side. Please try again in a moment."

Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Visit:
    """A request, and the way back to whoever sent it."""

    protocol: Any
    environ: dict[str, Any]
    loop: asyncio.AbstractEventLoop
    answered: "asyncio.Future[None]"
    leaving: Leaving


class Reception:
    """An application for Granian's own interface (RSGI), which lets a WSGI application answer in so many threads."""

    def __init__(
        self, application: WSGI, threads: int, leaving: Leaving, noted: Callable[[dict[str, Any], str], None]
    ) -> None:
        """Start no thread before the first request: whoever loads this may still become several processes.

        `noted` counts a request that is refused before the application hears of it, with the status of its answer.
        """
        self._application, self._threads, self._noted = application, threads, noted
        self._waiting: SimpleQueue[Visit] = SimpleQueue()
        self._is_open = False
        self._leaving = leaving
        self.__rsgi_init__ = leaving.listen

    async def __call__(self, scope: Any, protocol: Any) -> None:
        """Take a request in, and return once it is answered."""
        if not self._is_open:
            self._open()
        with self._leaving.under_way():
            await self._take(protocol, environ_of(scope))

    async def _take(self, protocol: Any, environ: dict[str, Any]) -> None:
        try:
            await take_in(protocol, environ)
            loop = asyncio.get_running_loop()
            visit = Visit(protocol, environ, loop, loop.create_future(), self._leaving)
            self._waiting.put(visit)
            await visit.answered
        except Refused as refused:
            self._noted(environ, str(refused.status))
            _say(protocol, refused.status, str(refused))
        finally:
            environ["wsgi.input"].close()

    def _open(self) -> None:
        self._is_open = True
        for number in range(self._threads):
            threading.Thread(target=self._work, name=f"answers {number + 1}", daemon=True).start()

    def _work(self) -> None:
        while True:
            visit = self._waiting.get()
            with numbered(visit.environ) as number:
                _attend(visit, number, self._application)


def _attend(visit: Visit, number: str, application: WSGI) -> None:
    try:
        with turn():
            _answer(visit, number, application)
    except RSGIProtocolClosed:
        pass  # nobody waits for it any more
    except Exception:
        logger.exception("A request was not answered.")
        _say(visit.protocol, 500, FAILED)
    finally:
        visit.loop.call_soon_threadsafe(_end, visit.answered)


def _answer(visit: Visit, number: str, application: WSGI) -> None:
    said: list[Any] = []

    def respond(status: str, headers: Headers, *_: Any) -> None:
        said[:] = [int(status[:3]), [*headers, (HEADER, number), *visit.leaving.said]]

    answer = application(visit.environ, respond)
    try:
        _send(visit, said[0], said[1], answer)
    finally:
        close: Callable[[], None] = getattr(answer, "close", lambda: None)
        close()


def _send(visit: Visit, status: int, headers: Headers, answer: Iterable[bytes]) -> None:
    if isinstance(answer, FilePart) and answer.path and visit.environ["REQUEST_METHOD"] == "GET":
        span = answer.span
        visit.protocol.response_file_range(status, headers, answer.path, span.first, span.last + 1)
    elif getattr(answer, "streaming", False) and not _is_small(headers):
        _stream(visit, status, headers, answer)
    else:
        visit.protocol.response_bytes(status, headers, b"".join(answer))


def _is_small(headers: Headers) -> bool:
    return any(name.lower() == "content-length" and int(value) <= SENT_WHOLE for name, value in headers)


def _stream(visit: Visit, status: int, headers: Headers, answer: Iterable[bytes]) -> None:
    """Send piece by piece what has no known length, as fast as it is read; who reads nothing for long is given up."""
    transport = visit.protocol.response_stream(status, headers)

    async def send(piece: bytes) -> None:
        await asyncio.wait_for(transport.send_bytes(piece), PATIENCE)

    for piece in answer:
        with aside():
            asyncio.run_coroutine_threadsafe(send(bytes(piece)), visit.loop).result()


def _say(protocol: Any, status: int, words: str) -> None:
    """Answer in one sentence, and end the connection: what else came by it was not read."""
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store"), ("Connection", "close")]
    with suppress(RSGIProtocolClosed, RSGIProtocolError):  # gone, or answered already
        protocol.response_bytes(status, headers, words.encode())


def _end(answered: "asyncio.Future[None]") -> None:
    if not answered.done():
        answered.set_result(None)
