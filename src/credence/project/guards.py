"""Whether the database keeps what the code relies on: triggers that refuse changes or mark them, and constraints.

A migration that is edited after its release leaves older databases without what was added to it, and nothing says so:
what is missing is found by comparing what migrations declare with the catalogs of the database.
"""

import logging
from collections.abc import Iterator

from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration

from credence.kit.append_only import AllowChange, RefuseChange
from credence.kit.stamped import StampChange
from credence.kit.written_along import WriteAlong
from credence.project.constraints import missing_of, tables

logger = logging.getLogger(__name__)

Trigger = RefuseChange | StampChange | WriteAlong
HARMS: dict[type[Trigger], str] = {
    RefuseChange: "rows of facts can be lost",
    StampChange: "pages may show what is over",
    WriteAlong: "lists may lack what is new",
}
IN_SQLITE = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
IN_POSTGRESQL = """
SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND pg_table_is_visible(c.oid)
"""


def unapplied() -> list[str]:
    """Return the names of the migrations that the database has not seen."""
    executor = MigrationExecutor(connection)
    return [str(each) for each, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def faults() -> list[str]:
    """Return a sentence for each trigger and constraint that is missing, once all migrations are applied."""
    return [*map(_said, missing_triggers()), *_missing_constraints()]


def _said(trigger: Trigger) -> str:
    return f"The trigger {trigger.trigger} is missing, so {HARMS[type(trigger)]}: run `credence restore-triggers`."


def refuse_an_unguarded_start() -> None:
    """Do nothing where the database is as the code says, or away: then the site starts, and waits for it.

    Raises:
        CommandError: migrations are not applied, or triggers or constraints are missing; each is named.
    """
    try:
        found = _not_applied(unapplied()) or faults()
    except OperationalError:
        logger.warning("The database does not answer: the site starts without it, and pages are back once it is.")
        return
    finally:
        connection.close()
    if found:
        raise CommandError("\n".join(found))


def _not_applied(waiting: list[str]) -> list[str]:
    return (
        [f"{len(waiting)} migrations are not applied, {waiting[0]} first: run `credence prepare`."] if waiting else []
    )


def missing_triggers() -> list[Trigger]:
    """Return the triggers that migrations set up and the database does not have, or has switched off."""
    with connection.cursor() as cursor:
        cursor.execute(IN_SQLITE if connection.vendor == "sqlite" else IN_POSTGRESQL)
        there = {name for (name,) in cursor.fetchall()}
    return [each for name, each in sorted(_declared_triggers().items()) if name not in there]


def restore(triggers: list[Trigger]) -> None:
    """Set triggers up again, all or none."""
    with connection.schema_editor(atomic=True) as editor:
        for each in triggers:
            each.database_forwards("", editor, None, None)


def _declared_triggers() -> dict[str, Trigger]:
    """Return each trigger that stands once all migrations have run in their order, by its name."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    there = {each.db_table for each in tables()}
    standing: dict[str, Trigger] = {}
    for migration, _ in plan:
        _follow(migration, standing)
    return {name: each for name, each in standing.items() if each.table in there}


def _follow(migration: Migration, standing: dict[str, Trigger]) -> None:
    for step in migration.operations:
        if isinstance(step, Trigger):
            standing[step.trigger] = step
        elif isinstance(step, AllowChange):
            standing.pop(step.trigger, None)


def _missing_constraints() -> Iterator[str]:
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for table in tables():
            if table.db_table not in there:
                yield f"The table {table.db_table} is missing: restore it from a backup."
                continue
            for missing in missing_of(table, cursor):
                yield f"{missing} on {table.db_table} is missing: the database no longer keeps what it says."
