"""A database for one run: SQLite in the run's folder, or a new one on a PostgreSQL server, dropped at the end."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg


@contextmanager
def of_its_own(url: str, template: str = "") -> Iterator[str]:
    """Give the address of a database beside the one at `url`, which is not touched; nothing for SQLite.

    It is empty, or a copy of the database `template` to which nobody is connected.
    """
    if not url:
        yield ""
        return
    name = f"credence_soak_{secrets.token_hex(6)}"
    create(url, name, template)
    try:
        yield beside(url, name)
    finally:
        drop(url, name)


def create(url: str, name: str, template: str = "") -> None:
    """Make the database `name` on the server of the one at `url`: empty, or a copy of `template`."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))


def drop(url: str, name: str) -> None:
    """Remove the database `name` from the server of the one at `url`, if it is there, whoever is connected."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def beside(url: str, name: str) -> str:
    """Return the address of the database `name` on the server of the one at `url`."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
