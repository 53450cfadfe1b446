"""Whether the database still keeps what the code relies on: triggers that refuse, constraints, and all migrations.

A migration that was edited after its release leaves its older databases without what was added to it, and nobody is
told: what is missing is found by comparing what the code declares with the catalogs of the database.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.operations import DeleteModel
from django.db.models import Model

from credence.kit.append_only import AllowChange, RefuseChange

IN_SQLITE = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
IN_POSTGRESQL = """
SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND pg_table_is_visible(c.oid)
"""


def faults() -> list[str]:
    """Return a sentence for everything that the database lacks; nothing where all is as the code says."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return [f"The migration {each} is not applied: run `credence prepare`." for each, _ in waiting]
    return [*_missing_triggers(executor.loader.graph), *_missing_constraints()]


def declared_triggers(graph: MigrationGraph) -> set[tuple[str, str]]:
    """Return table and name of each trigger that stands once all migrations have run in their order."""
    standing: dict[str, RefuseChange] = {}
    for node in graph._generate_plan(graph.leaf_nodes(), at_end=True):
        for step in graph.nodes[node].operations:
            if isinstance(step, RefuseChange):
                standing[step.trigger] = step
            elif isinstance(step, AllowChange):
                standing.pop(step.trigger, None)
            elif isinstance(step, DeleteModel):
                table = f"{node[0]}_{step.name.lower()}"
                standing = {name: each for name, each in standing.items() if each.table != table}
    return {(each.table, name) for name, each in standing.items()}


def _missing_triggers(graph: MigrationGraph) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(IN_SQLITE if connection.vendor == "sqlite" else IN_POSTGRESQL)
        there = {(table, name) for table, name in cursor.fetchall()}
    for table, name in sorted(declared_triggers(graph) - there):
        yield f"The trigger {name} on {table} is missing, so rows of facts can be lost: run `credence restore-triggers`."


def _missing_constraints() -> Iterator[str]:
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in apps.get_models():
            table = model._meta.db_table
            if model._meta.managed and not model._meta.proxy and table in tables:
                there = set(connection.introspection.get_constraints(cursor, table))
                for name in sorted(_declared(model) - there):
                    yield f"{name} on {table} is missing: the database no longer forbids what it says."


def _declared(model: type[Model]) -> set[str]:
    """Return the names of a model's constraints and indexes."""
    return {each.name for each in (*model._meta.constraints, *model._meta.indexes)}
