"""Pictures without what they say of their making: place, camera, author, thumbnails, profiles. Pure; bytes in and out.

Nothing of the picture itself is touched, so that what has been stripped is stripped to the same bytes again.
"""

from collections.abc import Iterator

JPEG_START, JPEG_END, JPEG_SCAN = b"\xff\xd8", b"\xff\xd9", 0xDA
JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length: padding and restarts."""
JPEG_APPLICATION = range(0xE0, 0xF0)
JPEG_COMMENT = 0xFE
JPEG_KEPT = {0xE0: b"JFIF\x00", 0xEE: b"Adobe"}
"""Of what applications add, only what tells how to read the colors."""
JPEG_PLAIN_JFIF = 16
"""Bytes of a JFIF segment without a thumbnail."""

PNG_START = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})

WEBP_KEPT = frozenset({b"VP8X", b"ALPH", b"VP8 ", b"VP8L"})
WEBP_FRAME = b"ANMF"
WEBP_TOLD = 0x2C
"""The bits of VP8X that announce a color profile, EXIF and XMP."""


class Unreadable(ValueError):
    """The parts of the file cannot be told from each other."""


def stripped(picture: bytes) -> bytes:
    """Return a JPEG, PNG or WebP picture without all that is not needed to draw it.

    Raises:
        Unreadable: it is none of these, breaks off, or keeps its dots in frames.
    """
    if picture[:2] == JPEG_START:
        return JPEG_START + b"".join(_of_jpeg(picture)) + JPEG_END
    if picture[:8] == PNG_START:
        return PNG_START + b"".join(chunk for name, chunk in _of_png(picture) if name in PNG_KEPT)
    if picture[:4] == b"RIFF" and picture[8:12] == b"WEBP":
        chunks = b"".join(_quiet(name, chunk) for name, chunk in _of_webp(picture) if name in WEBP_KEPT)
        return b"RIFF" + (len(chunks) + 4).to_bytes(4, "little") + b"WEBP" + chunks
    raise Unreadable


def _of_jpeg(picture: bytes) -> Iterator[bytes]:
    """Yield the segments to keep, between start and end; what follows the end is not of the picture."""
    at = 2
    while picture[at : at + 2] != JPEG_END:
        if at + 2 > len(picture) or picture[at] != 0xFF:
            raise Unreadable
        marker, until = picture[at + 1], _end_of_segment(picture, at)
        if marker != 0xFF and _is_kept(marker, picture[at:until]):
            yield picture[at:until]
        at = until


def _end_of_segment(picture: bytes, at: int) -> int:
    marker = picture[at + 1]
    if marker == 0xFF:
        return at + 1  # a fill byte
    if marker in JPEG_ALONE:
        return at + 2
    length = int.from_bytes(picture[at + 2 : at + 4], "big")
    if length < 2 or at + 2 + length > len(picture):
        raise Unreadable
    return _end_of_scan(picture, at + 2 + length) if marker == JPEG_SCAN else at + 2 + length


def _end_of_scan(picture: bytes, at: int) -> int:
    """Return where the next segment begins: a marker that neither is data nor restarts it."""
    while (at := picture.find(b"\xff", at)) >= 0 and at + 1 < len(picture):
        if picture[at + 1] not in JPEG_ALONE | {0x00, 0xFF}:
            return at
        at += 1
    raise Unreadable


def _is_kept(marker: int, segment: bytes) -> bool:
    if marker not in JPEG_APPLICATION:
        return marker != JPEG_COMMENT
    tells_colors = segment[4:].startswith(JPEG_KEPT.get(marker, b"\x00none"))
    return tells_colors and (marker != 0xE0 or len(segment) == JPEG_PLAIN_JFIF + 2)


def _of_png(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, name = len(PNG_START), b""
    while name != b"IEND":
        length, name = int.from_bytes(picture[at : at + 4], "big"), picture[at + 4 : at + 8]
        until = at + 12 + length
        if until > len(picture):
            raise Unreadable
        yield name, picture[at:until]
        at = until


def _of_webp(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, end = 12, int.from_bytes(picture[4:8], "little") + 8
    if end > len(picture):
        raise Unreadable
    while at + 8 <= end:
        length = int.from_bytes(picture[at + 4 : at + 8], "little")
        until = at + 8 + length + length % 2
        if until > end or picture[at : at + 4] == WEBP_FRAME:
            raise Unreadable
        yield picture[at : at + 4], picture[at:until]
        at = until


def _quiet(name: bytes, chunk: bytes) -> bytes:
    """Return a chunk that announces nothing that was left out."""
    return chunk[:8] + bytes([chunk[8] & ~WEBP_TOLD]) + chunk[9:] if name == b"VP8X" else chunk
