"""Evaluation forms between their files and their rows."""

from django.db.models import Max

from credence.catalog.models import AccreditingProvider, CourseVersion
from credence.evaluation.models import CourseEvaluation, EvaluationForm
from credence.publishing.folder.format import Evaluation
from credence.publishing.folder.provider import EvaluationFile
from credence.publishing.folder.provider_folder import definition_of, form_fingerprint


def write_form(provider: AccreditingProvider, slug: str, file: EvaluationFile) -> bool:
    """Write a form, as a new version if its definition is new, and return whether it was.

    The caller holds the provider's lock.
    """
    definition = definition_of(file)
    mine = EvaluationForm.objects.filter(provider=provider, slug=slug)
    number = (mine.aggregate(last=Max("version"))["last"] or 0) + 1
    return EvaluationForm.objects.get_or_create(
        provider=provider,
        slug=slug,
        sha256=form_fingerprint(definition),
        defaults={"version": number, "title": file.title, "definition": definition},
    )[1]


def forms_used(
    evaluations: tuple[Evaluation, ...], fingerprints: dict[tuple[str, str], str]
) -> dict[str, EvaluationForm]:
    """Return the form of each provider that a course uses, at the fingerprint known for it."""
    return {
        each.provider: EvaluationForm.objects.select_related("provider").get(
            provider__slug=each.provider, slug=each.form, sha256=fingerprints[each.provider, each.form]
        )
        for each in evaluations
    }


def write_evaluations(version: CourseVersion, forms: dict[str, EvaluationForm]) -> None:
    """Write which forms a version uses, by provider."""
    CourseEvaluation.objects.bulk_create(
        [CourseEvaluation(version=version, provider=form.provider, form=form) for form in forms.values()]
    )
