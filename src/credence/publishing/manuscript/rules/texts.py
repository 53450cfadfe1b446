"""What the texts of a course must not say or hold (R19)."""

import re
from collections.abc import Iterator
from dataclasses import replace

from credence.catalog.rules.announcements import pending_credit
from credence.publishing.manuscript.document import Files
from credence.publishing.manuscript.flaws import Flaw, Place, in_course, in_file, in_posttest, warning
from credence.publishing.manuscript.rules.signs import Sign, pictures_in, signs_lost
from credence.publishing.manuscript.rules.submission import Submission
from credence.publishing.manuscript.shape.course import CourseDocument
from credence.publishing.manuscript.shape.posttest import PosttestDocument

HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>")
"""What looks like a tag, and is shown as it stands."""
MARKED = ("description", "references")
"""The fields in Markdown."""
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
    for name in MARKED:
        if list(pictures_in(getattr(submission.course, name))):
            yield in_course("", "picture-in-text", name)
    for index, question in enumerate(submission.posttest.questions if submission.posttest else ()):
        if list(pictures_in(question.stem)):
            yield in_posttest("", "picture-in-stem", "questions", index, "stem")
    for path, text in submission.files.texts.items():
        yield from (in_file(path, "picture-in-chapter", number + 1) for number in pictures_in(text))


def signs_not_shown(submission: Submission) -> Iterator[Flaw]:
    """A sign that Markdown takes for a mark of its own stands nowhere that it could be a quantity's."""
    for index, question in enumerate(submission.posttest.questions if submission.posttest else ()):
        for sign in signs_lost(question.stem):
            yield in_posttest("", sign.code, "questions", index, "stem", sign=sign.sign, words=sign.shown)
    for name in MARKED:
        for sign in _quantities(getattr(submission.course, name)):
            yield warning(in_course("", sign.code, name, sign=sign.sign, words=sign.shown))
    for path, text in submission.files.texts.items():
        for sign in _quantities(text):
            yield warning(in_file(path, sign.code, sign.line + 1, sign=sign.sign, words=sign.shown))


def html_in_texts(submission: Submission) -> Iterator[Flaw]:
    """Whoever writes HTML should know that learners read it as it stands."""
    for name in MARKED:
        if found := HTML.search(getattr(submission.course, name)):
            yield warning(in_course("", "html-in-text", name, tag=found[0]))
    for index, question in enumerate(submission.posttest.questions if submission.posttest else ()):
        if found := HTML.search(question.stem):
            yield warning(in_posttest("", "html-in-text", "questions", index, "stem", tag=found[0]))
    for path, text in submission.files.texts.items():
        for number, line in enumerate(text.splitlines(), 1):
            if found := HTML.search(line):
                yield warning(in_file(path, "html-in-text", number, tag=found[0]))


def _quantities(text: str) -> Iterator[Sign]:
    return (sign for sign in signs_lost(text) if sign.is_quantity)


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


RULES = (credit_announced, pictures_in_texts, signs_not_shown, html_in_texts)
