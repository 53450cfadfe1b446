"""Reading from a copy of the database that follows the first one, where the operator set one up.

Only what may be a little old is read there, and says as of when: never anything by which credit, money or a right is
decided.
"""

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import InterfaceError, OperationalError, connections, transaction

REPLICA = "replica"
"""Its name among the databases."""

AS_OF = "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_xact_replay_timestamp() ELSE now() END"
ONE_VIEW = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"

_here = threading.local()


class ReplicaAway(Exception):
    """The replica does not answer, or has not come as far as is needed: wait, and try again."""


class Routes:
    """Leads what a block of `read_from_replica` reads to the replica, and all else to the database itself."""

    def db_for_read(self, _model: object, **_hints: Any) -> str | None:
        """Return where a query reads that is not bound to write."""
        return REPLICA if getattr(_here, "is_reading", False) else None

    def allow_relation(self, _one: object, _other: object, **_hints: Any) -> bool:
        """Let rows of both stand beside each other: they are the same."""
        return True

    def allow_migrate(self, db: str, _app_label: str, **_hints: Any) -> bool | None:
        """Never change the replica: it follows."""
        return False if db == REPLICA else None


@contextmanager
def read_from_replica(since: dt.datetime) -> Iterator[dt.datetime | None]:
    """Read from the replica, as of one moment that is given; nothing where there is no replica: all is as ever.

    What is written in the block goes to the database itself.

    Args:
        since: what was there at this moment must be seen.

    Raises:
        ReplicaAway: the replica does not answer, broke off, or has not come as far as `since`.
    """
    if REPLICA not in connections:
        yield None
        return
    try:
        with transaction.atomic(using=REPLICA):
            as_of = _as_of(since)
            _here.is_reading = True
            yield as_of
    except (OperationalError, InterfaceError) as fault:
        raise ReplicaAway(str(fault)) from fault
    finally:
        _here.is_reading = False
        connections[REPLICA].close()


def _as_of(since: dt.datetime) -> dt.datetime:
    with connections[REPLICA].cursor() as cursor:
        cursor.execute(ONE_VIEW)
        cursor.execute(AS_OF)
        as_of: dt.datetime | None = cursor.fetchone()[0]
    if as_of is None or as_of < since:
        raise ReplicaAway(f"it is as of {as_of}, and {since} is needed")
    return as_of
