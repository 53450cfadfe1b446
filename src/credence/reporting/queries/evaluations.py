"""How the learners of a course answered the forms of an accrediting provider, without their names."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from credence.catalog.models import AccreditingProvider, Course, Faculty, Objective
from credence.evaluation.models import EvaluationForm, EvaluationResponse
from credence.evaluation.rules import Row, form_from
from credence.reporting.rules.evaluating import Summary, summarize


def evaluations_of(provider: AccreditingProvider, course: Course) -> tuple[Summary, ...]:
    """Return what the answers to each form of `provider` add up to in `course`, the newest form first, in four queries.

    There is no period to choose: what is hidden in one could be found by subtracting others.
    """
    answers: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    responses = EvaluationResponse.objects.filter(enrollment__course=course, form__provider=provider)
    for form, given in responses.values_list("form_id", "answers"):
        answers[form].append(given)
    forms = EvaluationForm.objects.filter(pk__in=answers).order_by("-pk")
    objectives, faculty = _objectives(course), _faculty(course)
    return tuple(
        summarize(form_from(form.definition, objectives=objectives, faculty=faculty), answers[form.pk])
        for form in forms
    )


def _objectives(course: Course) -> list[Row]:
    """Return every objective that the course ever had, as its newest version words it."""
    found = Objective.objects.filter(version__course=course).order_by("version__number", "position")
    return [Row(key=key, text=text) for key, text in dict(found.values_list("key", "text")).items()]


def _faculty(course: Course) -> list[Row]:
    """Return everybody who was ever faculty of the course."""
    found = Faculty.objects.filter(version__course=course).order_by("version__number", "position")
    return [Row(key=key, text=name) for key, name in dict(found.values_list("key", "name")).items()]
