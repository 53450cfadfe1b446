"""Read one course folder: its two YAML files, and everything that they name."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from credence.media.actions import inspect
from credence.media.rules.files import Probe, Unfit
from credence.media.rules.webvtt import Cue, parse
from credence.publishing.folder.faults import Fault
from credence.publishing.folder.format import CourseFile, PdfChapter, TextChapter, VideoChapter
from credence.publishing.folder.loading import Place, Source, load
from credence.publishing.folder.paths import MOST_FILES, Misplaced, files_in, within
from credence.publishing.folder.posttest import PosttestFile
from credence.publishing.folder.shapes import shaped
from credence.publishing.folder.wording import CAPTIONS, unfit_sentence

COURSE, POSTTEST = "course.yaml", "posttest.yaml"
LARGEST_TEXT = 500_000
CAPTIONS_TOLERANCE_MS = 500
MARKDOWN_PICTURE = re.compile(r"!\[[^\]]*\][(\[]")

Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True)
class Named:
    """A file that a course names: its path, what it must be, and where it is named."""

    path: str
    kind: str
    source: Source
    place: Place


@dataclass(frozen=True, kw_only=True)
class CourseFolder:
    """A course folder whose files fit their shapes. `texts` and `files` are by path, `cues` by the captions' path."""

    root: Path
    course: CourseFile
    posttest: PosttestFile
    course_source: Source
    posttest_source: Source
    texts: dict[str, str]
    files: dict[str, Probe]
    cues: dict[str, tuple[Cue, ...]]

    def fingerprint(self, forms: dict[str, str]) -> str:
        """Return the hash of all that the folder says, and of the forms (by provider) that it uses.

        Comments, the order of keys and the layout of the YAML do not count.
        """
        said = {
            "course": plain(self.course),
            "posttest": plain(self.posttest),
            "texts": self.texts,
            "files": {path: found.sha256 for path, found in self.files.items()},
            "forms": forms,
        }
        canonical = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def plain(shape: BaseModel) -> dict[str, Any]:
    """Return what a file says as JSON values, without what goes without saying."""
    return shape.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def read_yaml(root: Path, name: str, shape: type[Shape], shown: str) -> tuple[Source, Shape | None, list[Fault]]:
    """Read one YAML file of a folder and fit it to its shape. `shown` is the folder as people name it."""
    path = f"{shown}/{name}"
    try:
        raw = within(root, name).read_bytes()
    except Misplaced as error:
        return Source(path, None, {}), None, [Fault(path, 1, str(error))]
    source, faults = load(raw, path)
    if source.data is None:
        return source, None, faults or [Fault(path, 1, "This file is empty.")]
    value, more = shaped(source, shape)
    return source, value, [*faults, *more]


def read_course(root: Path, shown: str) -> tuple[CourseFolder | None, list[Fault]]:
    """Read a course folder, and return it, if it could be read, with every fault found."""
    course_source, course, faults = read_yaml(root, COURSE, CourseFile, shown)
    posttest_source, posttest, more = read_yaml(root, POSTTEST, PosttestFile, shown)
    faults += more
    if course is None or posttest is None:
        return None, faults
    folder = CourseFolder(
        root=root,
        course=course,
        posttest=posttest,
        course_source=course_source,
        posttest_source=posttest_source,
        texts={},
        files={},
        cues={},
    )
    named = [*_named_in_course(folder), *_named_in_posttest(folder)]
    for each in named:
        faults += _read_named(folder, each, shown)
    return folder, [*faults, *_extra(folder, named, shown), *_captions_too_long(folder, shown)]


def _named_in_course(folder: CourseFolder) -> Iterator[Named]:
    course, source = folder.course, folder.course_source
    if course.cover:
        yield Named(course.cover.file, "picture", source, ("cover", "file"))
    for index, chapter in enumerate(course.chapters):
        place: Place = ("chapters", index)
        kind = {VideoChapter: "video", PdfChapter: "pdf", TextChapter: "text"}[type(chapter)]
        yield Named(chapter.file, kind, source, (*place, "file"))
        if isinstance(chapter, VideoChapter):
            yield Named(chapter.captions, "captions", source, (*place, "captions"))
            if chapter.poster:
                yield Named(chapter.poster, "picture", source, (*place, "poster"))


def _named_in_posttest(folder: CourseFolder) -> Iterator[Named]:
    for index, question in enumerate(folder.posttest.questions):
        if question.picture:
            place = ("questions", index, "picture", "file")
            yield Named(question.picture.file, "picture", folder.posttest_source, place)


def _read_named(folder: CourseFolder, named: Named, shown: str) -> list[Fault]:
    try:
        path = within(folder.root, named.path)
        if named.kind == "text":
            return _read_text(folder, named, path, shown)
        folder.files[named.path] = inspect(path=path, kind=named.kind)
    except (Misplaced, OSError) as error:
        return [named.source.fault(named.place, str(error))]
    except Unfit as refusal:
        return _unfit(named, refusal, shown)
    if named.kind == "captions":
        folder.cues[named.path] = parse(path.read_text(encoding="utf-8-sig"))[0]
    return []


def _unfit(named: Named, refusal: Unfit, shown: str) -> list[Fault]:
    if refusal.code == "captions":
        return [
            Fault(f"{shown}/{named.path}", each.line, CAPTIONS[each.code].format(text=each.text))
            for each in refusal.data["faults"]
        ]
    return [named.source.fault(named.place, unfit_sentence(refusal, path=named.path, kind=named.kind))]


def _read_text(folder: CourseFolder, named: Named, path: Path, shown: str) -> list[Fault]:
    if path.stat().st_size > LARGEST_TEXT:
        return [named.source.fault(named.place, f"{named.path} is larger than {LARGEST_TEXT // 1000} kB. Split it.")]
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return [named.source.fault(named.place, f"{named.path} is not UTF-8 text. Save it as UTF-8.")]
    if not text.strip() or "\x00" in text:
        return [named.source.fault(named.place, f"{named.path} is empty or no text. Write the chapter in Markdown.")]
    folder.texts[named.path] = text
    return [
        Fault(
            f"{shown}/{named.path}", number, "Pictures inside texts are not shown. Use a PDF chapter, or leave it out."
        )
        for number, line in enumerate(text.splitlines(), 1)
        if MARKDOWN_PICTURE.search(line)
    ]


def _extra(folder: CourseFolder, named: list[Named], shown: str) -> list[Fault]:
    used = {COURSE, POSTTEST, *(each.path for each in named)}
    faults = []
    for count, path in enumerate(files_in(folder.root)):
        if count >= MOST_FILES:
            return [
                Fault(f"{shown}/{COURSE}", 1, f"The folder holds more than {MOST_FILES} files. Is it the right one?")
            ]
        if path not in used:
            sentence = "This file is not used. Name it in course.yaml, or delete it, or begin its name with _."
            faults.append(Fault(f"{shown}/{path}", 1, sentence))
    return faults


def _captions_too_long(folder: CourseFolder, shown: str) -> list[Fault]:
    faults = []
    for chapter in folder.course.chapters:
        video = folder.files.get(chapter.file)
        if not isinstance(chapter, VideoChapter) or not video or not video.duration_ms:
            continue
        for cue in folder.cues.get(chapter.captions, ()):
            if cue.end_ms > video.duration_ms + CAPTIONS_TOLERANCE_MS:
                sentence = f"This caption ends after {chapter.file} does. Correct its times."
                faults.append(Fault(f"{shown}/{chapter.captions}", cue.line, sentence))
    return faults
