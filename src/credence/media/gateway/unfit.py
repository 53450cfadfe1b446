"""The refusal of a file."""

from typing import Any


class Unfit(Exception):
    """The file is not what it should be. `code` says why, `data` holds the particulars.

    Codes: not-a-file, empty, too-large, too-long, not-video, damaged, slow, codec, not-pdf, encrypted, script,
    not-picture, too-many-pixels, not-utf8, captions.
    """

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code, self.data = code, data
