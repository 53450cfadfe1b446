"""`python -m bench.inside ROW PLAN`: visits within this process, counted and timed by part. Needs Django."""

import cProfile
import io
import json
import pstats
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.db import connection

from bench.rows import ROWS
from bench.visits import VISITS, Answer, Item
from credence.project.wsgi import application

WARM, TRIES = 6, 20
OWN = "src/credence/"
PARTS = {
    "session and user": (("accounts/gateway/sessions.py", "load"), ("contrib/auth/__init__.py", "get_user")),
    "queries": (("db/models/sql/compiler.py", "execute_sql"),),
    "of these, the driver": (("db/backends/utils.py", "execute"),),
    "template": (("template/backends/jinja2.py", "render"),),
    "view": (("core/handlers/base.py", "_get_response"),),
}
"""A part is the time within these functions and all that they call, so that parts overlap."""


def ask(raw: bytes) -> Answer:
    """Answer a request as the server would."""
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, address, _ = first.split(" ")
    path, _, query = address.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote(path),
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
    }
    for line in lines:
        name, _, value = line.partition(": ")
        key = name.upper().replace("-", "_")
        environ[key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"] = value
    return _answered(environ)


def _answered(environ: dict[str, Any]) -> Answer:
    begun: list[Any] = []
    parts = application(environ, lambda status, headers, *_: begun.extend((status, headers)))
    try:
        content = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    status, headers = begun
    told = "\r\n".join(f"{name}: {value}" for name, value in headers)
    return Answer(int(status[:3]), told.encode(), content, len(content))


def visit(kind: str, item: Item) -> None:
    """Let one visitor do all they came for."""
    going = VISITS[kind](item)
    raw = next(going)
    while True:
        try:
            raw = going.send(ask(raw))
        except StopIteration:
            return


@contextmanager
def asked() -> Iterator[list[str]]:
    """Note each query, with who asked it."""
    seen: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's interface
        own = [frame for frame in traceback.extract_stack() if OWN in frame.filename]
        where = f"{own[-1].filename.split(OWN)[1]}:{own[-1].lineno} {own[-1].name}" if own else "-"
        seen.append(f"{' '.join(sql.split())[:88]:90}{where}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


def cpu_ms(kind: str, items: list[Item]) -> float:
    """Return the milliseconds of processor time that a visit takes in this process."""
    used = time.process_time()
    for item in items:
        visit(kind, item)
    return (time.process_time() - used) * 1000 / len(items)


def parts_of(kind: str, items: list[Item], whole_ms: float) -> list[str]:
    """Return the time of each part, as shares of what a visit takes without a profiler."""
    profiler = cProfile.Profile(time.process_time)
    profiler.enable()
    for item in items:
        visit(kind, item)
    profiler.disable()
    told: dict[Any, Any] = pstats.Stats(profiler).stats  # type: ignore[attr-defined]
    total = sum(figures[2] for figures in told.values())
    return [f"{name:24}{whole_ms * _within(told, places) / total:8.2f} ms" for name, places in PARTS.items()]


def _within(told: dict[Any, Any], places: tuple[tuple[str, str], ...]) -> float:
    found = (
        figures[3]
        for (file, _, name), figures in told.items()
        if any(file.endswith(ending) and name == function for ending, function in places)
    )
    return sum(found)


def main() -> None:
    """Warm up, count and time, and print."""
    row = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))[sys.argv[1]]
    kind, items = row["visit"], iter(row["items"] if row.get("once") else row["items"] * (WARM + 2 * TRIES + 1))
    for _ in range(WARM):
        visit(kind, next(items))
    with asked() as seen:
        visit(kind, next(items))
    whole_ms = cpu_ms(kind, [next(items) for _ in range(TRIES)])
    parts = parts_of(kind, [next(items) for _ in range(TRIES)], whole_ms)
    told = [f"{ROWS[sys.argv[1]].does}: {len(seen)} queries, {whole_ms:.2f} ms of CPU", *parts, *seen]
    sys.stdout.write("\n".join(told) + "\n")


if __name__ == "__main__":
    main()
