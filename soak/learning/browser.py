"""A learner's browser: it keeps cookies, asks again what was not answered, and notes what it was answered with."""

import hashlib
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from credence.kit.exchange import Limits, Unanswered, Unsent, exchange

LIMITS = Limits(connect=10, write=30, read=60)
LONGEST = 120.0
"""Seconds in which a request is answered at last, whoever was killed meanwhile."""

PAUSE = 0.1
FOUND = 302
LATE = 12
"""So many of the last forms sent are kept to be sent once more later."""


class Unreachable(Exception):
    """Nobody answered for so long that the learner gives up."""


@dataclass(slots=True)
class Tally:
    """What all browsers of a run saw, and every write that was acknowledged to them."""

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    got: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    journal: list[tuple[str, ...]] = field(default_factory=list)
    owned: list[str] = field(default_factory=list)
    pages: list[tuple[str, str]] = field(default_factory=list)
    lost: int = 0
    doubled: int = 0
    late: int = 0
    tricks: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def changed(self) -> Iterator["Tally"]:
        """Let one thread at a time change it."""
        with self._lock:
            yield self


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `was_lost`: an earlier try of it was not answered, so that it may have counted already."""

    status: int
    location: str
    kind: str
    content: bytes
    cookies: dict[str, str]
    was_lost: bool

    @property
    def text(self) -> str:
        """The page."""
        return self.content.decode()


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was sent, to be sent again."""

    path: str
    data: dict[str, str]


class Browser:
    """One person's browser, at an address of the internet of its own."""

    def __init__(self, base: str, name: str, tally: Tally, dice: random.Random) -> None:
        self.base, self.tally, self.dice = base, tally, dice
        digest = hashlib.sha256(name.encode()).digest()
        self.address = f"10.{digest[0]}.{digest[1]}.{digest[2]}"
        self.cookies: dict[str, str] = {}
        self.sent: list[Sent] = []

    def get(self, path: str) -> Answer:
        """Open a page; where it leads on is not followed."""
        return self._kept(self._ask("GET", path, {}, self.cookies))

    def post(self, path: str, data: dict[str, str], *, twice: float = 0.0) -> Answer:
        """Send a form; at the chance `twice` two or three of it at once, of which one that leads on counts first."""
        data = {**data, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
        self.sent = [*self.sent, Sent(path, data)][-LATE:]
        if self.dice.random() >= twice:
            return self._kept(self._ask("POST", path, data, self.cookies))
        return self._kept(self._at_once(path, data, self.dice.choice((2, 3))))

    def send_late(self) -> None:
        """Send an old form once more, as a phone does that comes out of a tunnel. Its answer is not looked at."""
        if not self.sent:
            return
        old = self.dice.choice(self.sent)
        data = {**old.data, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
        self._ask("POST", old.path, data, self.cookies)
        with self.tally.changed() as tally:
            tally.late += 1

    def _at_once(self, path: str, data: dict[str, str], count: int) -> Answer:
        answers: list[Answer] = []

        def one(cookies: dict[str, str]) -> None:
            answers.append(self._ask("POST", path, data, cookies))

        threads = [threading.Thread(target=one, args=(dict(self.cookies),)) for _ in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with self.tally.changed() as tally:
            tally.doubled += 1
        if not answers:
            raise Unreachable(path)
        return min(answers, key=lambda answer: (answer.status != FOUND, answer.status))

    def _kept(self, answer: Answer) -> Answer:
        self.cookies.update(answer.cookies)
        return answer

    def _ask(self, method: str, path: str, data: dict[str, str], cookies: dict[str, str]) -> Answer:
        until, was_lost = time.monotonic() + LONGEST, False
        while time.monotonic() < until:
            begun = time.monotonic()
            try:
                return self._once(method, path, data, cookies, was_lost=was_lost)
            except (Unsent, Unanswered):
                was_lost = True
                with self.tally.changed() as tally:
                    tally.lost += 1
                time.sleep(max(0.0, PAUSE - (time.monotonic() - begun)))
        raise Unreachable(path)

    def _once(self, method: str, path: str, data: dict[str, str], cookies: dict[str, str], *, was_lost: bool) -> Answer:
        headers = {"X-Forwarded-For": self.address, "Cookie": "; ".join(f"{name}={cookies[name]}" for name in cookies)}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.monotonic()
        response = exchange(method, f"{self.base}{path}", limits=LIMITS, headers=headers, body=urlencode(data).encode())
        self._note(method, path, response.status, time.monotonic() - begun)
        jar = SimpleCookie()
        for line in response.headers.get_all("Set-Cookie", []):
            jar.load(line)
        return Answer(
            status=response.status,
            location=_path(response.header("Location")),
            kind=response.header("Content-Type"),
            content=response.content,
            cookies={name: cookie.value for name, cookie in jar.items()},
            was_lost=was_lost,
        )

    def _note(self, method: str, path: str, status: int, seconds: float) -> None:
        with self.tally.changed() as tally:
            tally.seconds.append(seconds)
            if status >= 500:
                tally.failures.append(f"{method} {path} was answered with {status}")


def _path(location: str) -> str:
    return urlsplit(location).path
