"""What may be told of an attempt."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import BigIntegerField

from credence.assessment import rules
from credence.assessment.models import Attempt, Question
from credence.assessment.queries.kept import questions_with_key
from credence.assessment.queries.questions import correct_of
from credence.catalog.models import Chapter
from credence.kit.statements import Asked, Statement
from credence.media.models import Asset


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """Where something is taught."""

    chapter: Chapter
    at_ms: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectiveToReview:
    """An objective that a wrong answer belongs to, and the places where it is taught."""

    text: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewedOption:
    """An option with the truth about it."""

    text: str
    correct: bool
    chosen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewedQuestion:
    """A question with its key and explanation: only for whom `rules.key_for` allows it (R34)."""

    stem_html: str
    picture: Asset | None
    picture_alt: str
    options: tuple[ReviewedOption, ...]
    right: bool
    explanation: str
    passage: Passage | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """What an attempt teaches: the objectives to see again and, for whom the key may be shown, every answer."""

    objectives: tuple[ObjectiveToReview, ...]
    questions: tuple[ReviewedQuestion, ...]


ANSWERS = Statement(lambda: Attempt.objects.filter(pk=Asked("pk", BigIntegerField())).values_list("asked", "answers"))


def review_of(attempt: Attempt, key: rules.Key, mark: str = "") -> Review:
    """Return what to see again after an attempt, and of its questions with their key those that `key` opens (R34).

    `key` is what `key_of` says. Without it the answer depends on nothing but the objectives with a wrong answer.
    `mark` is the mark of content; without it the questions are read anew.
    """
    if attempt.get_deferred_fields():
        (attempt.asked, attempt.answers), *_ = ANSWERS.run(pk=attempt.pk)
    questions = questions_with_key(attempt.posttest_id, mark)
    asked = [each for each in questions if attempt.asks(each.key)]
    return Review(
        objectives=_to_review(questions, [each for each in asked if not _is_right(each, attempt)]),
        questions=tuple(_reviewed(each, attempt) for each in _opened(attempt, key, asked, questions)),
    )


def _opened(
    attempt: Attempt, key: rules.Key, asked: Iterable[Question], questions: Iterable[Question]
) -> list[Question]:
    """Return which of the questions `asked` are shown with their key."""
    if key is rules.Key.NOTHING:
        return []
    pool, there = attempt.posttest.pool, Counter(each.objective.key for each in questions)
    ample = {objective for objective in there if rules.is_ample(pool.get(objective), there[objective])}
    return [each for each in asked if key is rules.Key.ALL or each.objective.key in ample]


def _to_review(questions: Sequence[Question], wrong: Iterable[Question]) -> tuple[ObjectiveToReview, ...]:
    """Return the objectives of the questions answered wrong, and every place where the test's questions on them are
    taught: never which question it was.
    """
    objectives = {question.objective_id: question.objective for question in wrong}
    return tuple(
        ObjectiveToReview(
            text=objective.text, passages=_passages(each for each in questions if each.objective_id == pk)
        )
        for pk, objective in sorted(objectives.items(), key=lambda item: item[1].position)
    )


def _reviewed(question: Question, attempt: Attempt) -> ReviewedQuestion:
    """Return a question with the learner's answer, the right one and the explanation."""
    chosen = attempt.answers.get(question.key, ())
    return ReviewedQuestion(
        stem_html=question.stem_html,
        picture=question.picture,
        picture_alt=question.picture_alt,
        options=tuple(
            ReviewedOption(text=option.text, correct=option.correct, chosen=option.key in chosen)
            for option in question.options.all()
        ),
        right=_is_right(question, attempt),
        explanation=question.explanation,
        passage=_passage(question),
    )


def _is_right(question: Question, attempt: Attempt) -> bool:
    return rules.is_right(attempt.answers.get(question.key, ()), correct_of(question))


def _passages(questions: Iterable[Question]) -> tuple[Passage, ...]:
    """Return where `questions` are taught, each place once, in the order of the course."""
    found = {
        (passage.chapter.position, passage.at_ms or 0): passage for each in questions if (passage := _passage(each))
    }
    return tuple(found[place] for place in sorted(found))


def _passage(question: Question) -> Passage | None:
    return Passage(chapter=question.chapter, at_ms=question.at_ms) if question.chapter else None
