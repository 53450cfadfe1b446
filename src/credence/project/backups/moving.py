"""A move from one database to another: every row, compared on both sides."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from pydantic import BaseModel

from credence.project.backups.contents import Table
from credence.project.backups.faults import BackupFault
from credence.project.backups.files import Say
from credence.project.backups.making import migrations_here, write_tables
from credence.project.backups.restoring import check_empty, fill
from credence.project.backups.rows import LEFT_OUT, Tally, copied_models, label_of, one_moment, rows_of

LEFT_BEHIND = frozenset(LEFT_OUT) - {"accounts.session"}
"""What no copy has; but a database is moved by its own people, and everybody stays signed in."""

LIST = "moved.json"
SOMEBODY_WROTE = (
    "Somebody wrote to {label} while the rows were copied. Stop the web server and the worker, empty the new database, "
    "and move again. The site of before is whole."
)


class Moved(BaseModel):
    """What was copied: the migrations that the database had, as `app.name`, and its tables by model."""

    migrations: tuple[str, ...]
    tables: dict[str, Table]


def move_to(address: str, say: Say) -> Moved:
    """Copy every row of this site's database to the empty one at `address`, and compare both; return what is there.

    `address` is as CREDENCE_DATABASE_URL has it, empty for SQLite. The database of before is read only.

    Raises:
        BackupFault: the new one is not empty or cannot be reached, rows differ, or somebody wrote meanwhile.
    """
    with tempfile.TemporaryDirectory(dir=settings.VAR, prefix="moving-") as name:
        folder = Path(name)
        moved = _copy_out(folder, say)
        (folder / LIST).write_text(moved.model_dump_json(), encoding="utf-8")
        _fill_there(address, folder)
    say("Comparing with what is here now")
    _check_still(moved.tables)
    return moved


def _copy_out(folder: Path, say: Say) -> Moved:
    (folder / "rows").mkdir()
    with one_moment():
        models = copied_models(apps, left_out=LEFT_BEHIND)
        return Moved(migrations=migrations_here(), tables=write_tables(folder, models, say))


def _fill_there(address: str, folder: Path) -> None:
    """Have a process of its own fill the new database: a migration writes to the database of its process."""
    command = [sys.executable, "-m", "credence", "move-database", "--fill-from", str(folder)]
    done = subprocess.run(command, env={**os.environ, "CREDENCE_DATABASE_URL": address}, check=False)  # noqa: S603 - ourselves
    if done.returncode != 0:
        raise BackupFault("The new database was not filled, as said above. The site of before is whole.")


def fill_from(folder: Path, say: Say) -> None:
    """Fill this process's database, which is empty, with what lies in a folder.

    Raises:
        BackupFault: it is not empty, or its rows, read back, differ.
    """
    moved = Moved.model_validate_json((folder / LIST).read_bytes())
    check_empty(moved.migrations)
    fill(folder, moved.tables, MigrationExecutor(connection).loader.graph.leaf_nodes(), say)
    call_command("createcachetable", verbosity=0)
    call_command("rebuild_catalog", verbosity=0)


def _check_still(tables: Mapping[str, Table]) -> None:
    """Raise `BackupFault` if a row here is another than the one that was copied."""
    with one_moment():
        for model in copied_models(apps, left_out=LEFT_BEHIND):
            table = tables[label_of(model)]
            tally = Tally.of(rows_of(model, table.columns))
            if (tally.count, tally.digest) != (table.count, table.digest):
                raise BackupFault(SOMEBODY_WROTE.format(label=label_of(model)))
