"""A backup: everything as it was at one moment, while the site goes on."""

import datetime as dt
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

from credence import __version__
from credence.project.backups.contents import (
    FILES,
    LIST,
    SEALED,
    Contents,
    Files,
    KeptFile,
    Table,
    file_of_rows,
    files_in,
    shelf_of,
    write_lines,
)
from credence.project.backups.faults import BackupFault
from credence.project.backups.files import Say, copy_out, named_files
from credence.project.backups.keys import settings_and_keys
from credence.project.backups.opening import check_backup
from credence.project.backups.rows import Tally, columns_of, copied_models, label_of, one_moment, rows_of
from credence.project.backups.sealing import check_passphrase, seal

UNFINISHED = ".unfinished"


def make_backup(place: Path, *, passphrase: str, now: dt.datetime, say: Say) -> Path:
    """Copy the whole site into a new folder of `place`, check what was written, and return that folder.

    Rows are read as of one moment, then the files that they name: files never change and are shared by all backups of
    the place. A backup that was stopped is left under a name that no restore takes, and the next one removes it.

    Raises:
        BackupFault: it cannot be made, or what was written is not what was read.
    """
    check_passphrase(passphrase)
    place.mkdir(parents=True, exist_ok=True)
    with _alone(place):
        _remove_unfinished(place)
        folder = place / f"{now:%Y-%m-%dT%H-%M-%SZ}"
        draft = folder.with_name(folder.name + UNFINISHED)
        file_of_rows(draft, "").parent.mkdir(parents=True)
        shelf_of(draft).mkdir(exist_ok=True)
        _write(draft, passphrase=passphrase, now=now, say=say)
        say("Reading back what was written")
        check_backup(draft, passphrase=passphrase)
        draft.rename(folder)
        _settle(place)
    return folder


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    with (place / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise BackupFault(f"Another backup to {place} is under way. Wait until it is finished.") from fault
        yield


def _remove_unfinished(place: Path) -> None:
    for draft in place.glob(f"*{UNFINISHED}"):
        shutil.rmtree(draft)


def _settle(place: Path) -> None:
    """Have the disk keep the name of what was finished."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(draft: Path, *, passphrase: str, now: dt.datetime, say: Say) -> None:
    with one_moment():
        migrations = migrations_here()
        tables = write_tables(draft, copied_models(apps), say)
        files = _write_list_of_files(draft)
    copy_out(files_in(draft), shelf_of(draft), say)
    contents = Contents(
        made_at=now.isoformat(),
        version=__version__,
        database=connection.vendor,
        migrations=migrations,
        tables=tables,
        files=files,
    )
    _write_for_good(draft / LIST, contents.written())
    document = {**settings_and_keys(), "contents": hashlib.sha256(contents.written()).hexdigest()}
    _write_for_good(draft / SEALED, seal(document, passphrase))


def migrations_here() -> tuple[str, ...]:
    """Return what the database was brought to.

    Raises:
        BackupFault: it stands between two releases, and a copy of it could not be read back.
    """
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise BackupFault("The database is older than this release of Credence. Run `credence migrate` first.")
    return tuple(sorted(".".join(key) for key in executor.loader.applied_migrations))


def write_tables(draft: Path, models: Sequence[type[Model]], say: Say) -> dict[str, Table]:
    """Write the rows of each model into a folder, and return what was written, by the model's label."""
    tables = {}
    for number, model in enumerate(models, start=1):
        tables[label_of(model)] = _write_table(draft, model)
        say(f"Tables: {number} of {len(models)} copied")
    return tables


def _write_table(draft: Path, model: type[Model]) -> Table:
    tally = Tally()
    names = tuple(columns_of(model))
    sha256 = write_lines(file_of_rows(draft, label_of(model)), _counted(rows_of(model, names), tally))
    return Table(columns=names, count=tally.count, digest=tally.digest, sha256=sha256)


def _counted(rows: Iterable[list[object]], tally: Tally) -> Iterator[list[object]]:
    for row in rows:
        tally.add(row)
        yield row


def _write_list_of_files(draft: Path) -> Files:
    seen = {"count": 0, "size": 0}

    def counted() -> Iterator[KeptFile]:
        for each in named_files():
            seen["count"] += 1
            seen["size"] += each.size
            yield each

    sha256 = write_lines(draft / FILES, counted())
    return Files(sha256=sha256, **seen)


def _write_for_good(path: Path, contents: bytes) -> None:
    with path.open("wb") as file:
        file.write(contents)
        file.flush()
        os.fsync(file.fileno())
