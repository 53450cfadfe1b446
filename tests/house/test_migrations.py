"""A migration that writes rows alters no table afterwards: PostgreSQL refuses while references wait to be looked at."""

from django.db.migrations import Migration, RunPython
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from credence.kit.append_only import RefuseChange

# Released before this was a rule; tests/upgrade shows that each of them runs with rows in its tables.
RELEASED = {("catalog", "0009_twins"), ("credit", "0006_once"), ("contenttypes", "0002_remove_content_type_name")}


def after_rows(migration: Migration) -> list[Operation]:
    """Return what a migration does to tables after it wrote rows, in the same transaction."""
    kinds = [type(each) for each in migration.operations]
    if RunPython not in kinds or not migration.atomic:
        return []
    later = migration.operations[kinds.index(RunPython) + 1 :]
    return [each for each in later if not isinstance(each, RunPython | RefuseChange)]


def test_no_migration_alters_a_table_after_it_wrote_rows() -> None:
    migrations = MigrationLoader(None).disk_migrations
    assert {key for key, each in migrations.items() if after_rows(each)} == RELEASED
