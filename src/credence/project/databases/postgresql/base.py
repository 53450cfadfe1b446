"""A connection to PostgreSQL that is looked at before each request, and given up where nothing comes back."""

import datetime as dt
import select
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, ClassVar

import psycopg
from django.conf import settings
from django.db import NotSupportedError
from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.backends.postgresql.psycopg_any import BaseTzLoader
from psycopg.adapt import AdaptersMap

INTERVAL = 0.1
"""Seconds after which a connection that waits looks up, as psycopg does by itself."""


class Impatient(psycopg.Connection[Any]):
    """A connection that is closed where the server has said nothing for `patience` seconds; nothing: it waits for ever.

    `statement_timeout` is kept by the server, and so not by one that stands still or is behind a cut cable.
    """

    patience: ClassVar[float | None] = None

    def wait(self, gen: Any, interval: float = INTERVAL, timeout: float | None = None) -> Any:
        """Wait for what the server says; raises OperationalError where it says nothing."""
        try:
            return super().wait(gen, interval, timeout or self.patience)
        except psycopg.errors._WaitTimeout as silence:  # noqa: SLF001 - psycopg's own word for it
            self.close()
            raise psycopg.OperationalError("the server says nothing") from silence


class Moments(BaseTzLoader):
    """Reads moments as the server writes them in UTC; what Python has no moment for is left to Django's."""

    timezone = dt.UTC

    def load(self, data: Any) -> dt.datetime:
        """Return a moment in UTC."""
        try:
            return dt.datetime.fromisoformat(str(data, "ascii"))
        except ValueError:
            return super().load(data)  # type: ignore[no-any-return]


class Numbered(base.CursorMixin, psycopg.RawCursor[Any]):
    """A cursor whose SQL has its places numbered, and whose values the server puts in."""


class Operations(DatabaseOperations):
    """Django's, which also tells what was asked where the server put the values in."""

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> Any:
        """Return what was asked last: with its values, or with the places for them."""
        return super().last_executed_query(cursor, sql, params) or sql


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes a line on which nothing waits to be read for whole: a server that ends one says so before it goes.

    Django asks the server each time, which costs as much as a query. Where it went without a word, the question would
    wait as long as what is asked next.
    """

    ops_class = Operations
    Database = SimpleNamespace(**{**vars(psycopg), "connect": Impatient.connect})  # type: ignore[assignment] # read as the module

    def get_connection_params(self) -> dict[str, Any]:
        """Return Django's, with moments read faster: a page reads some fifty of them."""
        found: dict[str, Any] = super().get_connection_params()
        if self.timezone is dt.UTC:
            found["context"] = AdaptersMap(found["context"].adapters)
            found["context"].register_loader("timestamptz", Moments)
        return found

    def is_usable(self) -> bool:
        """Return whether the next query will find the server; it is asked once a request."""
        if self.connection is None or self.connection.closed:
            return False
        return super().is_usable() if _is_readable(self.connection.fileno()) else True

    def prepared(self, sql: str, values: list[Any]) -> list[Any]:
        """Return the rows of a query that the server reads and plans once, and for which it then takes values only.

        A statement that reads a column of another type since, as after an upgrade beside old code, is refused by the
        server: then this connection prepares nothing more, and asks again where no transaction was lost with it.
        Nothing is prepared through PgBouncer, which lends another connection for each transaction.
        """
        if settings.ENV.pgbouncer:
            return self._rows(sql, values)
        self.ensure_connection()
        with self._bound_by_the_server():
            try:
                return self._rows(_numbered(sql, len(values)), values)
            except NotSupportedError:
                self.connection.prepare_threshold = None
                if self.in_atomic_block:
                    raise
                return self._rows(_numbered(sql, len(values)), values)

    def _rows(self, sql: str, values: list[Any]) -> list[Any]:
        with self.cursor() as cursor:
            cursor.execute(sql, values)
            found: list[Any] = cursor.fetchall()
        return found

    @contextmanager
    def _bound_by_the_server(self) -> Iterator[None]:
        line = self.connection
        former, line.cursor_factory = line.cursor_factory, Numbered
        try:
            yield
        finally:
            line.cursor_factory = former


@lru_cache(maxsize=200)
def _numbered(sql: str, count: int) -> str:
    """Return SQL with its places as the server writes them: so that psycopg need not read it each time."""
    return sql % tuple(f"${place}" for place in range(1, count + 1))


def _is_readable(descriptor: int) -> bool:
    line = select.poll()
    line.register(descriptor, select.POLLIN)
    return bool(line.poll(0))
