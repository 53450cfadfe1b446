"""Ends of a PDF's streams that nobody can misread."""

from io import BytesIO

import pikepdf

MISREAD = b"\r\nendstream"


def with_clear_ends(pdf: bytes) -> bytes:
    """Return `pdf` without streams whose last byte could be taken for half of the line end behind it.

    PDF/A-3 (ISO 19005-3, 6.1.7.1) counts the bytes between two line ends. Compressed data that happens to end with a
    carriage return is counted one too short by some readers, so it is stored uncompressed. Without such data, which
    is the rule, the very bytes are returned.
    """
    if MISREAD not in pdf:
        return pdf
    with pikepdf.open(BytesIO(pdf)) as document:
        for stream in document.objects:
            if isinstance(stream, pikepdf.Stream) and stream.read_raw_bytes().endswith(b"\r"):
                stream.write(stream.read_bytes())
        written = BytesIO()
        asis = pikepdf.StreamDecodeLevel.none
        document.save(written, deterministic_id=True, compress_streams=False, stream_decode_level=asis)
    return written.getvalue()
