"""What the database knows: the surroundings of a manuscript, and the manuscript of what is published."""

from typing import Any

from credence.catalog.models import AccreditingProvider, Course, CourseVersion, Statement, Topic
from credence.evaluation.models import CourseEvaluation, EvaluationForm
from credence.publishing.manuscript.document import (
    Files,
    Manuscript,
    ProviderManuscript,
    manuscript_of,
    provider_manuscript_of,
)
from credence.publishing.manuscript.known import Known, Term
from credence.publishing.manuscript.posttests import posttest_document
from credence.publishing.manuscript.shape.provider import StatementText


def known_here() -> Known:
    """Return the surroundings of whatever is published next."""
    return Known(
        zones=dict(AccreditingProvider.objects.values_list("slug", "time_zone")),
        statements=_statements(),
        numbers={
            slug: frozenset(numbers)
            for slug, numbers in AccreditingProvider.objects.values_list("slug", "provider_numbers")
        },
        forms={
            (form.provider.slug, form.slug): form.sha256
            for form in EvaluationForm.objects.select_related("provider").order_by("version")
        },
        topics=frozenset(Topic.objects.values_list("slug", flat=True)),
        terms=_terms(),
    )


def published_manuscript(version: CourseVersion) -> Manuscript:
    """Return the manuscript of a version, as it was published. Its files are those that are kept."""
    source = version.source
    posttest = posttest_document(version, source["pictures"])
    return manuscript_of(source["course"], posttest, Files(texts=source["texts"]))


def published_provider(provider: AccreditingProvider, version: CourseVersion) -> ProviderManuscript:
    """Return the manuscript of a provider with its newest texts, and with the forms that a version uses."""
    uses = CourseEvaluation.objects.filter(version=version, provider=provider).select_related("form")
    forms = {use.form.slug: use.form.definition for use in uses}
    return provider_manuscript_of(_provider_document(provider), forms)


def _statements() -> dict[str, tuple[StatementText, ...]]:
    newest = {
        (each.provider.slug, each.kind, each.credit_type): each
        for each in Statement.objects.select_related("provider").order_by("version", "pk")
    }
    found: dict[str, tuple[StatementText, ...]] = {}
    for (slug, _, _), each in newest.items():
        text = StatementText.model_validate({"kind": each.kind, "credit_type": each.credit_type, "text": each.text})
        found[slug] = (*found.get(slug, ()), text)
    return found


def _terms() -> dict[str, Term]:
    current = Course.objects.exclude(current_version=None).values_list(
        "slug", "current_version__released_on", "current_version__reviewed_on", "current_version__expires_on"
    )
    return {
        slug: Term(reviewed_on=max(released, reviewed or released), expires_on=expires)
        for slug, released, reviewed, expires in current
    }


AS_STORED = (
    "slug",
    "name",
    "short_name",
    "address",
    "email",
    "time_zone",
    "provider_numbers",
    "reports_to_pars",
    "claim_days",
)


def _provider_document(provider: AccreditingProvider) -> dict[str, Any]:
    newest: dict[tuple[str, str], Statement] = {}
    for statement in Statement.objects.filter(provider=provider).order_by("version", "pk"):
        newest[statement.kind, statement.credit_type] = statement
    return {
        **{name: getattr(provider, name) for name in AS_STORED},
        "url": provider.url or None,
        "signatory": {"name": provider.signatory_name, "title": provider.signatory_title},
        "statements": [
            {"kind": each.kind, "credit_type": each.credit_type, "text": each.text} for each in newest.values()
        ],
    }
