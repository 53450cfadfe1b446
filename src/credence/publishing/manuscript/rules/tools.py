"""What generative tools made or changed, and who checked it (R71 to R74)."""

from collections.abc import Iterator

from credence.publishing.manuscript.document import named_files
from credence.publishing.manuscript.flaws import Flaw, in_course
from credence.publishing.manuscript.rules.submission import Submission
from credence.publishing.manuscript.shape.chapters import VideoChapter
from credence.publishing.manuscript.shape.course import CourseDocument
from credence.publishing.manuscript.shape.posttest import PosttestDocument

TEXTS = ("title", "summary", "description", "audience", "objectives", "references")
"""The texts of a course beside its chapters."""


def unchecked(submission: Submission) -> Iterator[Flaw]:
    """R71: a named person checked what a tool made or changed, after it was made and not in the future."""
    for index, use in enumerate(submission.course.ai_uses):
        at = ("ai_uses", index)
        if use.used_on > submission.today:
            yield in_course("R71", "day-to-come", *at, "used_on", day=use.used_on)
        if use.spelling_only:
            continue
        if not use.checked_by or use.checked_on is None:
            yield in_course("R71", "ai-unchecked", *at, tool=use.tool, of=use.of)
        elif use.checked_on < use.used_on:
            yield in_course("R71", "ai-checked-before", *at, "checked_on", used_on=use.used_on)
        elif use.checked_on > submission.today:
            yield in_course("R71", "day-to-come", *at, "checked_on", day=use.checked_on)


def of_nothing(submission: Submission) -> Iterator[Flaw]:
    """R71: the record names a thing that is in the course."""
    if submission.posttest is None:
        return
    there = _things(submission.course, submission.posttest)
    for index, use in enumerate(submission.course.ai_uses):
        if use.of not in there[use.kind]:
            yield in_course("R71", "ai-of-nothing", "ai_uses", index, "of", of=use.of, kind=use.kind)


def _things(course: CourseDocument, posttest: PosttestDocument) -> dict[str, set[str]]:
    videos = {chapter.slug for chapter in course.chapters if isinstance(chapter, VideoChapter)}
    return {
        "text": {*TEXTS, *(chapter.slug for chapter in course.chapters)},
        "picture": {named.path for named in named_files(course, posttest) if named.kind == "picture"},
        "question": {question.key for question in posttest.questions},
        "caption": videos,
        "voice": videos,
    }


RULES = (unchecked, of_nothing)
