"""Processor time of a page: of this process and of the one in which PostgreSQL works for it.

It is right on a busy machine, where the time on a clock is not; on an idle one, with the data in memory, the two are near.
"""

from pathlib import Path
from time import process_time

from django.db import connection

from bench.dialect import is_postgres


def alone() -> None:
    """Let PostgreSQL do all in one process, whose time can be read."""
    if is_postgres():
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")


def cpu_ms() -> float:
    """Return the milliseconds of processor time so far; those of PostgreSQL where it runs on this machine."""
    return process_time() * 1000 + _database_ms()


def _database_ms() -> float:
    if not is_postgres():
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    told = Path(f"/proc/{pid}/schedstat")
    return int(told.read_text(encoding="ascii").split()[0]) / 1e6 if told.is_file() else 0.0
