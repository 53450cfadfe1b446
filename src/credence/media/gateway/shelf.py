"""Keep a file's bytes under the name of its contents, once, and whole or not at all."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from shutil import copyfileobj

from django.core.files import File
from django.core.files.storage import default_storage

from credence.media.gateway.probe import Contents, digest
from credence.media.rules.files import Changed
from credence.media.rules.limits import SUFFIXES

READABLE = 0o644
Opening = Callable[[], Contents]
"""Opens the bytes to be kept, from their beginning."""


def shelf_name(sha256: str, content_type: str) -> str:
    """Return the name under which contents are kept, two letters a folder so that none grows too long."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}{SUFFIXES[content_type]}"


def keep(source: Opening, *, sha256: str, size: int, content_type: str) -> str:
    """Put the bytes of `source` on the shelf unless they are there, and return their name.

    Any number of processes may keep the same bytes at once. Nobody ever sees half a file.

    Raises:
        Changed: the bytes are no longer those that had been looked at.
    """
    name = shelf_name(sha256, content_type)
    if default_storage.exists(name) and default_storage.size(name) == size:
        return name
    try:
        target = Path(default_storage.path(name))
    except NotImplementedError:
        return _send(source, name, sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    _copy(source, target, sha256)
    return name


def _send(source: Opening, name: str, sha256: str) -> str:
    """Hand the file to a store elsewhere, which shows whole objects only."""
    with source() as file:
        if digest(file) != sha256:
            raise Changed
    with source() as file:
        return default_storage.save(name, File(file))


def _copy(source: Opening, target: Path, sha256: str) -> None:
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as copy, source() as original:
            copyfileobj(original, copy)
            copy.flush()
            os.fsync(handle)
        with Path(draft).open("rb") as copy:
            if digest(copy) != sha256:
                raise Changed
        Path(draft).chmod(READABLE)
        Path(draft).replace(target)
    finally:
        Path(draft).unlink(missing_ok=True)
