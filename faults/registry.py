"""What a fault is: a function that makes it, and ends it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from faults.site import Site

OWN_DATABASE = "a PostgreSQL of its own"
DISKS = "small disks, which only root can mount"
FAKETIME = "libfaketime, by which a process has another clock (Debian: apt-get install libfaketime)"
PAYMENT = "payment"
"""Visitors who pay by card."""

FILM, BEAT = "part of a film", "beat"
"""Visitors who watch a film, and what their player says of it."""

HAND_IN, ENROLL = "hand-in", "enrollment"
FORMS = (HAND_IN, ENROLL, BEAT, PAYMENT)
"""What is sent, and is not sent again by anybody but who sent it."""

AWAY = 60.0
"""Seconds that the database is away, unless told otherwise."""

QUICK = 4.0
"""Seconds that a fault lasts where somebody is in a hurry."""

Changes = Callable[["Site"], dict[str, str]]


def _none(_: "Site") -> dict[str, str]:
    return {}


@dataclass(slots=True)
class Span:
    """How long a fault goes on. Moments are seconds of the monotonic clock; `over_at` is nothing while it lasts."""

    seconds: float
    begun_at: float = field(default_factory=time.monotonic)
    over_at: float | None = None

    def hold(self, part: float = 1.0) -> None:
        """Let it go on for its time, or for a part of that."""
        time.sleep(self.seconds * part)

    def over(self) -> None:
        """Say that it is over now; what comes back from here on is the site's affair."""
        if self.over_at is None:
            self.over_at = time.monotonic()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One row of the table.

    `seconds`: how long it lasts. `cuts`: nobody is there who could say a sentence, so that lines may break. `whole`:
    nobody may notice anything at all, but visits of the kinds `told`, which may see our page. `needs`: what it cannot
    be made without. `changes`: settings under which the site runs for it. `kinds`: visitors who come for it besides
    those who always come.
    """

    name: str
    what: str
    run: "Callable[[Site, Span], None]"
    seconds: float
    cuts: bool = False
    whole: bool = False
    told: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    changes: Changes = _none
    kinds: tuple[str, ...] = ()


FAULTS: list[Fault] = []


def fault(seconds: float = 12, **kind: Any) -> "Callable[[Callable[[Site, Span], None]], Callable[[Site, Span], None]]":
    """Take a function among the faults; its name is theirs, and the first line of its docstring says what they are."""

    def take(run: "Callable[[Site, Span], None]") -> "Callable[[Site, Span], None]":
        what = (run.__doc__ or "").strip().splitlines()[0].rstrip(".")
        FAULTS.append(Fault(name=run.__name__.replace("_", "-"), what=what, run=run, seconds=seconds, **kind))
        return run

    return take


def chosen(patterns: list[str]) -> list[Fault]:
    """Return the faults whose name fits any of the patterns (`*` stands for anything), all of them without one."""
    return [each for each in FAULTS if not patterns or any(fnmatch(each.name, pattern) for pattern in patterns)]


def faketime(wish: Path | None = None) -> Path | None:
    """Return where libfaketime is: what is wished, or where Debian puts it; None where it is not."""
    found = [wish] if wish else sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    return next((each for each in found if each.exists()), None)
