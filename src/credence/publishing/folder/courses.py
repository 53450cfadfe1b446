"""Read one course folder: its two documents, and everything that they name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.utils.translation import gettext as _

from credence.media.actions import inspect, shelve
from credence.media.rules.files import Probe, Unfit
from credence.media.rules.webvtt import Cue, parse
from credence.publishing.folder.faults import Fault
from credence.publishing.folder.loading import Source
from credence.publishing.folder.paths import MOST_FILES, Misplaced, files_in, within
from credence.publishing.folder.reading import Read, read_yaml
from credence.publishing.manuscript.document import Files, Manuscript, Named, named_files
from credence.publishing.manuscript.fitting import fit
from credence.publishing.manuscript.flaws import Document, Flaw, in_file
from credence.publishing.manuscript.shape.course import CourseDocument
from credence.publishing.manuscript.shape.posttest import PosttestDocument

COURSE, POSTTEST = "course.yaml", "posttest.yaml"
LARGEST_TEXT = 500_000


@dataclass(frozen=True, kw_only=True)
class CourseFolder:
    """A course folder as it was read.

    `sources` know the lines of each document; `faults` are those of the folder and its YAML, beside the flaws of the
    manuscript.
    """

    root: Path
    shown: str
    manuscript: Manuscript
    sources: Mapping[Document, Source]
    faults: tuple[Fault, ...]


@dataclass
class _Found:
    """The files of a course as they are read, and what is wrong with them."""

    texts: dict[str, str] = field(default_factory=dict)
    found: dict[str, Probe] = field(default_factory=dict)
    cues: dict[str, tuple[Cue, ...]] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)


def read_course(root: Path, shown: str) -> CourseFolder:
    """Read a course folder, whatever is wrong with it. `shown` is the folder as people name it."""
    read = {Document.COURSE: read_yaml(root, COURSE, shown), Document.POSTTEST: read_yaml(root, POSTTEST, shown)}
    manuscript = _fitted(read)
    named = list(named_files(manuscript.course, manuscript.posttest))
    found = _Found()
    for each in named:
        _read_named(root, each, found)
    faults = [fault for each in read.values() for fault in each.faults]
    if manuscript.course and manuscript.posttest:
        faults += _unused(root, shown, named)
    return CourseFolder(
        root=root,
        shown=shown,
        manuscript=replace(
            manuscript,
            files=Files(texts=found.texts, found=found.found, cues=found.cues),
            flaws=(*manuscript.flaws, *found.flaws),
        ),
        sources={document: each.source for document, each in read.items()},
        faults=tuple(faults),
    )


def kept(folder: CourseFolder) -> Manuscript:
    """Keep the bytes of every file of a course, and return its manuscript. Call it before a transaction.

    Raises:
        Changed: a file changed since it was looked at.
    """
    files = folder.manuscript.files
    shelved = {path: shelve(path=folder.root / path, found=found) for path, found in files.found.items()}
    return replace(folder.manuscript, files=replace(files, shelved=shelved))


def _fitted(read: Mapping[Document, Read]) -> Manuscript:
    """Fit what could be read; what could not is a fault already."""
    course, test = read[Document.COURSE], read[Document.POSTTEST]
    written, flaws = (None, ()) if course.is_broken else fit(Document.COURSE, course.source.data, CourseDocument)
    posttest, more = (None, ()) if test.is_broken else fit(Document.POSTTEST, test.source.data, PosttestDocument)
    return Manuscript(course=written, posttest=posttest, flaws=(*flaws, *more))


def _read_named(root: Path, named: Named, found: _Found) -> None:
    try:
        path = within(root, named.path)
        if named.kind == "text":
            _read_text(named, path, found)
            return
        found.found[named.path] = inspect(path=path, kind=named.kind)
    except Misplaced as refusal:
        found.flaws.append(_flaw(named, refusal.why, **refusal.data))
    except OSError as error:
        found.flaws.append(_flaw(named, "file-unreadable", reason=error.strerror or ""))
    except Unfit as refusal:
        found.flaws += _unfit(named, refusal)
    else:
        if named.kind == "captions":
            found.cues[named.path] = parse(path.read_text(encoding="utf-8-sig"))[0]


def _flaw(named: Named, code: str, **data: object) -> Flaw:
    said = {"path": named.path, "kind": named.kind, **data}
    return Flaw(document=named.document, place=named.place, code=code, data=said)


def _unfit(named: Named, refusal: Unfit) -> Iterator[Flaw]:
    if refusal.code != "captions":
        yield _flaw(named, f"file-{refusal.code}", **refusal.data)
        return
    for each in refusal.data["faults"]:
        yield in_file(named.path, f"captions-{each.code}", each.line, text=each.text)


def _read_text(named: Named, path: Path, found: _Found) -> None:
    if path.stat().st_size > LARGEST_TEXT:
        found.flaws.append(_flaw(named, "text-too-large", most=LARGEST_TEXT // 1000))
        return
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        found.flaws.append(_flaw(named, "file-not-utf8"))
        return
    if not text.strip() or "\x00" in text:
        found.flaws.append(_flaw(named, "text-empty"))
        return
    found.texts[named.path] = text


def _unused(root: Path, shown: str, named: list[Named]) -> list[Fault]:
    used = {COURSE, POSTTEST, *(each.path for each in named)}
    faults = []
    for count, path in enumerate(files_in(root)):
        if count >= MOST_FILES:
            sentence = _("The folder holds more than {most} files. Is it the right one?").format(most=MOST_FILES)
            return [Fault(f"{shown}/{COURSE}", 1, sentence)]
        if path not in used:
            sentence = _("This file is not used. Name it in course.yaml, or delete it, or begin its name with _.")
            faults.append(Fault(f"{shown}/{path}", 1, sentence))
    return faults
