"""A database for one run: SQLite in the run's folder, or a new one on a PostgreSQL server, dropped at the end."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg


@contextmanager
def of_its_own(url: str) -> Iterator[str]:
    """Give the address of an empty database beside the one at `url`, which is not touched; nothing for SQLite."""
    if not url:
        yield ""
        return
    name = f"credence_soak_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
