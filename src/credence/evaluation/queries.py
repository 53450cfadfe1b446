"""Which forms are due, and what was answered."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from credence.catalog.models import AccreditingProvider, CourseVersion, Faculty, Objective
from credence.enrollment.models import Enrollment
from credence.evaluation import rules
from credence.evaluation.models import CourseEvaluation, EvaluationForm, EvaluationResponse


@dataclass(frozen=True, kw_only=True, slots=True)
class DueForm:
    """A form that an accrediting provider asks of an enrollment, and the answer to it if there is one."""

    provider: AccreditingProvider
    form: EvaluationForm
    response: EvaluationResponse | None


def forms_for(enrollment: Enrollment) -> tuple[DueForm, ...]:
    """Return the forms of the enrollment's version of the course, in the order of their providers."""
    return forms_for_many([enrollment])[enrollment.pk]


def forms_for_many(enrollments: Iterable[Enrollment]) -> dict[int, tuple[DueForm, ...]]:
    """Return the forms of each enrollment by its primary key, in two queries for all."""
    enrollments = list(enrollments)
    uses = defaultdict(list)
    versions = {enrollment.version_id for enrollment in enrollments}
    found = CourseEvaluation.objects.filter(version__in=versions).select_related("provider", "form")
    for use in found.order_by("provider__name"):
        uses[use.version_id].append(use)
    responses = responses_of_many(enrollments)
    return {
        enrollment.pk: tuple(
            DueForm(provider=use.provider, form=use.form, response=responses[enrollment.pk].get(use.form_id))
            for use in uses[enrollment.version_id]
        )
        for enrollment in enrollments
    }


def responses_of_many(enrollments: Iterable[Enrollment]) -> dict[int, dict[int, EvaluationResponse]]:
    """Return enrollment primary key -> form primary key -> response, in one query for all."""
    by_enrollment: dict[int, dict[int, EvaluationResponse]] = {enrollment.pk: {} for enrollment in enrollments}
    for response in EvaluationResponse.objects.filter(enrollment__in=by_enrollment):
        by_enrollment[response.enrollment_id][response.form_id] = response
    return by_enrollment


def form_asked(form: EvaluationForm, version: CourseVersion) -> rules.Form:
    """Return `form` as the course asks it, with the version's objectives and faculty as rows."""
    objectives = Objective.objects.filter(version=version).order_by("position")
    faculty = Faculty.objects.filter(version=version).order_by("position")
    return rules.form_from(
        form.definition,
        objectives=[rules.Row(key=objective.key, text=objective.text) for objective in objectives],
        faculty=[rules.Row(key=person.key, text=_name(person)) for person in faculty],
    )


def _name(person: Faculty) -> str:
    return f"{person.name}, {person.credentials}" if person.credentials else person.name
