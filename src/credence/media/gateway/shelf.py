"""Keep a file's bytes under the name of its contents, once, and whole or not at all."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from shutil import copyfileobj

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, default_storage

from credence.media.gateway.probe import Contents, digest
from credence.media.rules.files import Changed
from credence.media.rules.limits import SUFFIXES

READABLE = 0o644
Opening = Callable[[], Contents]
"""Opens the bytes to be kept, from their beginning."""


def shelf_name(sha256: str, content_type: str) -> str:
    """Return the name under which contents are kept, two letters a folder so that none grows too long."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}{SUFFIXES[content_type]}"


class StoreAway(OSError):
    """The store elsewhere did not answer, or refused; the sentence says what to look at."""


def keep(source: Opening, *, sha256: str, size: int, content_type: str) -> str:
    """Put the bytes of `source` on the shelf unless they are there, and return their name.

    Any number of processes may keep the same bytes at once. Nobody ever sees half a file.

    Raises:
        Changed: the bytes are no longer those that had been looked at.
        StoreAway: they are kept elsewhere, and that store cannot be used.
    """
    name = shelf_name(sha256, content_type)
    if not (default_storage.exists(name) and default_storage.size(name) == size):
        put(source, name=name, sha256=sha256, store=default_storage)
    return name


def put(source: Opening, *, name: str, sha256: str, store: Storage) -> None:
    """Put the bytes of `source` into a store under a name, whatever is there.

    Raises:
        Changed: their hash is another.
        StoreAway: the store cannot be used.
    """
    folder = _folder_of(name, store)
    handle, draft = tempfile.mkstemp(dir=folder or settings.VAR, prefix=".draft-")
    try:
        _copy(source, handle, Path(draft), sha256)
        if folder:
            Path(draft).replace(store.path(name))
        else:
            _send(Path(draft), name, store)
    finally:
        Path(draft).unlink(missing_ok=True)


def _folder_of(name: str, store: Storage) -> Path | None:
    """Return the folder for a file on this machine's disk; nothing where the store is elsewhere."""
    try:
        folder = Path(store.path(name)).parent
    except NotImplementedError:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _copy(source: Opening, handle: int, draft: Path, sha256: str) -> None:
    with os.fdopen(handle, "wb") as copy, source() as original:
        copyfileobj(original, copy)
        copy.flush()
        os.fsync(handle)
    with draft.open("rb") as written:
        if digest(written) != sha256:
            raise Changed
    draft.chmod(READABLE)


def _send(draft: Path, name: str, store: Storage) -> None:
    """Hand a file to a store elsewhere, which shows whole objects only."""
    with draft.open("rb") as file:
        store.save(name, File(file))
