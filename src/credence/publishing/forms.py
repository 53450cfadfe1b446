"""Evaluation forms between their files and their rows."""

import datetime as dt

from credence.catalog.models import AccreditingProvider
from credence.evaluation.actions import add_form
from credence.evaluation.models import EvaluationForm
from credence.publishing.folder.format import Evaluation
from credence.publishing.folder.provider import EvaluationFile
from credence.publishing.folder.provider_folder import definition_of, form_fingerprint


def put_forms(provider: AccreditingProvider, files: dict[str, EvaluationFile], *, by: str, now: dt.datetime) -> bool:
    """Put a provider's forms, by their names, among those it has, and return whether any is new."""
    added = []
    for slug, file in sorted(files.items()):
        definition = definition_of(file)
        fingerprint = form_fingerprint(definition)
        added.append(add_form(provider=provider, slug=slug, definition=definition, sha256=fingerprint, by=by, now=now))
    return any(added)


def forms_used(evaluations: tuple[Evaluation, ...], fingerprints: dict[tuple[str, str], str]) -> list[EvaluationForm]:
    """Return the forms that a course uses, each at the fingerprint known for it."""
    return [
        EvaluationForm.objects.select_related("provider").get(
            provider__slug=each.provider, slug=each.form, sha256=fingerprints[each.provider, each.form]
        )
        for each in evaluations
    ]
