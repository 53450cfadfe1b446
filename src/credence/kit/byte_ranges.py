"""Which bytes of a file a `Range` header asks for (RFC 9110, section 14)."""

import re
from dataclasses import dataclass

from credence.kit.refusal import Refusal

ONE_RANGE = re.compile(r"bytes[ \t]*=[ \t,]*(?P<first>\d{0,20})-(?P<last>\d{0,20})[ \t,]*", re.ASCII | re.IGNORECASE)


class Unsatisfiable(Refusal):
    """The range lies wholly beyond the file: answer 416."""

    code = "unsatisfiable"


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes `first` to `last`, both included, counted from 0."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many bytes these are."""
        return self.last - self.first + 1

    def of(self, size: int) -> str:
        """Return the `Content-Range` header for a file of `size` bytes."""
        return f"bytes {self.first}-{self.last}/{size}"


def requested(header: str, size: int) -> ByteRange | None:
    """Return the part of a file of `size` bytes that `header` asks for, None for the whole file.

    A header that is malformed, in another unit, or asks for several parts is passed over, as the standard allows.

    Raises:
        Unsatisfiable: nothing of what is asked for exists.
    """
    match = ONE_RANGE.fullmatch(header.strip())
    if match is None or not (match["first"] or match["last"]):
        return None
    if not match["first"]:
        return _suffix(int(match["last"]), size)
    first, last = int(match["first"]), int(match["last"] or size - 1)
    if match["last"] and last < first:
        return None
    if first >= size:
        raise Unsatisfiable(size=size)
    return ByteRange(first, min(last, size - 1))


def _suffix(length: int, size: int) -> ByteRange:
    if length == 0 or size == 0:
        raise Unsatisfiable(size=size)
    return ByteRange(max(0, size - length), size - 1)
