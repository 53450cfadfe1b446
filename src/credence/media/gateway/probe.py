"""Open a file to see what it is. Its name says nothing; only its contents count."""

import hashlib
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image

from credence.media.enums import Kind
from credence.media.gateway import ffmpeg
from credence.media.rules import limits, webvtt
from credence.media.rules.files import Probe, Unfit

CHUNK = 1 << 20


def probe(path: Path, kind: str) -> Probe:
    """Open the file at `path` and return what it is.

    Raises:
        Unfit: it is not a sound file of that kind, or larger than the platform takes.
    """
    size = _size(path, kind)
    found = OPENERS[kind](path)
    return Probe(kind=kind, sha256=digest(path), size=size, **found)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _size(path: Path, kind: str) -> int:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise Unfit("not-a-file")
    if not status.st_size:
        raise Unfit("empty")
    if status.st_size > limits.LARGEST[kind]:
        raise Unfit("too-large", largest=limits.LARGEST[kind] // limits.MEGABYTE)
    return status.st_size


def _video(path: Path) -> dict[str, Any]:
    video = ffmpeg.inspect(path)
    if video.duration_ms > limits.LONGEST_VIDEO_MS:
        raise Unfit("too-long")
    if video.codec not in limits.VIDEO_CODECS:
        raise Unfit("codec", codec=video.codec)
    if video.audio_codec and video.audio_codec not in limits.AUDIO_CODECS:
        raise Unfit("codec", codec=video.audio_codec)
    return {"content_type": video.content_type, "duration_ms": video.duration_ms}


def _pdf(path: Path) -> dict[str, Any]:
    try:
        with pikepdf.open(path) as document:
            if document.is_encrypted:
                raise Unfit("encrypted")
            if _runs_script(document):
                raise Unfit("script")
            pages = len(document.pages)
    except pikepdf.PasswordError:
        raise Unfit("encrypted") from None
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError):
        raise Unfit("not-pdf") from None
    if not pages:
        raise Unfit("not-pdf")
    return {"content_type": "application/pdf", "pages": pages}


def _runs_script(document: pikepdf.Pdf) -> bool:
    root = document.Root
    opening = root.get("/OpenAction")
    return "/JavaScript" in root.get("/Names", {}) or (
        isinstance(opening, pikepdf.Dictionary) and opening.get("/S") in ("/JavaScript", "/Launch")
    )


def _picture(path: Path) -> dict[str, Any]:
    try:
        with Image.open(path, formats=tuple(limits.PICTURE_TYPES)) as picture:
            if picture.width * picture.height > limits.MOST_PIXELS:
                raise Unfit("too-many-pixels", pixels=limits.MOST_PIXELS // 1_000_000)
            content_type = limits.PICTURE_TYPES[picture.format or ""]
            picture.load()
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        raise Unfit("not-picture") from None
    return {"content_type": content_type}


def _captions(path: Path) -> dict[str, Any]:
    try:
        cues, faults = webvtt.parse(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unfit("not-utf8") from None
    if faults:
        raise Unfit("captions", faults=faults)
    return {"content_type": "text/vtt", "duration_ms": max(cue.end_ms for cue in cues)}


OPENERS: dict[str, Callable[[Path], dict[str, Any]]] = {
    Kind.VIDEO: _video,
    Kind.PDF: _pdf,
    Kind.PICTURE: _picture,
    Kind.CAPTIONS: _captions,
}
