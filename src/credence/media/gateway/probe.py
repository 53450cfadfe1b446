"""Open a file to see what it is. Its name says nothing; only its contents count."""

import hashlib
import io
import stat
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.files import File

from credence.media.enums import Kind
from credence.media.gateway import ffmpeg, papers
from credence.media.gateway.pictures import clean
from credence.media.rules import limits
from credence.media.rules.files import Empty, FaultyCaptions, NotAFile, NotUtf8, Probe, TooLarge
from credence.media.rules.films import why_unplayable
from credence.media.rules.webvtt import Captions, read

Contents = io.BytesIO | io.BufferedReader | File[bytes]
"""An open file, here or in a store, or bytes that are read like one."""


def probe(path: Path, kind: str) -> Probe:
    """Open the file at `path` and return what it is.

    Raises:
        Unfit: it is not a sound file of that kind, or larger than the platform takes.
    """
    size = _size(path, kind)
    found = OPENERS[kind](path)
    with opened_as_kept(path, kind) as contents:
        sha256 = digest(contents)
    return Probe(**{"kind": kind, "sha256": sha256, "size": size, **found})


def opened_as_kept(path: Path, kind: str) -> Contents:
    """Open the bytes that are kept of the file at `path`: of a picture and of captions what is shown.

    Raises:
        Unfit: it is no picture, or are no captions any more.
    """
    if kind == Kind.PICTURE:
        return io.BytesIO(clean(path).contents)
    return io.BytesIO(captions_in(path).shown.encode()) if kind == Kind.CAPTIONS else path.open("rb")


def captions_in(path: Path) -> Captions:
    """Return the captions in a file.

    Raises:
        NotUtf8, FaultyCaptions: it is no UTF-8 text, or its captions cannot be shown as they stand there.
    """
    try:
        captions = read(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NotUtf8 from None
    if any(not fault.warns for fault in captions.faults):
        raise FaultyCaptions(faults=captions.faults)
    return captions


def digest(contents: Contents) -> str:
    """Return the SHA-256 of the bytes of an open file, in hexadecimal."""
    return hashlib.file_digest(contents, "sha256").hexdigest()


def _size(path: Path, kind: str) -> int:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise NotAFile
    if not status.st_size:
        raise Empty
    if status.st_size > limits.LARGEST[kind]:
        raise TooLarge(largest=limits.LARGEST[kind] // limits.MEGABYTE)
    return status.st_size


def _video(path: Path) -> dict[str, Any]:
    film = ffmpeg.inspect(path)
    if reason := why_unplayable(film):
        raise reason
    names = ("content_type", "duration_ms", "frame_rate", "pixel_format", "width", "height")
    return {name: getattr(film, name) for name in names}


def _pdf(path: Path) -> dict[str, Any]:
    return {"content_type": "application/pdf", **asdict(papers.inspect(path))}


def _picture(path: Path) -> dict[str, Any]:
    cleaned = clean(path)
    names = ("content_type", "width", "height")
    return {name: getattr(cleaned, name) for name in names} | {"size": len(cleaned.contents)}


def _captions(path: Path) -> dict[str, Any]:
    captions = captions_in(path)
    return {
        "content_type": "text/vtt",
        "duration_ms": max(cue.end_ms for cue in captions.cues),
        "size": len(captions.shown.encode()),
    }


OPENERS: dict[str, Callable[[Path], dict[str, Any]]] = {
    Kind.VIDEO: _video,
    Kind.PDF: _pdf,
    Kind.PICTURE: _picture,
    Kind.CAPTIONS: _captions,
}
