"""A fault of a course folder: where it is, and a sentence that says what is wrong and what to write instead.

The sentences are English, like the keys of the format.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to put right. `path` is as the person named the folder, so that an editor can jump to the line."""

    path: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.sentence}"


class FaultyFolder(Exception):
    """The folder cannot be imported; `faults` holds all that was found, in order of file and line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))
