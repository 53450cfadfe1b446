"""Turns at computing: of all threads that answer, few compute at a time, and none waits long for it.

Python computes in one thread at a time, whoever has work. Where many take part, each has to wait for all the others
after every query; where few do, each is done sooner. Who waits for somebody outside, a bank or a slow reader, steps
aside meanwhile. After a moment one goes on without a turn: a long query or report never keeps the others waiting.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PLACES = 2
LONGEST_WAIT = 0.25
"""Seconds."""

_places = threading.Semaphore(PLACES)
_mine = threading.local()


@contextmanager
def turn() -> Iterator[None]:
    """Compute when it is this thread's turn."""
    _take()
    try:
        yield
    finally:
        _give_back()


@contextmanager
def aside() -> Iterator[None]:
    """Let others have this thread's turn, if it has one, while it waits for somebody outside."""
    if not _give_back():
        yield
        return
    try:
        yield
    finally:
        _take()


def _take() -> None:
    _mine.held = _places.acquire(timeout=LONGEST_WAIT)


def _give_back() -> bool:
    held = bool(getattr(_mine, "held", False))
    if held:
        _mine.held = False
        _places.release()
    return held
