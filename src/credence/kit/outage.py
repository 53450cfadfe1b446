"""Whether an error of the database says that it is away for now, and not that we asked for something wrong."""

import sqlite3

from django.db import InterfaceError, OperationalError

IN_SQLITE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
IN_POSTGRESQL = ("08", "25P0", "40", "53", "55P03", "57", "58")
"""How codes begin that pass: no connection, an idle transaction ended, a deadlock, no room, a lock, stopped, no disk.

https://www.postgresql.org/docs/current/errcodes-appendix.html
"""


def is_away(error: BaseException | None) -> bool:
    """Return whether the same request may well succeed in a moment, for the database does not answer now."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in IN_SQLITE
    state = getattr(cause, "sqlstate", None)
    return state is None or str(state).startswith(IN_POSTGRESQL)
