"""Print the flaws of a manuscript at their lines in a folder."""

from credence.publishing.folder.courses import CourseFolder
from credence.publishing.folder.faults import Fault
from credence.publishing.folder.loading import Source
from credence.publishing.folder.providers import ProviderFolder
from credence.publishing.manuscript.flaws import Document, Flaw
from credence.publishing.wording import sentence


def course_fault(folder: CourseFolder, flaw: Flaw) -> Fault:
    """Return where in a course folder a flaw is, and its sentence."""
    if flaw.document is Document.FILE:
        return _in_file(folder.shown, flaw)
    return fault_at(folder.sources[flaw.document], flaw)


def provider_fault(folder: ProviderFolder, flaw: Flaw) -> Fault:
    """Return where in a provider folder a flaw is, and its sentence."""
    if flaw.document is Document.FILE:
        return _in_file(folder.shown, flaw)
    return fault_at(folder.sources[flaw.document, flaw.name], flaw)


def _in_file(shown: str, flaw: Flaw) -> Fault:
    line = flaw.place[0] if flaw.place else 1
    return Fault(f"{shown}/{flaw.name}", int(line), sentence(flaw), not flaw.blocks)


def fault_at(source: Source, flaw: Flaw) -> Fault:
    """Return where in a document a flaw is, and its sentence, with the key for whoever writes YAML."""
    key = flaw.place[-1] if flaw.place else None
    said = f"`{key}`: {sentence(flaw)}" if isinstance(key, str) else sentence(flaw)
    return Fault(source.path, source.line(flaw.place), said, not flaw.blocks)
