"""How the learners of a course answered the forms of an accrediting provider, without their names."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from credence.catalog.models import AccreditingProvider, Course, Faculty, Objective
from credence.evaluation.models import EvaluationForm, EvaluationResponse
from credence.evaluation.rules import Row, form_from
from credence.reporting.rules.evaluating import Answers, Summary

CHUNK = 1_000
"""So many answers are read at a time."""


def evaluations_of(
    provider: AccreditingProvider, course: Course, each_chunk: Callable[[int], None] = lambda _count: None
) -> tuple[Summary, ...]:
    """Return what the answers to each form of `provider` add up to in `course`, the newest form first, in four queries.

    There is no period to choose: what is hidden in one could be found by subtracting others. Answers are counted one by
    one, so that many fill no memory; tells how many it has read.
    """
    counted = _forms(provider, course)
    answers = responses_of(provider, course).values_list("form_id", "answers")
    for number, (form, given) in enumerate(answers.iterator(chunk_size=CHUNK), start=1):
        counted[form].add(given)
        if number % CHUNK == 0:
            each_chunk(number)
    summaries = (each.summary() for each in counted.values())
    return tuple(each for each in summaries if each.responses)


def responses_of(provider: AccreditingProvider, course: Course) -> QuerySet[EvaluationResponse, Any]:
    """Return what the learners of a course answered to the forms of a provider."""
    return EvaluationResponse.objects.filter(enrollment__course=course, form__provider=provider)


def are_many_evaluations(number: int, provider: AccreditingProvider, course: Course) -> bool:
    """Return whether there are more than `number`, in one query that counts no further than that."""
    return len(responses_of(provider, course).order_by().values_list("pk")[: number + 1]) > number


def _forms(provider: AccreditingProvider, course: Course) -> dict[int, Answers]:
    """Return an empty count for each form that a provider ever used, the newest first."""
    objectives, faculty = _objectives(course), _faculty(course)
    return {
        form.pk: Answers(form_from(form.definition, objectives=objectives, faculty=faculty))
        for form in EvaluationForm.objects.filter(provider=provider).order_by("-pk")
    }


def _objectives(course: Course) -> list[Row]:
    """Return every objective that the course ever had, as its newest version words it."""
    found = Objective.objects.filter(version__course=course).order_by("version__number", "position")
    return [Row(key=key, text=text) for key, text in dict(found.values_list("key", "text")).items()]


def _faculty(course: Course) -> list[Row]:
    """Return everybody who was ever faculty of the course."""
    found = Faculty.objects.filter(version__course=course).order_by("version__number", "position")
    return [Row(key=key, text=name) for key, name in dict(found.values_list("key", "name")).items()]
