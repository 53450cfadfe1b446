"""What is taken off the tables while many rows are written, and put back at the end: as a restore does it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from bench.dialect import is_postgres

ROOM = ("work_mem = '512MB'", "maintenance_work_mem = '1GB'", "synchronous_commit = off")
KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s) ORDER BY 1, 2
"""
INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid::regclass::text = ANY(%s) AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
ORDER BY 1
"""


@contextmanager
def unburdened(cursor: Any, tables: list[str]) -> Iterator[None]:
    """Let rows be written without foreign keys and indexes, which are made of the whole tables afterwards.

    A foreign key is then checked by one comparison of two tables instead of once a row. On SQLite nothing changes.
    """
    if not is_postgres():
        yield
        return
    for setting in ROOM:
        cursor.execute(f"SET {setting}")
    back = [*_taken(cursor, INDEXES, tables, _index), *_taken(cursor, KEYS, tables, _key)]
    try:
        yield
    finally:
        for number, (name, sql) in enumerate(back, start=1):
            timed(f"index or key {number} of {len(back)}: {name}", cursor, sql)


def _taken(cursor: Any, asked: str, tables: list[str], said: Any) -> list[tuple[str, str]]:
    cursor.execute(asked, [tables])
    found = [said(*row) for row in cursor.fetchall()]
    for _, away, _ in found:
        cursor.execute(away)
    return [(name, back) for name, _, back in found]


def _index(name: str, made: str) -> tuple[str, str, str]:
    return name, f"DROP INDEX {name}", made


def _key(table: str, name: str, made: str) -> tuple[str, str, str]:
    return name, f"ALTER TABLE {table} DROP CONSTRAINT {name}", f"ALTER TABLE {table} ADD CONSTRAINT {name} {made}"


def timed(name: str, cursor: Any, sql: str) -> None:
    """Say what begins, do it, and say how many rows it was and how long it took."""
    begun = perf_counter()
    sys.stderr.write(f"{name:78.78}")
    sys.stderr.flush()
    cursor.execute(sql)
    rows = f"{cursor.rowcount:,} rows" if cursor.rowcount > 0 else ""
    sys.stderr.write(f"{rows:>18}{perf_counter() - begun:>8.1f} s\n")
