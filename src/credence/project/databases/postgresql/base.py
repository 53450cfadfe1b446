"""A connection to PostgreSQL that is looked at before each request, and given up where nothing comes back."""

import select
from types import SimpleNamespace
from typing import Any, ClassVar

import psycopg
from django.db.backends.postgresql import base

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


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes a line on which nothing waits to be read for whole: a server that ends one says so before it goes.

    Django asks the server each time, which costs as much as a query. Where it went without a word, the question would
    wait as long as what is asked next.
    """

    Database = SimpleNamespace(**{**vars(psycopg), "connect": Impatient.connect})  # type: ignore[assignment] # read as the module

    def is_usable(self) -> bool:
        """Return whether the next query will find the server; it is asked once a request."""
        if self.connection is None or self.connection.closed:
            return False
        return super().is_usable() if _is_readable(self.connection.fileno()) else True


def _is_readable(descriptor: int) -> bool:
    line = select.poll()
    line.register(descriptor, select.POLLIN)
    return bool(line.poll(0))
