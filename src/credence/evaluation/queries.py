"""Which forms are due, and what was answered."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, QuerySet

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
    """A form that an accrediting provider asks of an enrollment, and the answer to it if there is one.

    `former` are those that earlier versions of the line asked in its place: an answer to one of them is an answer.
    """

    provider: AccreditingProvider
    form: EvaluationForm
    response: EvaluationResponse | None
    former: tuple[EvaluationForm, ...] = ()


def forms_for(enrollment: Enrollment) -> tuple[DueForm, ...]:
    """Return the forms of the enrollment's version of the course, in the order of their providers."""
    return forms_for_many([enrollment])[enrollment.pk]


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """A form that a version asks for, and those that earlier versions of its line asked in its place, newest first."""

    provider: AccreditingProvider
    form: EvaluationForm
    former: tuple[EvaluationForm, ...]


Uses = tuple[Use, ...]
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
    """Read what each version asks for beside what its line has asked so far, in one query."""
    found: dict[int, list[CourseEvaluation]] = defaultdict(list)
    of_lines = CourseEvaluation.objects.filter(version__line__versions__in=versions)
    asked = of_lines.annotate(of=F("version__line__versions")).filter(version__lte=F("of"))
    for use in asked.select_related("provider", "form").order_by("provider__name", "-version"):
        found[use.of].append(use)
    return {pk: tuple(_uses_of(pk, found[pk])) for pk in versions}


def _uses_of(version: int, asked: Sequence[CourseEvaluation]) -> Iterator[Use]:
    for use in asked:
        if use.version_id == version:
            same = [each.form for each in asked if each.provider_id == use.provider_id]
            former = {each.pk: each for each in same if each.pk != use.form_id}
            yield Use(provider=use.provider, form=use.form, former=tuple(former.values()))


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
    return tuple(_due_form(use, responses) for use in uses)


def _due_form(use: Use, responses: Mapping[int, EvaluationResponse]) -> DueForm:
    form = next((each for each in (use.form, *use.former) if each.pk in responses), use.form)
    return DueForm(provider=use.provider, form=form, response=responses.get(form.pk), former=use.former)


def due_under(forms: Iterable[DueForm], form_pk: int) -> DueForm | None:
    """Return what is due where a page asked a form, which an earlier version of the line may have asked."""
    for due in forms:
        if due.form.pk == form_pk:
            return due
        asked = next((each for each in due.former if each.pk == form_pk), None)
        if asked:
            return due if due.response else replace(due, form=asked)
    return None


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
