"""Posttests and attempts."""

import datetime as dt
import uuid
from typing import Any

from credence.assessment.models import Attempt, Option, Posttest, Question
from credence.catalog.models import CourseVersion
from credence.enrollment.models import Enrollment

HANDED_IN = dt.datetime(2026, 2, 2, 15, tzinfo=dt.UTC)


def make_question(
    posttest: Posttest,
    key: str,
    *,
    correct: str = "a",
    options: str = "abc",
    words: str = "Option {letter} of {key}",
    **values: Any,
) -> Question:
    """Return a question with one-letter options, of which those in `correct` are right."""
    fields = {
        "position": posttest.questions.count() + 1,
        "kind": "multiple" if len(correct) > 1 else "single",
        "stem": f"What of {key}?",
        "stem_html": f"<p>What of {key}?</p>",
        "objective": posttest.version.objectives.all()[0],
        "explanation": f"Because of {key}.",
    }
    question = Question.objects.create(posttest=posttest, key=key, **{**fields, **values})
    Option.objects.bulk_create(
        Option(
            question=question,
            key=letter,
            position=place,
            text=words.format(letter=letter, key=key),
            correct=letter in correct,
        )
        for place, letter in enumerate(options, start=1)
    )
    return question


def make_posttest(version: CourseVersion, *, questions: int = 10, **values: Any) -> Posttest:
    """Return a posttest of single-answer questions q1, q2, …, each with the right answer "a"."""
    posttest = Posttest.objects.create(version=version, **values)
    for number in range(1, questions + 1):
        make_question(posttest, f"q{number}")
    return posttest


def answers_with(posttest: Posttest, right: int) -> dict[str, list[str]]:
    """Return answers to all questions of `make_posttest`, the first `right` of them right."""
    keys = list(posttest.questions.values_list("key", flat=True))
    return {key: ["a" if place < right else "b"] for place, key in enumerate(keys)}


def make_attempt(enrollment: Enrollment, posttest: Posttest, right: int, **values: Any) -> Attempt:
    """Return the next attempt on a posttest of `make_posttest`, so many answers right, under the course's mark."""
    fields = {
        "number": enrollment.attempts.count() + 1,
        "submission_key": uuid.uuid4(),
        "submitted_at": HANDED_IN,
        "answers": answers_with(posttest, right),
        "right": right,
        "total": posttest.questions.count(),
        "target": posttest.version.pass_mark,
    }
    return Attempt.objects.create(enrollment=enrollment, posttest=posttest, **{**fields, **values})
