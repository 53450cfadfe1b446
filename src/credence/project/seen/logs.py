"""The log: kept short, as lines or as JSON, each with the number of the request that it belongs to."""

import datetime as dt
import json
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

HEADER = "X-Request-ID"
LONGEST = 64
NONE = "-"
_number: ContextVar[str] = ContextVar("request", default=NONE)


class OneLine(logging.Filter):
    """Leaves the way out by which a record came: what anybody can cause as often as they like is one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record pass without it."""
        record.exc_info, record.exc_text = None, None
        return True


class Numbered(logging.Filter):
    """Tells each record the number of its request, `-` outside of one."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record pass with it."""
        record.request_id = _number.get()
        return True


class Line(logging.Formatter):
    """One line an event, its time in UTC and told so."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {request_id} {name}: {message}", style="{")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802 - logging
        """Return the moment to the millisecond, with its zone."""
        return moment_of(record)


class Json(logging.Formatter):
    """One JSON object an event, on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the event; what led to it, if it is told, stands under `trace`."""
        said = {
            "at": moment_of(record),
            "level": record.levelname,
            "request": getattr(record, "request_id", NONE),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def moment_of(record: logging.LogRecord) -> str:
    """Return when an event was, as RFC 3339 writes it: UTC, to the millisecond."""
    return dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@contextmanager
def numbered(environ: dict[str, Any]) -> Iterator[str]:
    """Give a request its number, which log lines bear until it is over, and no longer; it is the answer's `HEADER`.

    A server in front may give the number; one with other signs than letters, digits and `-_.` is not taken.
    """
    number = _given(environ.get("HTTP_X_REQUEST_ID", "")) or uuid.uuid4().hex
    before = _number.set(number)
    try:
        yield number
    finally:
        _number.reset(before)


def _given(number: str) -> str:
    plain = number.replace("-", "").replace("_", "").replace(".", "")
    return number if plain.isascii() and plain.isalnum() and len(number) <= LONGEST else ""
