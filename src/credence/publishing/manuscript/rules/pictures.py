"""What stands in the place of a picture for those who cannot see it, and which chapter everybody may see."""

from collections.abc import Iterator

from credence.publishing.manuscript.flaws import Flaw, in_course, in_posttest, warning
from credence.publishing.manuscript.rules.alike import folded
from credence.publishing.manuscript.rules.submission import Submission
from credence.publishing.manuscript.shape.posttest import ChoiceQuestion

SHORTEST_TOLD = 4
"""Letters; a shorter answer stands in other words by chance."""


def cover_undescribed(submission: Submission) -> Iterator[Flaw]:
    """The cover is described, or said to decorate, and not both. [WCAG 1.1.1]"""
    cover = submission.course.cover
    if cover and not cover.alt and not cover.decorative:
        yield in_course("", "picture-undescribed", "cover", "alt")
    if cover and cover.alt and cover.decorative:
        yield in_course("", "picture-both", "cover", "decorative")


def poster_missing(submission: Submission) -> Iterator[Flaw]:
    """Only a poster that is there is described."""
    for index, chapter in enumerate(submission.course.chapters):
        if getattr(chapter, "poster_alt", "") and not getattr(chapter, "poster", None):
            yield in_course("", "no-poster", "chapters", index, "poster_alt")


def answers_told(submission: Submission) -> Iterator[Flaw]:
    """The description of a question's picture does not say the right answer."""
    for index, question in enumerate(submission.posttest.questions if submission.posttest else ()):
        if not question.picture or not isinstance(question, ChoiceQuestion):
            continue
        said = f" {folded(question.picture.alt)} "
        told = [option for option in question.options if f" {folded(option.text)} " in said]
        if any(option.correct and len(folded(option.text)) >= SHORTEST_TOLD for option in told) and len(told) == 1:
            place = ("questions", index, "picture", "alt")
            yield warning(in_posttest("", "picture-tells", *place, answer=told[0].text))


def many_previews(submission: Submission) -> Iterator[Flaw]:
    """One chapter at most is open to everybody."""
    open_to_all = [index for index, chapter in enumerate(submission.course.chapters) if chapter.preview]
    for index in open_to_all[1:]:
        yield in_course("", "preview-twice", "chapters", index, "preview")


RULES = (cover_undescribed, poster_missing, answers_told, many_previews)
