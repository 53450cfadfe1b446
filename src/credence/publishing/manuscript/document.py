"""A manuscript: the documents of a course or a provider, and what is known of the files that they name."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from credence.media.rules.files import Probe
from credence.media.rules.webvtt import Cue
from credence.publishing.manuscript.fitting import fit
from credence.publishing.manuscript.flaws import Document, Flaw, Place
from credence.publishing.manuscript.shape.approvers import ApproversDocument
from credence.publishing.manuscript.shape.chapters import VideoChapter
from credence.publishing.manuscript.shape.course import CourseDocument
from credence.publishing.manuscript.shape.form import FormDocument
from credence.publishing.manuscript.shape.part import plain
from credence.publishing.manuscript.shape.posttest import PosttestDocument
from credence.publishing.manuscript.shape.provider import ProviderDocument


class Named(NamedTuple):
    """A file that a manuscript names: its path, what it must be, and where it is named."""

    path: str
    kind: str
    document: Document
    place: Place


@dataclass(frozen=True, kw_only=True)
class Files:
    """What is known of the files of a manuscript, each by its path.

    `texts` are chapters in Markdown, `found` what every other file turned out to be, `cues` the words of captions;
    `shelved` are the names under which the bytes are kept already.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    found: Mapping[str, Probe] = field(default_factory=dict)
    cues: Mapping[str, tuple[Cue, ...]] = field(default_factory=dict)
    shelved: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Manuscript:
    """A course and its posttest; a document that does not fit its shape is None, and `flaws` says why."""

    course: CourseDocument | None
    posttest: PosttestDocument | None
    files: Files = field(default_factory=Files)
    flaws: tuple[Flaw, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProviderManuscript:
    """An accrediting provider, its forms by their names, and the approvers that it knows beside those of the list.

    `flaws` says what does not fit its shape.
    """

    provider: ProviderDocument | None
    forms: Mapping[str, FormDocument] = field(default_factory=dict)
    approvers: ApproversDocument | None = None
    files: Files = field(default_factory=Files)
    flaws: tuple[Flaw, ...] = ()


def manuscript_of(course: Any, posttest: Any, files: Files | None = None) -> Manuscript:
    """Return the manuscript that two documents of JSON values make; what does not fit becomes flaws."""
    fitted, flaws = fit(Document.COURSE, course, CourseDocument)
    test, more = fit(Document.POSTTEST, posttest, PosttestDocument)
    return Manuscript(course=fitted, posttest=test, files=files or Files(), flaws=(*flaws, *more))


def provider_manuscript_of(
    provider: Any, forms: Mapping[str, Any], approvers: Any = None, files: Files | None = None
) -> ProviderManuscript:
    """Return the manuscript of a provider that documents of JSON values make; what does not fit becomes flaws."""
    fitted, flaws = fit(Document.PROVIDER, provider, ProviderDocument)
    found: dict[str, FormDocument] = {}
    for name, definition in forms.items():
        form, more = fit(Document.FORM, definition, FormDocument, name)
        flaws += more
        if form:
            found[name] = form
    known = None
    if approvers is not None:
        known, more = fit(Document.APPROVERS, approvers, ApproversDocument)
        flaws += more
    return ProviderManuscript(provider=fitted, forms=found, approvers=known, files=files or Files(), flaws=flaws)


def files_named_by(manuscript: Manuscript | ProviderManuscript) -> Iterator[Named]:
    """Yield every file that a manuscript names, in order."""
    if isinstance(manuscript, Manuscript):
        yield from named_files(manuscript.course, manuscript.posttest)
    elif manuscript.provider and manuscript.provider.signatory.signature:
        place = ("signatory", "signature")
        yield Named(manuscript.provider.signatory.signature, "picture", Document.PROVIDER, place)


def named_files(course: CourseDocument | None, posttest: PosttestDocument | None) -> Iterator[Named]:
    """Yield every file that the documents of a course name, in order."""
    if course:
        yield from _named_in_course(course)
    for index, question in enumerate(posttest.questions if posttest else ()):
        if question.picture:
            at = ("questions", index, "picture", "file")
            yield Named(question.picture.file, "picture", Document.POSTTEST, at)


def fingerprint(course: CourseDocument, posttest: PosttestDocument, files: Files, forms: Mapping[str, str]) -> str:
    """Return the hash of all that a manuscript says, and of the forms (by provider) that it uses.

    How it was written down does not count: comments, the order of keys, what goes without saying.
    """
    said = {
        "course": plain(course),
        "posttest": plain(posttest),
        "texts": dict(files.texts),
        "files": {path: found.sha256 for path, found in files.found.items()},
        "forms": dict(forms),
    }
    canonical = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _named_in_course(course: CourseDocument) -> Iterator[Named]:
    if course.cover:
        yield Named(course.cover.file, "picture", Document.COURSE, ("cover", "file"))
    for index, person in enumerate(course.faculty):
        if person.portrait:
            yield Named(person.portrait, "picture", Document.COURSE, ("faculty", index, "portrait"))
    for index, chapter in enumerate(course.chapters):
        place: Place = ("chapters", index)
        yield Named(chapter.file, chapter.kind, Document.COURSE, (*place, "file"))
        if isinstance(chapter, VideoChapter):
            yield Named(chapter.captions, "captions", Document.COURSE, (*place, "captions"))
            if chapter.poster:
                yield Named(chapter.poster, "picture", Document.COURSE, (*place, "poster"))
