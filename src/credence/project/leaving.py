"""How a process that answers leaves its post: it finishes what it has begun, and then ends.

Whoever is in front keeps connections open, and nothing tells it to take another process but the answer that closes one.
So each answer closes its own from the moment when the process was asked to leave, and the process ends once nobody has
asked anything for a moment. Granian, asked to end, would break off what is under way, and wait for idle connections.
"""

import asyncio
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from credence.project.supervision import LEAVE

MOMENT, QUIET = 0.05, 6
"""Seconds between two looks, and how many of them in a row find nothing under way before the process ends."""

LAST = 0.3
"""Seconds that Granian has to end by itself."""

CLOSES = ("Connection", "close")


class Leaving:
    """What is under way in this process, and whether it was asked to leave."""

    def __init__(self, listener: socket.socket) -> None:
        """Take the socket at which this process lets people in."""
        self._listener = listener
        self._is_asked, self._under_way = False, 0

    def listen(self, loop: asyncio.AbstractEventLoop) -> None:
        """Leave at the signal for it. Ctrl-C reaches us, too, but who asks us to end is the one who started us."""
        loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        loop.add_signal_handler(LEAVE, lambda: setattr(self, "_last", loop.create_task(self._leave())))

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Take the block for something that is finished before the end. Call it in the thread of the loop."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    @property
    def said(self) -> list[tuple[str, str]]:
        """The headers that an answer of this moment bears for it."""
        return [CLOSES] if self._is_asked else []

    async def _leave(self) -> None:
        self._is_asked, quiet = True, 0
        _let_nobody_in(self._listener)
        while quiet < QUIET:
            await asyncio.sleep(MOMENT)
            quiet = 0 if self._under_way else quiet + 1
        last = threading.Timer(LAST, os._exit, [0])
        last.daemon = True
        last.start()
        os.kill(os.getpid(), signal.SIGTERM)


def _let_nobody_in(listener: socket.socket) -> None:
    """Put a socket of which nobody knows in place of the one that listens, wherever in this process it is held.

    Who accepts goes on and finds nobody; once no process holds the former, connecting there is refused.
    """
    deaf = socket.create_server(("localhost", 0))
    deaf.settimeout(0)
    place = os.fstat(listener.fileno())
    for held in map(int, os.listdir("/dev/fd")):
        with suppress(OSError):
            if os.path.samestat(os.fstat(held), place):
                os.dup2(deaf.fileno(), held, inheritable=False)
