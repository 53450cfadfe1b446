"""A restore: from a backup into an empty place, on either database."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.apps import apps
from django.apps.registry import Apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.graph import MigrationGraph
from django.db.models import Model

from credence.project.backups.contents import Contents, Table, file_of_rows, files_in, newest_in, read_lines, shelf_of
from credence.project.backups.faults import BackupFault
from credence.project.backups.files import Say, copy_in
from credence.project.backups.opening import Opened, check_backup
from credence.project.backups.rows import Tally, copied_models, insert, label_of, rows_of

MADE_BY_MIGRATING = frozenset({"contenttypes.contenttype", "auth.permission"})
"""Rows that are there before anybody uses a site; those of the backup take their place."""

Key = tuple[str, str]


def restore(place: Path, *, passphrase: str, say: Say) -> Opened:
    """Bring the backup at `place` (or the newest in it) back into the site of these settings, which is empty.

    Everything is looked at before anything is written. Files come first, then all rows in one transaction: a restore
    that was stopped leaves no row, and is begun anew by the same command.

    Raises:
        BackupFault: the backup is not whole or not of this site's key, or the place is not empty.
    """
    say("Reading the backup")
    opened = check_backup(newest_in(place), passphrase=passphrase)
    _check_key(opened.sealed)
    graph = MigrationExecutor(connection).loader.graph
    _check_release(opened.contents, graph)
    check_empty(opened.contents.migrations)
    copy_in(files_in(opened.folder), shelf_of(opened.folder), say)
    fill(opened.folder, opened.contents.tables, _last_of_each_app(opened.contents, graph), say)
    _bring_up_to_date(say)
    return opened


def _check_key(sealed: dict[str, Any]) -> None:
    if sealed["secret_key"] != settings.SECRET_KEY:
        raise BackupFault(
            "CREDENCE_SECRET_KEY is not the one of the backup, and letters and second factors are sealed with it. "
            "Write out the settings of the backup with `credence unseal`, and set the key from there."
        )


def _check_release(contents: Contents, graph: MigrationGraph) -> None:
    unknown = [name for name in contents.migrations if _key(name) not in graph.nodes]
    if unknown:
        raise BackupFault(
            f"The backup was made by Credence {contents.version}, whose database is newer than this release knows "
            f"({unknown[0]}). Restore with that release or a newer one."
        )


def _key(name: str) -> Key:
    app, _, migration = name.partition(".")
    return (app, migration)


def _last_of_each_app(contents: Contents, graph: MigrationGraph) -> list[Key]:
    """Return the migrations to which the database is brought: the applied ones that none of their app follows."""
    applied = {_key(name) for name in contents.migrations}
    return [key for key in sorted(applied) if not _followers(key, graph) & applied]


def _followers(key: Key, graph: MigrationGraph) -> set[Key]:
    return {child.key for child in graph.node_map[key].children if child.key[0] == key[0]}


def check_empty(migrations: Iterable[str]) -> None:
    """Raise `BackupFault` where rows of a site stand, or tables newer than a copy that had these migrations."""
    executor = MigrationExecutor(connection)
    newer = {".".join(key) for key in executor.loader.applied_migrations} - set(migrations)
    if newer:
        raise BackupFault(
            f"The database has been brought further than the copy ({min(newer)}). Give an empty database: rows come "
            "first, and are brought up to date then."
        )
    there = set(connection.introspection.table_names())
    for model in copied_models(apps):
        if label_of(model) in MADE_BY_MIGRATING or model._meta.db_table not in there:
            continue
        if model._base_manager.exists():
            raise BackupFault(
                f"There are rows in {model._meta.db_table} already, and two sites would be mixed. Give an empty "
                "database: facts are never deleted from one that is used."
            )


def fill(folder: Path, tables: Mapping[str, Table], leaves: list[Key], say: Say) -> None:
    """Make the tables as they were when rows were copied to a folder, and fill them, all or none.

    Raises:
        BackupFault: the rows, read back, are not those that were copied.
    """
    say("Making the tables")
    executor = MigrationExecutor(connection)
    executor.migrate(leaves)
    then: Apps = executor.loader.project_state(leaves).apps
    models = {label_of(model): model for model in copied_models(then, left_out=())}
    with transaction.atomic():
        for label in MADE_BY_MIGRATING:
            models[label]._base_manager.all().delete()
        for number, (label, table) in enumerate(tables.items(), start=1):
            _restore_table(models[label], table, file_of_rows(folder, label))
            say(f"Tables: {number} of {len(tables)} filled")
        _go_on_counting(list(models.values()))


def _restore_table(model: type[Model], table: Table, path: Path) -> None:
    insert(model, table.columns, read_lines(path))
    tally = Tally.of(rows_of(model, table.columns))
    if (tally.count, tally.digest) != (table.count, table.digest):
        raise BackupFault(
            f"The rows of {label_of(model)} read back differ from the copy: {tally.count:,} for {table.count:,}. "
            "Nothing was kept. Please report it, with the release and the two databases."
        )


def _go_on_counting(models: list[type[Model]]) -> None:
    """Let the next rows get keys that nobody has."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _bring_up_to_date(say: Say) -> None:
    say("Bringing the database up to this release, and making anew what is made from it")
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("rebuild_catalog", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
