"""What the texts of a course must not say or hold (R19)."""

import re
from collections.abc import Iterator

from credence.publishing.manuscript.flaws import Flaw, Place, in_course, in_file, in_posttest
from credence.publishing.manuscript.rules.submission import Submission
from credence.publishing.manuscript.shape.course import CourseDocument

MARKDOWN_PICTURE = re.compile(r"!\[[^\]]*\][(\[]")
PENDING = re.compile(
    r"\b(?:credits?|approval|accreditation|certification)\b[^.]{0,40}\b(?:pending|applied[- ]for)\b"
    r"|\b(?:pending|applied[- ]for|applying for)\b[^.]{0,40}\b(?:credits?|approval|accreditation)\b",
    re.IGNORECASE,
)


def credit_announced(submission: Submission) -> Iterator[Flaw]:
    """R19: nothing says that credit is pending or applied for."""
    for place, text in _prose(submission.course):
        if found := PENDING.search(text):
            yield in_course("R19", "credit-pending", *place, words=" ".join(found[0].split()))


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


def _prose(course: CourseDocument) -> tuple[tuple[Place, str], ...]:
    return tuple(((name,), getattr(course, name)) for name in ("title", "summary", "description", "audience"))


RULES = (credit_announced, pictures_in_texts)
