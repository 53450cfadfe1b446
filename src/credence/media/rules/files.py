"""What a file turned out to be, and why a file is refused."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Probe:
    """What a file turned out to be."""

    kind: str
    sha256: str
    size: int
    content_type: str
    duration_ms: int | None = None
    pages: int | None = None


class Unfit(Exception):
    """The file is not what it should be. `code` says why, `data` holds the particulars.

    Codes: not-a-file, empty, too-large, too-long, not-video, damaged, slow, codec, not-pdf, encrypted, script,
    not-picture, too-many-pixels, not-utf8, captions.
    """

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code, self.data = code, data


class Changed(Exception):
    """The file changed while it was being stored."""
