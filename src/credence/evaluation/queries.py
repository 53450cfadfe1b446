"""Which forms are due, and what was answered."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from credence.catalog.models import AccreditingProvider, CourseVersion, Faculty
from credence.catalog.queries.kept import version_kept
from credence.catalog.queries.stamp import mark_beside, mark_of_content
from credence.enrollment.models import Enrollment
from credence.enrollment.queries.done import Done, rows_done
from credence.evaluation import rules
from credence.evaluation.models import CourseEvaluation, EvaluationForm, EvaluationResponse
from credence.kit.kept import Kept


@dataclass(frozen=True, kw_only=True, slots=True)
class DueForm:
    """A form that an accrediting provider asks of an enrollment, and the answer to it if there is one."""

    provider: AccreditingProvider
    form: EvaluationForm
    response: EvaluationResponse | None


def forms_for(enrollment: Enrollment) -> tuple[DueForm, ...]:
    """Return the forms of the enrollment's version of the course, in the order of their providers."""
    return forms_for_many([enrollment])[enrollment.pk]


Uses = tuple[CourseEvaluation, ...]
MOST = 500
COLUMNS = "id", "enrollment_id", "form_id", "submitted_at"

_uses: Kept[int, Uses] = Kept(MOST)


def forms_for_many(enrollments: Iterable[Enrollment]) -> dict[int, tuple[DueForm, ...]]:
    """Return the forms of each enrollment by its primary key, in one query for all, and one for the mark of content
    where they do not bring it.
    """
    enrollments = list(enrollments)
    uses = uses_kept({enrollment.version_id for enrollment in enrollments}, mark_beside(enrollments))
    responses = responses_of_many(enrollments)
    return {each.pk: _due(uses[each.version_id], responses[each.pk]) for each in enrollments}


def uses_kept(versions: Collection[int], mark: str) -> dict[int, Uses]:
    """Return which forms versions ask for, with form and provider, in the order of providers; in one query at most.

    Kept as long as the mark of content stands: forms and their uses change it (evaluation migration 0003).
    """
    return _uses.get(mark, versions, _read_uses)


def _read_uses(versions: Collection[int]) -> dict[int, Uses]:
    found: dict[int, list[CourseEvaluation]] = defaultdict(list)
    uses = CourseEvaluation.objects.filter(version__in=versions).select_related("provider", "form")
    for use in uses.order_by("provider__name"):
        found[use.version_id].append(use)
    return {pk: tuple(found[pk]) for pk in versions}


def rows_of_responses() -> QuerySet[Any, tuple[Any, ...]]:
    """Return what is read of answers, to be read with other things in one statement; `forms_from` knows its rows."""
    return rows_done(EvaluationResponse.objects.all(), "response", about="form_id", at="submitted_at")


def forms_from(uses: Uses, done: Iterable[Done]) -> tuple[DueForm, ...]:
    """Return the forms of one enrollment, of what was done in it; the answers themselves are read only if asked for."""
    mine = (each for each in done if each.kind == "response")
    return _due(uses, {each.about: _response(each) for each in mine})


def _response(row: Done) -> EvaluationResponse:
    return EvaluationResponse.from_db("default", COLUMNS, (row.pk, row.of, row.about, row.at))


def _due(uses: Uses, responses: Mapping[int, EvaluationResponse]) -> tuple[DueForm, ...]:
    return tuple(DueForm(provider=use.provider, form=use.form, response=responses.get(use.form_id)) for use in uses)


def responses_of_many(enrollments: Iterable[Enrollment]) -> dict[int, dict[int, EvaluationResponse]]:
    """Return enrollment primary key -> form primary key -> response, in one query for all."""
    by_enrollment: dict[int, dict[int, EvaluationResponse]] = {enrollment.pk: {} for enrollment in enrollments}
    for response in EvaluationResponse.objects.filter(enrollment__in=by_enrollment):
        by_enrollment[response.enrollment_id][response.form_id] = response
    return by_enrollment


def form_asked(form: EvaluationForm, version: CourseVersion, mark: str | None = None) -> rules.Form:
    """Return `form` as the course asks it, with the version's objectives and faculty as rows.

    The `mark` of content is read where it is not given.
    """
    facts = version_kept(version.pk, mark_of_content() if mark is None else mark)
    return rules.form_from(
        form.definition,
        objectives=[rules.Row(key=objective.key, text=objective.text) for objective in facts.objectives],
        faculty=[rules.Row(key=person.key, text=_name(person)) for person in facts.faculty],
    )


def _name(person: Faculty) -> str:
    return f"{person.name}, {person.credentials}" if person.credentials else person.name
