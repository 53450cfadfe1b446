"""A backup opened: its seal tried, its parts read back."""

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

from credence.project.backups.contents import (
    Contents,
    Table,
    check_parts,
    file_of_rows,
    files_in,
    read_contents,
    read_lines,
    shelf_of,
)
from credence.project.backups.faults import BackupFault
from credence.project.backups.files import check_files
from credence.project.backups.rows import Tally
from credence.project.backups.sealing import unsealed


class Opened(NamedTuple):
    """A backup whose list of contents is the one that was sealed, with its settings and keys."""

    folder: Path
    contents: Contents
    sealed: dict[str, Any]


def open_backup(folder: Path, *, passphrase: str) -> Opened:
    """Return a backup, once its list of contents is shown to be the one that was sealed.

    Raises:
        BackupFault: it is not, or the seal does not open.
    """
    contents = read_contents(folder)
    sealed = unsealed(folder, passphrase=passphrase)
    if hashlib.sha256(contents.written()).hexdigest() != sealed["contents"]:
        raise BackupFault(
            f"The list of contents in {folder} is not the one that was sealed: it was altered. Take another."
        )
    return Opened(folder, contents, sealed)


def check_backup(folder: Path, *, passphrase: str) -> Opened:
    """Read a whole backup back, rows and list of files, and return it.

    Raises:
        BackupFault: a part is missing or altered, or the seal does not open.
    """
    opened = open_backup(folder, passphrase=passphrase)
    check_parts(folder, opened.contents)
    for label, table in opened.contents.tables.items():
        _check_rows(file_of_rows(folder, label), table)
    check_files(files_in(folder), shelf_of(folder))
    return opened


def _check_rows(path: Path, table: Table) -> None:
    tally = Tally.of(read_lines(path))
    if (tally.count, tally.digest) != (table.count, table.digest):
        raise BackupFault(
            f"The rows in {path} are not those that were read. Make it anew; if it happens again, check the disk."
        )
