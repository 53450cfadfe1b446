"""What the posttest says of the course: what it measures, and where that is taught."""

from collections.abc import Iterator

from credence.publishing.manuscript.flaws import Flaw, Place, in_course, in_posttest
from credence.publishing.manuscript.rules.submission import Submission
from credence.publishing.manuscript.shape.chapters import VideoChapter
from credence.publishing.manuscript.shape.posttest import ChoiceQuestion, Question
from credence.publishing.manuscript.shape.values import unique


def unmeasured(submission: Submission) -> Iterator[Flaw]:
    """The posttest measures every objective (accreditation page 1.4)."""
    if submission.posttest is None:
        return
    measured = {question.objective for question in submission.posttest.questions}
    for index, objective in enumerate(submission.course.objectives):
        if objective.key not in measured:
            yield in_course("1.4", "unmeasured", "objectives", index, key=objective.key)


def misplaced_questions(submission: Submission) -> Iterator[Flaw]:
    """Each question has a key of its own, measures an objective of the course and is taught in a chapter of it."""
    questions = submission.posttest.questions if submission.posttest else ()
    for index, key in unique(question.key for question in questions):
        yield in_posttest("", "twice", "questions", index, "key", value=key)
    objectives = [objective.key for objective in submission.course.objectives]
    for index, question in enumerate(questions):
        at: Place = ("questions", index)
        if question.objective not in objectives:
            data = {"objective": question.objective, "objectives": ", ".join(objectives)}
            yield in_posttest("", "no-objective", *at, "objective", **data)
        yield from _options(question, at)
        yield from _taught_in(submission, question, at)


def _options(question: Question, at: Place) -> Iterator[Flaw]:
    if isinstance(question, ChoiceQuestion):
        for number, key in unique(option.key for option in question.options):
            yield in_posttest("", "twice", *at, "options", number, "key", value=key)


def _taught_in(submission: Submission, question: Question, at: Place) -> Iterator[Flaw]:
    taught = question.taught_in
    if not taught:
        return
    chapters = {chapter.slug: chapter for chapter in submission.course.chapters}
    chapter, place = chapters.get(taught.chapter), (*at, "taught_in")
    if chapter is None:
        yield in_posttest("", "no-chapter", *place, "chapter", chapter=taught.chapter, chapters=", ".join(chapters))
    elif taught.at is not None and not isinstance(chapter, VideoChapter):
        yield in_posttest("", "no-video", *place, "at", chapter=taught.chapter)
    elif taught.at is not None:
        video = submission.files.found.get(chapter.file)
        if video and video.duration_ms and taught.at >= video.duration_ms:
            yield in_posttest("", "after-end", *place, "at", at=taught.at, path=chapter.file)


RULES = (misplaced_questions, unmeasured)
