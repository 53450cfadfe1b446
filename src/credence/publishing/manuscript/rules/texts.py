"""What the texts of a course must not say or hold (R19)."""

import re
from collections.abc import Iterator
from dataclasses import replace

from credence.catalog.rules.announcements import pending_credit
from credence.publishing.manuscript.document import Files
from credence.publishing.manuscript.flaws import Flaw, Place, in_course, in_file, in_posttest
from credence.publishing.manuscript.rules.submission import Submission
from credence.publishing.manuscript.shape.course import CourseDocument
from credence.publishing.manuscript.shape.posttest import PosttestDocument

MARKDOWN_PICTURE = re.compile(r"!\[[^\]]*\][(\[]")
PROSE = ("title", "summary", "description", "audience", "media", "hardware", "references")


def credit_announced(submission: Submission) -> Iterator[Flaw]:
    """R19: no text that a learner reads announces credit that is not approved, in any of the seven usual ways."""
    for place, text in _prose(submission.course):
        if words := pending_credit(text):
            yield in_course("R19", "credit-pending", *place, words=words)
    for place, text in _asked(submission.posttest):
        if words := pending_credit(text):
            yield in_posttest("R19", "credit-pending", *place, words=words)
    yield from _announced_in_files(submission.files)


def pictures_in_texts(submission: Submission) -> Iterator[Flaw]:
    """Texts show no pictures, so none may wait in them to be shown."""
    for name in ("description", "references"):
        if MARKDOWN_PICTURE.search(getattr(submission.course, name)):
            yield in_course("", "picture-in-text", name)
    for index, question in enumerate(submission.posttest.questions if submission.posttest else ()):
        if MARKDOWN_PICTURE.search(question.stem):
            yield in_posttest("", "picture-in-stem", "questions", index, "stem")
    for path, text in submission.files.texts.items():
        for number, line in enumerate(text.splitlines(), 1):
            if MARKDOWN_PICTURE.search(line):
                yield in_file(path, "picture-in-chapter", number)


def _prose(course: CourseDocument) -> Iterator[tuple[Place, str]]:
    for name in PROSE:
        yield (name,), getattr(course, name)
    for index, objective in enumerate(course.objectives):
        yield ("objectives", index, "text"), objective.text
    for index, chapter in enumerate(course.chapters):
        yield ("chapters", index, "title"), chapter.title
    for index, person in enumerate(course.faculty):
        yield ("faculty", index, "credentials"), person.credentials
        yield ("faculty", index, "affiliation"), person.affiliation
    if course.cover:
        yield ("cover", "alt"), course.cover.alt


def _asked(posttest: PosttestDocument | None) -> Iterator[tuple[Place, str]]:
    if posttest is None:
        return
    yield ("instructions",), posttest.instructions
    for index, question in enumerate(posttest.questions):
        yield ("questions", index, "stem"), question.stem
        yield ("questions", index, "explanation"), question.explanation
        for number, option in enumerate(getattr(question, "options", ())):
            yield ("questions", index, "options", number, "text"), option.text
        if question.picture:
            yield ("questions", index, "picture", "alt"), question.picture.alt


def _announced_in_files(files: Files) -> Iterator[Flaw]:
    lines = [
        (path, number, line) for path, text in files.texts.items() for number, line in enumerate(text.splitlines(), 1)
    ]
    lines += [(path, cue.line, " ".join(cue.text.split())) for path, cues in files.cues.items() for cue in cues]
    for path, number, line in lines:
        if words := pending_credit(line):
            yield replace(in_file(path, "credit-pending", number, words=words), rule="R19")


RULES = (credit_announced, pictures_in_texts)
