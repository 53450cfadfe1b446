"""What must be true of the files that a manuscript names."""

from collections.abc import Iterator

from credence.publishing.manuscript.document import Manuscript, ProviderManuscript, files_named_by, named_files
from credence.publishing.manuscript.flaws import Document, Flaw, in_file
from credence.publishing.manuscript.rules.submission import Submission
from credence.publishing.manuscript.shape.chapters import VideoChapter

CAPTIONS_TOLERANCE_MS = 500


def missing_files(manuscript: Manuscript | ProviderManuscript) -> Iterator[Flaw]:
    """Every file named is there and is what it must be; what was said of one while reading is not said again."""
    said = {(flaw.document, flaw.place) for flaw in manuscript.flaws}
    ill = {flaw.name for flaw in manuscript.flaws if flaw.document is Document.FILE}
    for path, kind, document, place in files_named_by(manuscript):
        if (document, place) in said or path in ill:
            continue
        found = manuscript.files.found.get(path)
        is_there = path in manuscript.files.texts if kind == "text" else found is not None
        if not is_there:
            yield Flaw(document=document, place=place, code="no-file", data={"path": path})
        elif found and found.kind != kind:
            yield Flaw(document=document, place=place, code="other-file", data={"path": path, "kind": kind})


def captions_too_long(submission: Submission) -> Iterator[Flaw]:
    """Captions end with their video."""
    files = submission.files
    for chapter in submission.course.chapters:
        video = files.found.get(chapter.file)
        if not isinstance(chapter, VideoChapter) or not video or not video.duration_ms:
            continue
        for cue in files.cues.get(chapter.captions, ()):
            if cue.end_ms > video.duration_ms + CAPTIONS_TOLERANCE_MS:
                yield in_file(chapter.captions, "caption-after-end", cue.line, path=chapter.file)


def twin_names(submission: Submission) -> Iterator[Flaw]:
    """No two files are told apart by capitals alone, for some systems take them for one."""
    seen: dict[str, str] = {}
    for path, _, document, place in named_files(submission.course, submission.posttest):
        other = seen.setdefault(path.casefold(), path)
        if other != path:
            yield Flaw(document=document, place=place, code="path-twins", data={"path": path, "other": other})


RULES = (captions_too_long, twin_names)
