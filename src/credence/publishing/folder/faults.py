"""A fault of a folder: the file, the line, and a sentence that says what is wrong and what to do."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from credence.kit.refusal import Refusal

MANY = 5


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to put right, or to know. `path` is as the person named the folder, so that an editor can jump there.

    One that `warns` stands in nobody's way.
    """

    path: str
    line: int
    sentence: str
    warns: bool = False

    def __str__(self) -> str:
        said = _("Note: {sentence}").format(sentence=self.sentence) if self.warns else self.sentence
        return f"{self.path}:{self.line}: {said}"


class FaultyFolder(Refusal):
    """The folder cannot be imported; `faults` holds all that was found, in order of file and line."""

    code = "faulty-folder"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = in_order(faults)
        super().__init__(faults="\n".join(str(fault) for fault in self.faults))


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return faults by file and line, many equal ones of a file as one with their count."""
    return tuple(_folded(sorted(set(faults))))


def _folded(faults: list[Fault]) -> Iterator[Fault]:
    counts = Counter((fault.path, fault.sentence) for fault in faults)
    told: set[tuple[str, str]] = set()
    for fault in faults:
        count = counts[fault.path, fault.sentence]
        if count <= MANY:
            yield fault
        elif (fault.path, fault.sentence) not in told:
            told.add((fault.path, fault.sentence))
            sentence = _("{sentence} ({count} times, first here)").format(sentence=fault.sentence, count=count)
            yield Fault(fault.path, fault.line, sentence, fault.warns)
