"""Files of courses between this machine's disk and a bucket: copied, read back by their hash, and only then removed."""

from collections.abc import Iterable
from functools import partial

from django.conf import settings
from django.core.files.storage import Storage, storages

from credence.media.gateway.probe import digest
from credence.media.gateway.shelf import StoreAway, put
from credence.media.rules.files import Changed
from credence.project.backups.contents import A_MEGABYTE, KeptFile
from credence.project.backups.faults import BackupFault
from credence.project.backups.files import Say, named_files

OTHER = {"disk": "s3", "s3": "disk"}


def move_media(to: str, say: Say) -> list[KeptFile]:
    """Copy every file that a row names to the store `to` unless it is there, read each back there, and return them.

    A file counts as there if its bytes have the hash of its row. A run that was stopped goes on where it was: what has
    been copied is only read.

    Raises:
        BackupFault: there is no such store, or some files are in neither with their own bytes; all others were copied.
        StoreAway: the store cannot be used.
    """
    source, target = _stores(to)
    files = sorted(named_files())
    wanted, done, lost = sum(each.size for each in files), 0, list[str]()
    for each in files:
        if not (is_whole(each, target) or _carried(each, source, target)):
            lost.append(each.name)
        done += each.size
        say(f"Files: {done / A_MEGABYTE:,.0f} MB of {wanted / A_MEGABYTE:,.0f} MB are there")
    if lost:
        raise BackupFault(
            f"{len(lost)} of {len(files)} files are not where they are kept, or are altered: {', '.join(lost[:5])}. "
            "Put them back from a backup, then move again. All others were copied; nothing was removed."
        )
    return files


def _stores(to: str) -> tuple[Storage, Storage]:
    """Return the store that files come from, and the one they go to."""
    if not settings.ENV.has_bucket:
        raise BackupFault("No bucket is known. Set CREDENCE_S3_ENDPOINT and CREDENCE_S3_BUCKET first.")
    return storages[OTHER[to]], storages[to]


def is_whole(file: KeptFile, store: Storage) -> bool:
    """Return whether a store has a file with the bytes that its row names; all of it is read."""
    try:
        with store.open(file.name) as kept:
            return digest(kept) == file.sha256
    except FileNotFoundError:
        return False


def _carried(file: KeptFile, source: Storage, target: Storage) -> bool:
    """Copy a file, read it back, and return whether both stores have its bytes."""
    try:
        put(partial(source.open, file.name), name=file.name, sha256=file.sha256, store=target)
    except (Changed, FileNotFoundError):
        return False
    if not is_whole(file, target):
        raise StoreAway(f"{file.name} was copied and came back with other bytes. See to that store, then move again.")
    return True


def check_switched(to: str) -> None:
    """Raise `BackupFault` if the site still reads from where files would be removed."""
    if settings.ENV.media_store != to:
        raise BackupFault(
            f"The site still reads from {OTHER[to]}, so nothing was removed. Set CREDENCE_MEDIA_STORE={to}, start "
            "every web server and worker anew, then run this command once more."
        )


def remove_from_source(to: str, files: Iterable[KeptFile], say: Say) -> int:
    """Remove files from the store that they were moved from, and return how many were there.

    Call it for what `move_media` returned, after `check_switched`.
    """
    source, _target = _stores(to)
    there = [each for each in files if source.exists(each.name)]
    for number, each in enumerate(there, start=1):
        source.delete(each.name)
        say(f"Removed: {number:,} of {len(there):,}")
    return len(there)
