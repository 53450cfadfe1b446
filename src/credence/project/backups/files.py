"""The files of courses: copied to the backup once each, and back."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from io import BufferedReader
from pathlib import Path

from django.core.files.storage import default_storage

from credence.media.gateway.shelf import StoreAway, keep
from credence.media.models import Asset
from credence.media.rules.files import Changed
from credence.project.backups.contents import A_MEGABYTE, KeptFile, sha256_of
from credence.project.backups.faults import BackupFault

Say = Callable[[str], None]
DRAFT = ".draft"


def named_files() -> Iterator[KeptFile]:
    """Give every file that a row names."""
    rows = Asset.objects.order_by("pk").values_list("file", "sha256", "size", "content_type")
    return (KeptFile(*row) for row in rows.iterator(chunk_size=2_000))


def copy_out(files: Iterable[KeptFile], shelf: Path, say: Say) -> None:
    """Copy each file that the shelf lacks, and read back what was copied.

    Raises:
        BackupFault: a file is missing, or its bytes are not those that its row names.
        StoreAway: files are kept elsewhere, and that store cannot be used.
    """
    missing = [each for each in files if not _lies_there(shelf / each.name, each.size)]
    wanted = sum(each.size for each in missing)
    _check_room(shelf, wanted)
    done = 0
    for each in missing:
        _copy_out(each, shelf / each.name)
        done += each.size
        say(f"Files: {done / A_MEGABYTE:,.0f} MB of {wanted / A_MEGABYTE:,.0f} MB copied")


def _lies_there(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


def _check_room(shelf: Path, wanted: int) -> None:
    free = shutil.disk_usage(shelf).free
    if wanted > free:
        raise BackupFault(
            f"The files need {wanted / A_MEGABYTE:,.0f} MB, and {shelf} has room for {free / A_MEGABYTE:,.0f} MB. "
            "Free some room, or give another place."
        )


def _copy_out(wanted: KeptFile, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(target.name + DRAFT)
    try:
        with default_storage.open(wanted.name) as source, draft.open("wb") as copy:
            shutil.copyfileobj(source, copy, A_MEGABYTE)
            copy.flush()
            os.fsync(copy.fileno())
    except FileNotFoundError as fault:
        raise BackupFault(_not_itself(wanted, "is missing")) from fault
    if sha256_of(draft) != wanted.sha256:
        draft.unlink()
        raise BackupFault(_not_itself(wanted, "has other bytes than when it was stored"))
    draft.replace(target)


def _not_itself(wanted: KeptFile, what: str) -> str:
    return (
        f"The file {wanted.name} of the site {what}, so a course shows what was never reviewed. "
        "Put it back from an older backup, then make this one anew."
    )


def check_files(files: Iterable[KeptFile], shelf: Path) -> None:
    """Raise `BackupFault` for the first file that the shelf lacks."""
    for each in files:
        if not _lies_there(shelf / each.name, each.size):
            raise BackupFault(f"{shelf / each.name} is missing or cut short: this backup is not whole. Take another.")


def copy_in(files: Iterable[KeptFile], shelf: Path, say: Say) -> None:
    """Put each file into the site's store, under the name that its row has.

    Raises:
        BackupFault: a file of the backup is not what was stored.
        StoreAway: files are kept elsewhere, and that store cannot be used.
    """
    for number, each in enumerate(files, start=1):
        if _put_back(each, shelf / each.name) != each.name:
            raise BackupFault(f"{each.name} would have another name here. Restore with the release that kept it.")
        say(f"Files: {number:,} put back")


def _put_back(file: KeptFile, source: Path) -> str:
    def contents() -> BufferedReader:
        return source.open("rb")

    try:
        return keep(contents, sha256=file.sha256, size=file.size, content_type=file.content_type)
    except StoreAway:
        raise
    except (Changed, OSError) as fault:
        raise BackupFault(f"{source} is missing or was altered since the backup was made. Take another one.") from fault
