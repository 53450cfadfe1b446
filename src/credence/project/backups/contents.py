"""What a backup holds, and where in its folder it lies."""

import gzip
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from credence.project.backups.faults import BackupFault

LIST, SEALED, FILES = "contents.json", "settings.sealed", "files.jsonl.gz"
A_MEGABYTE = 1_048_576


class Table(BaseModel):
    """The rows of one model: their columns, how many, the sum of their hashes, and the hash of their file."""

    model_config = ConfigDict(frozen=True)
    columns: tuple[str, ...]
    count: int
    digest: str
    sha256: str


class Files(BaseModel):
    """The files of courses: how many, their bytes, and the hash of the list of them."""

    model_config = ConfigDict(frozen=True)
    count: int
    size: int
    sha256: str


class Contents(BaseModel):
    """The list of a backup's contents. `migrations` are those that the database had, as `app.name`."""

    model_config = ConfigDict(frozen=True)
    format: Literal[1] = 1
    made_at: str
    version: str
    database: str
    migrations: tuple[str, ...]
    tables: dict[str, Table]
    files: Files

    def written(self) -> bytes:
        """Return the list as the bytes that are stored, and whose hash is sealed."""
        return self.model_dump_json(indent=1).encode()


class KeptFile(NamedTuple):
    """A file of a course: its name in the store, its hash, its bytes and its kind."""

    name: str
    sha256: str
    size: int
    content_type: str


def file_of_rows(folder: Path, label: str) -> Path:
    """Return where the rows of a model lie."""
    return folder / "rows" / f"{label}.jsonl.gz"


def shelf_of(folder: Path) -> Path:
    """Return where files of courses lie: beside the backups, which share them, for they never change."""
    return folder.parent / "media"


def write_lines(path: Path, lines: Iterable[list[Any] | tuple[Any, ...]]) -> str:
    """Write one line of JSON for each, pressed, to the disk itself; return the hash of the file."""
    with path.open("wb") as file:
        with gzip.GzipFile(fileobj=file, mode="wb", filename="", mtime=0, compresslevel=6) as pressed:
            for line in lines:
                pressed.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return sha256_of(path)


def read_lines(path: Path) -> Iterator[list[Any]]:
    """Give each line that `write_lines` wrote."""
    with gzip.open(path, "rb") as pressed:
        for line in pressed:
            yield json.loads(line)


def sha256_of(path: Path) -> str:
    """Return the hash of a file, read piece by piece."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(A_MEGABYTE):
            found.update(piece)
    return found.hexdigest()


def read_contents(folder: Path) -> Contents:
    """Return the list of a backup's contents.

    Raises:
        BackupFault: it cannot be read, or a newer Credence wrote it.
    """
    try:
        return Contents.model_validate_json((folder / LIST).read_bytes())
    except (OSError, ValidationError) as fault:
        raise BackupFault(
            f"{folder / LIST} cannot be read as the contents of a backup. It was altered, or a newer release of "
            "Credence wrote it: restore with that release, or take an older backup."
        ) from fault


def check_parts(folder: Path, contents: Contents) -> None:
    """Raise `BackupFault` for the first part of a backup that is missing or not what was written."""
    parts = {file_of_rows(folder, label): table.sha256 for label, table in contents.tables.items()}
    for path, sha256 in {**parts, folder / FILES: contents.files.sha256}.items():
        if not path.is_file() or sha256_of(path) != sha256:
            raise BackupFault(
                f"{path} is missing or was altered since the backup was made, so this backup is not whole. "
                "Take another one, from another day or another disk."
            )


def files_in(folder: Path) -> Iterator[KeptFile]:
    """Give the files of courses that a backup lists."""
    return (KeptFile(*line) for line in read_lines(folder / FILES))


def newest_in(place: Path) -> Path:
    """Return the backup that `place` is, or the newest finished one within it.

    Raises:
        BackupFault: there is none.
    """
    if (place / LIST).is_file():
        return place
    finished = sorted(each.parent for each in place.glob(f"*Z/{LIST}"))
    if not finished:
        raise BackupFault(f"There is no finished backup in {place}. Give the folder that `credence backup` wrote to.")
    return finished[-1]
