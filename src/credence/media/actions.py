"""Look at files and store them."""

import datetime as dt
from functools import partial
from pathlib import Path

from django.db import transaction

from credence.media.gateway.probe import opened_as_kept, probe
from credence.media.gateway.shelf import keep
from credence.media.models import Asset
from credence.media.rules.files import Changed, Probe, Unfit


def store(*, path: Path, kind: str, name: str, now: dt.datetime) -> Asset:
    """Store the file at `path` and return its asset; the same bytes give the same asset, whoever brings them.

    The bytes are kept before the row is written, so that a crash leaves at most a file that nothing names.

    Args:
        path: where the file is now.
        kind: what it must be, one of `Kind`.
        name: the file name that people see and download it under.
        now: the present moment.

    Raises:
        Unfit: the file is not a sound one of that kind.
        Changed: the file changed while it was being stored.
    """
    return store_probed(path=path, found=inspect(path=path, kind=kind), name=name, now=now)


def inspect(*, path: Path, kind: str) -> Probe:
    """Open the file at `path` and return what it is; nothing is written.

    Raises:
        Unfit: it is not a sound file of that kind, or larger than the platform takes.
    """
    return probe(path, kind)


def store_probed(*, path: Path, found: Probe, name: str, now: dt.datetime) -> Asset:
    """Store a file that has been looked at already.

    Raises:
        Changed: the file changed since it was looked at.
    """
    return record_kept(found=found, shelved=shelve(path=path, found=found), name=name, now=now)


def shelve(*, path: Path, found: Probe) -> str:
    """Keep the bytes of a probed file, without a row, and return their name. Call it before a transaction.

    Raises:
        Changed: the file changed since it was looked at.
    """
    try:
        source = partial(opened_as_kept, path, found.kind)
        return keep(source, sha256=found.sha256, size=found.size, content_type=found.content_type)
    except Unfit:
        raise Changed from None


@transaction.atomic
def record_kept(*, found: Probe, shelved: str, name: str, now: dt.datetime) -> Asset:
    """Write the row of bytes that `shelve` kept under the name `shelved`, or return the row they have."""
    return Asset.objects.get_or_create(
        sha256=found.sha256,
        defaults={
            "kind": found.kind,
            "file": shelved,
            "name": name[-200:],
            "content_type": found.content_type,
            "size": found.size,
            "duration_ms": found.duration_ms,
            "pages": found.pages,
            "words": found.words,
            "figures": found.figures,
            "width": found.width,
            "height": found.height,
            "created_at": now,
        },
    )[0]
