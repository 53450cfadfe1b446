"""Read one course folder: its two documents, and everything that they name."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext as _

from credence.publishing.folder.faults import Fault
from credence.publishing.folder.files import read_files
from credence.publishing.folder.loading import Source
from credence.publishing.folder.paths import MOST_FILES, TOO_MANY, composed, files_in
from credence.publishing.folder.reading import Read, read_yaml
from credence.publishing.manuscript.document import Manuscript, Named, files_named_by
from credence.publishing.manuscript.fitting import fit
from credence.publishing.manuscript.flaws import Document
from credence.publishing.manuscript.shape.course import CourseDocument
from credence.publishing.manuscript.shape.posttest import PosttestDocument

COURSE, POSTTEST = "course.yaml", "posttest.yaml"


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


def read_course(root: Path, shown: str) -> CourseFolder:
    """Read a course folder, whatever is wrong with it. `shown` is the folder as people name it."""
    read = {Document.COURSE: read_yaml(root, COURSE, shown), Document.POSTTEST: read_yaml(root, POSTTEST, shown)}
    manuscript = _fitted(read)
    named = list(files_named_by(manuscript))
    files, flaws = read_files(root, named)
    faults = [fault for each in read.values() for fault in each.faults]
    if manuscript.course and manuscript.posttest:
        faults += _unused(root, shown, named)
    return CourseFolder(
        root=root,
        shown=shown,
        manuscript=replace(manuscript, files=files, flaws=(*manuscript.flaws, *flaws)),
        sources={document: each.source for document, each in read.items()},
        faults=tuple(faults),
    )


def _fitted(read: Mapping[Document, Read]) -> Manuscript:
    """Fit what could be read; what could not is a fault already."""
    course, test = read[Document.COURSE], read[Document.POSTTEST]
    written, flaws = (None, ()) if course.is_broken else fit(Document.COURSE, course.source.data, CourseDocument)
    posttest, more = (None, ()) if test.is_broken else fit(Document.POSTTEST, test.source.data, PosttestDocument)
    return Manuscript(course=written, posttest=posttest, flaws=(*flaws, *more))


def _unused(root: Path, shown: str, named: list[Named]) -> list[Fault]:
    used = {COURSE, POSTTEST, *(each.path for each in named)}
    faults = []
    for count, path in enumerate(files_in(root)):
        if count >= MOST_FILES:
            return [Fault(f"{shown}/{COURSE}", 1, str(TOO_MANY).format(most=MOST_FILES))]
        if composed(path) not in used:
            sentence = _("This file is not used. Name it in course.yaml, or delete it, or begin its name with _.")
            faults.append(Fault(f"{shown}/{path}", 1, sentence))
    return faults
