"""How long a course takes, as far as that can be measured. Pure; whole minutes."""

import math
from collections import Counter

from credence.publishing.manuscript.document import Files
from credence.publishing.manuscript.shape.chapters import Chapter, PdfChapter, TextChapter
from credence.publishing.manuscript.shape.course import CourseDocument
from credence.publishing.manuscript.shape.posttest import PosttestDocument

MS_A_MINUTE = 60_000
WORDS_A_MINUTE = 200
MINUTES_A_FIGURE = 1
MINUTES_A_QUESTION = 1
MINUTES_A_FORM = 3


def measured_minutes(chapter: Chapter, files: Files) -> int | None:
    """Return the minutes that a chapter takes by its length, or by its words and figures, rounded up.

    None where its file is not known.
    """
    if isinstance(chapter, TextChapter):
        text = files.texts.get(chapter.file)
        return None if text is None else reading_minutes(len(text.split()))
    found = files.found.get(chapter.file)
    if found is None:
        return None
    if isinstance(chapter, PdfChapter):
        return reading_minutes(found.words or 0, found.figures or 0)
    return math.ceil((found.duration_ms or 0) / MS_A_MINUTE)


def reading_minutes(words: int, figures: int = 0) -> int:
    """Return how long words and figures take to read: at least a minute.

    >>> reading_minutes(401, figures=2)
    5
    """
    return max(1, math.ceil(words / WORDS_A_MINUTE) + figures * MINUTES_A_FIGURE)


def chapter_minutes(chapter: Chapter, files: Files) -> int:
    """Return the minutes of a chapter: those that its author says, or those measured, and its extra time."""
    base = chapter.minutes or measured_minutes(chapter, files) or 0
    return base + (chapter.extra.minutes if chapter.extra else 0)


def study_minutes(course: CourseDocument, files: Files) -> int:
    """Return the minutes of all chapters."""
    return sum(chapter_minutes(chapter, files) for chapter in course.chapters)


def test_minutes(course: CourseDocument, posttest: PosttestDocument | None) -> int:
    """Return the minutes of the posttest and of the evaluation forms."""
    return questions_asked(posttest) * MINUTES_A_QUESTION + len(course.evaluations) * MINUTES_A_FORM


def questions_asked(posttest: PosttestDocument | None) -> int:
    """Return how many questions one attempt asks."""
    if posttest is None:
        return 0
    counted = Counter(question.objective for question in posttest.questions)
    return sum(min(count, posttest.pool.get(objective, count)) for objective, count in counted.items())


def course_minutes(course: CourseDocument, posttest: PosttestDocument | None, files: Files) -> int:
    """Return the minutes of the whole course."""
    return study_minutes(course, files) + test_minutes(course, posttest)
