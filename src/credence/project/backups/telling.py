"""How far something long has come."""

import time
from typing import Protocol

SECONDS = 1.0
"""Between two lines, so that a log is not flooded."""


class Out(Protocol):
    """Where lines go."""

    def write(self, text: str, /) -> object:
        """Print `text`."""

    def flush(self) -> None:
        """Show what was printed."""


class Progress:
    """Prints what is said, but of what comes in quick succession only now and then a line."""

    def __init__(self, out: Out) -> None:
        self._out = out
        self._last = -SECONDS
        self._kind = ""

    def say(self, line: str) -> None:
        """Print a line, unless another of its kind (its words before a colon) was printed within the last second."""
        kind = line.partition(":")[0]
        if kind != self._kind or time.monotonic() - self._last >= SECONDS:
            self._out.write(line + "\n")
            self._out.flush()
            self._last, self._kind = time.monotonic(), kind
