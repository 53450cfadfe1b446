"""A part of a file as an answer: the web server may send it by itself, and read it from here if it cannot."""

from collections.abc import Iterable

from django.http import StreamingHttpResponse

from credence.kit.byte_ranges import ByteRange


class FilePart(StreamingHttpResponse):
    """Bytes `span` of the file at `path`; `content` gives them, or nothing where only their headers are asked for."""

    def __init__(self, content: Iterable[bytes], path: str, span: ByteRange, status: int) -> None:
        """Take the way to the bytes, and the bytes."""
        super().__init__(content, status=status)
        self.path, self.span = path, span
