"""Evaluation forms between their documents and their rows."""

import datetime as dt
from collections.abc import Iterable, Mapping

from credence.catalog.models import AccreditingProvider
from credence.evaluation.actions import add_form
from credence.evaluation.models import EvaluationForm
from credence.publishing.manuscript.known import form_fingerprint
from credence.publishing.manuscript.shape.course import Evaluation
from credence.publishing.manuscript.shape.form import FormDocument
from credence.publishing.manuscript.shape.part import plain


def put_forms(provider: AccreditingProvider, forms: Mapping[str, FormDocument], *, by: str, now: dt.datetime) -> bool:
    """Put a provider's forms, by their names, among those it has, and return whether any is new."""
    added = []
    for slug, form in sorted(forms.items()):
        definition = plain(form)
        fingerprint = form_fingerprint(definition)
        added.append(add_form(provider=provider, slug=slug, definition=definition, sha256=fingerprint, by=by, now=now))
    return any(added)


def forms_used(evaluations: Iterable[Evaluation], known: Mapping[tuple[str, str], str]) -> list[EvaluationForm]:
    """Return the forms that a course uses, each at the fingerprint known for it."""
    return [
        EvaluationForm.objects.select_related("provider").get(
            provider__slug=each.provider, slug=each.form, sha256=known[each.provider, each.form]
        )
        for each in evaluations
    ]
