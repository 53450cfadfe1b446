"""How the site is, for machines that watch it: each part by itself, within a second, and without a secret."""

import datetime as dt
import shutil
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from credence.kit.clock import now as present
from credence.outbox.queries import queue_at
from credence.project.models import SignOfLife

WORKER, BACKUP = "worker", "backup"
SILENT_AFTER = dt.timedelta(seconds=60)
LATE_AFTER = dt.timedelta(minutes=10)
LEAST_ROOM = 200 * 1024 * 1024
"""Bytes that must be free for databases, films and certificates to be written."""

PATIENCE = 0.7
"""Seconds after which a database that has not answered counts as away."""

Part = dict[str, Any]

_asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="health")


def show_life(*, now: dt.datetime, kind: str = WORKER) -> None:
    """Say that a process of some kind is at work, or has done its work."""
    SignOfLife.objects.update_or_create(kind=kind, defaults={"at": now})


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Say how web server, database, worker, mail and disk are: 503 where pages cannot be served, 200 elsewhere.

    With `?all` in the address the answer is 503 as soon as any part is not well, for whoever watches by status alone.
    """
    parts = {"web": {"status": "ok"}, **_of_database(present()), "disk": _disk()}
    is_down = "down" in (parts["database"]["status"], parts["disk"]["status"])
    is_well = all(part["status"] == "ok" for part in parts.values())
    said = "ok" if is_well else "down" if is_down else "degraded"
    is_bad = is_down or ("all" in request.GET and not is_well)
    return JsonResponse({"status": said, **parts}, status=503 if is_bad else 200)


def _of_database(now: dt.datetime) -> dict[str, Part]:
    """Ask the database; one that may keep us waiting is asked beside, by one thread, however many want to know."""
    try:
        if connection.vendor == "sqlite":
            return _asked(now)
        return _asking.submit(_asked_apart, now).result(PATIENCE)
    except (DatabaseError, TooLate):
        unknown = {"status": "unknown"}
        return {"database": {"status": "down"}, "worker": unknown, "mail": unknown}


def _asked_apart(now: dt.datetime) -> dict[str, Part]:
    try:
        return _asked(now)
    finally:
        connection.close()


def _asked(now: dt.datetime) -> dict[str, Part]:
    seen = SignOfLife.objects.filter(kind=WORKER).values_list("at", flat=True).first()
    return {"database": {"status": "ok"}, "worker": _worker(seen, now), "mail": _mail(now)}


def _worker(seen: dt.datetime | None, now: dt.datetime) -> Part:
    if seen is None:
        return {"status": "down", "seen_seconds_ago": None}
    is_there = abs(now - seen) < SILENT_AFTER
    return {"status": "ok" if is_there else "down", "seen_seconds_ago": round((now - seen).total_seconds())}


def _mail(now: dt.datetime) -> Part:
    queue = queue_at(now)
    is_well = queue.oldest < LATE_AFTER and not queue.set_aside
    return {
        "status": "ok" if is_well else "late" if queue.oldest >= LATE_AFTER else "set aside",
        "waiting": queue.waiting,
        "oldest_seconds": round(queue.oldest.total_seconds()),
        "set_aside": queue.set_aside,
        "refused": queue.refused,
    }


def _disk() -> Part:
    free = shutil.disk_usage(settings.VAR).free
    return {"status": "ok" if free >= LEAST_ROOM else "down", "free_megabytes": free // 1024**2}
