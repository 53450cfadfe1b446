"""A connection to PostgreSQL that is looked at before each request, without asking the server."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes a line on which nothing waits to be read for whole: a server that ends one says so before it goes.

    Django asks the server each time, which costs as much as a query. Where it went without a word, the question would
    wait as long as what is asked next.
    """

    def is_usable(self) -> bool:
        """Return whether the next query will find the server; it is asked once a request."""
        if self.connection is None or self.connection.closed:
            return False
        return super().is_usable() if _is_readable(self.connection.fileno()) else True


def _is_readable(descriptor: int) -> bool:
    line = select.poll()
    line.register(descriptor, select.POLLIN)
    return bool(line.poll(0))
