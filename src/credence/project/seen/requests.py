"""Requests, counted by each process in a file of its own; whoever is asked adds them up."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from prometheus_client import Counter, Histogram

from credence.kit.once import once
from credence.project.proxies import WSGI

PLACES = frozenset({
    "account",
    "backoffice",
    "certificates",
    "courses",
    "fragments",
    "media",
    "my-courses",
    "orders",
    "register",
    "sign-in",
    "static",
    "transcript",
    "verify",
})  # fmt: skip
"""The first part of addresses that are told apart; there must be few, for each is a row of figures."""

METHODS = frozenset({"GET", "HEAD", "POST"})
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Seconds in which an answer began."""


def place_of(path: str) -> str:
    """Return the first part of an address if it is one of `PLACES`, `home`, or `other`."""
    first = path.split("/", 2)[1] if path.startswith("/") else path
    return first if first in PLACES else "other" if first else "home"


class Counts:
    """What this process counts of requests, in a file of its own in `folder`, which is made here."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._answered = Counter("credence_requests", "Requests that were answered.", ["place", "method", "status"])
        told = "Seconds until an answer began."
        self.seconds = Histogram("credence_request_seconds", told, ["place"], buckets=BUCKETS)
        self.failed = Counter("credence_requests_broken", "Requests that ended without an answer.", ["place"])

    def note(self, environ: dict[str, Any], status: str) -> None:
        """Count a request as answered; of `status` the first digit counts."""
        method = environ["REQUEST_METHOD"] if environ["REQUEST_METHOD"] in METHODS else "other"
        self._answered.labels(place_of(environ.get("PATH_INFO", "")), method, f"{status[:1]}xx").inc()


@once
def counts_in(folder: Path) -> Counts:
    """Return what this process counts in `folder`."""
    return Counts(folder)


def measured(application: WSGI, counts: Counts) -> WSGI:
    """Return `application` with its requests counted, and the seconds until each answer began, by place and status."""

    def answer(environ: dict[str, Any], respond: Callable[..., Any]) -> Iterable[bytes]:
        place, begun = place_of(environ.get("PATH_INFO", "")), time.perf_counter()

        def told(status: str, *rest: Any) -> Any:
            counts.note(environ, status)
            counts.seconds.labels(place).observe(time.perf_counter() - begun)
            return respond(status, *rest)

        try:
            return application(environ, told)
        except Exception:
            counts.failed.labels(place).inc()
            raise

    return answer
