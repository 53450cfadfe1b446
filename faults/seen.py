"""What visitors saw: statuses, sentences and seconds, and whether anything of it was a bare failure."""

import html
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException

from attack.visitor import Answer

BACK_SOON = "We are back in a moment"
"""The title of our page for what passes, nginx's own copy of it included."""

TITLE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
NO_ANSWER = 0
PAUSE = 1.0
"""Seconds until somebody tries again who was told to."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One answer, or that there was none. `is_wanted`: it is what was asked for. `begun_at`: monotonic."""

    kind: str
    status: int
    words: str
    seconds: float
    begun_at: float
    is_wanted: bool

    @property
    def is_ours(self) -> bool:
        """Whether it is our page that says what to do."""
        return self.status == 503 and self.words == BACK_SOON

    @property
    def told(self) -> str:
        """It, in a few words."""
        return f"{self.status or 'no answer'} {self.words}".strip()


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer at last. `was_lost`: an earlier try was not answered as wanted, so that it may have counted."""

    answer: Answer
    was_lost: bool


class Given(Exception):
    """The run ended while somebody still waited for an answer."""


@dataclass(slots=True)
class Seen:
    """All that was seen during one fault."""

    sights: list[Sight] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, kind: str, act: Callable[[], Answer], *wanted: int) -> Asked:
        """Do something until it is answered as wanted, by 200 unless told otherwise; note what was seen on the way.

        Raises:
            Given: nobody waits any longer.
        """
        was_lost = False
        while not self.is_over.is_set():
            answer, sight = _looked(kind, act, wanted or (200,))
            with self._lock:
                self.sights.append(sight)
            if answer and (sight.is_wanted or answer.status < 500):
                return Asked(answer, was_lost)
            was_lost = True
            self.is_over.wait(PAUSE)
        raise Given

    def bare(self, *, cuts: bool) -> list[str]:
        """Return what nobody should see; `cuts`: that a line broke is all that could be seen."""
        found = [
            each
            for each in list(self.sights)
            if not each.is_wanted and not each.is_ours and not (cuts and each.status == NO_ANSWER)
        ]
        counts = Counter((each.kind, each.told) for each in found)
        return [f"{kind}: {told}, {count} times" for (kind, told), count in counts.items()]

    def good_since(self, kind: str, moment: float) -> float | None:
        """Return when somebody had a good answer who asked after a moment; None while nobody had."""
        ends = [each.begun_at + each.seconds for each in list(self.sights) if _is_good(each, kind, moment)]
        return min(ends, default=None)

    def told(self) -> str:
        """Return in words what was seen besides what was asked for."""
        others = Counter(each.told for each in self.sights if not each.is_wanted)
        return "; ".join(f"{count} × {told}" for told, count in others.most_common()) or "nothing"

    @property
    def worst(self) -> float:
        """The longest that anybody waited for an answer, or for that there was none."""
        return max((each.seconds for each in self.sights), default=0.0)

    def is_whole(self, told: tuple[str, ...] = ()) -> bool:
        """Return whether everybody had what they asked for, or our page where they did what is of the kinds `told`."""
        return all(each.is_wanted or (each.is_ours and each.kind in told) for each in self.sights)

    @property
    def good(self) -> int:
        """How many answers were as wanted."""
        return sum(each.is_wanted for each in self.sights)


def _is_good(sight: Sight, kind: str, moment: float) -> bool:
    return sight.kind == kind and sight.is_wanted and sight.begun_at >= moment


def _looked(kind: str, act: Callable[[], Answer], wanted: tuple[int, ...]) -> tuple[Answer | None, Sight]:
    begun = time.monotonic()
    answer, status = None, NO_ANSWER
    try:
        answer = act()
    except (OSError, HTTPException) as broken:
        words = type(broken).__name__
    else:
        status, words = answer.status, words_of(answer)
    is_wanted = status in wanted and not (answer and answer.is_sign_in)
    return answer, Sight(kind, status, words, time.monotonic() - begun, begun, is_wanted)


def words_of(answer: Answer) -> str:
    """Return the title of a page, or where the answer leads."""
    title = TITLE.search(answer.text)
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", title[1])).split()) if title else answer.where
