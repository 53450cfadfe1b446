"""Print the flaws of a manuscript at their lines in a folder."""

from django.utils.translation import gettext as _

from credence.publishing.folder.courses import CourseFolder
from credence.publishing.folder.faults import Fault
from credence.publishing.folder.loading import Source
from credence.publishing.folder.providers import ProviderFolder
from credence.publishing.manuscript.flaws import Document, Flaw
from credence.publishing.wording import sentence

CONVERT = "ffmpeg -i {path} {weave}-pix_fmt yuv420p -c:v libx264 -c:a aac -movflags +faststart {made}"
"""A film that every browser plays, upright, from any that ffmpeg reads."""
CONVERTED = frozenset({"file-codec", "file-profile", "file-colors", "file-sound", "file-interlaced", "file-rotated"})


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
    key, said = flaw.place[-1] if flaw.place else None, sentence(flaw)
    if flaw.code in CONVERTED:
        said = _("{sentence} Such as: {command}").format(sentence=said, command=_conversion(flaw))
    if isinstance(key, str):
        said = f"`{key}`: {said}"
    return Fault(source.path, source.line(flaw.place), said, not flaw.blocks)


def _conversion(flaw: Flaw) -> str:
    path = str(flaw.data["path"])
    weave = "-vf yadif " if flaw.code == "file-interlaced" else ""
    return CONVERT.format(path=path, weave=weave, made=f"{path.rpartition('.')[0]}-new.mp4")
