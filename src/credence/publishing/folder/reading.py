"""Read one YAML document of a folder."""

from dataclasses import dataclass
from pathlib import Path

from credence.publishing.folder.faults import Fault
from credence.publishing.folder.loading import EMPTY, LARGEST, Source, load
from credence.publishing.folder.paths import Misplaced, within
from credence.publishing.manuscript.flaws import Document, Flaw
from credence.publishing.wording import sentence


@dataclass(frozen=True)
class Read:
    """A document as it was read: its values with their lines, and what is wrong with the YAML."""

    source: Source
    faults: tuple[Fault, ...] = ()

    @property
    def is_broken(self) -> bool:
        """Whether there are no values to judge."""
        return self.source.data is None


def read_yaml(root: Path, name: str, shown: str) -> Read:
    """Read one YAML file of a folder. `shown` is the folder as people name it."""
    path = f"{shown}/{name}"
    try:
        with within(root, name).open("rb") as file:
            raw = file.read(LARGEST + 1)
    except Misplaced as refusal:
        flaw = Flaw(document=Document.FILE, place=(1,), code=refusal.why, data=refusal.data)
        return Read(Source(path, None, {}), (Fault(path, 1, sentence(flaw)),))
    source, faults = load(raw, path)
    if source.data is None and not faults:
        faults = [Fault(path, 1, str(EMPTY))]
    return Read(source, tuple(faults))
