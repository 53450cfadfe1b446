"""What the database knows: the surroundings of a manuscript, and the manuscript of what is published."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from credence.catalog import models
from credence.catalog.enums import OrganizationKind
from credence.catalog.models import AccreditingProvider, Course, CourseVersion, Statement, Topic
from credence.catalog.rules.organizations import folded
from credence.evaluation.models import CourseEvaluation, EvaluationForm
from credence.media.enums import Kind
from credence.media.models import Asset
from credence.media.queries import assets_by_hash, probe_of
from credence.media.rules.limits import SUFFIXES
from credence.media.rules.webvtt import read
from credence.publishing.manuscript.document import (
    Files,
    Manuscript,
    ProviderManuscript,
    manuscript_of,
    provider_manuscript_of,
)
from credence.publishing.manuscript.known import Known, Term
from credence.publishing.manuscript.posttests import posttest_document
from credence.publishing.manuscript.shape.provider import Accreditation, ProviderDocument, StatementText


def known_here() -> Known:
    """Return the surroundings of whatever is published next."""
    return Known(
        zones=dict(AccreditingProvider.objects.values_list("slug", "time_zone")),
        statements=_statements(),
        accreditations=_accreditations(),
        approvers=_approvers(),
        ineligible=_ineligible(),
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
    """Return the manuscript of a version, as it was published."""
    source = version.source
    kept = assets_by_hash(source["files"].values())
    assets = {path: kept[sha256] for path, sha256 in source["files"].items()}
    files = replace(files_of(assets), texts=source["texts"])
    return manuscript_of(source["course"], posttest_document(version, source["pictures"]), files)


def files_of(assets: Mapping[str, Asset]) -> Files:
    """Return what is known of stored files, by path."""
    captions = {path: asset for path, asset in assets.items() if asset.kind == Kind.CAPTIONS}
    return Files(
        found={path: probe_of(asset) for path, asset in assets.items()},
        cues={path: read(_text(asset)).cues for path, asset in captions.items()},
        shelved={path: str(asset.file.name) for path, asset in assets.items()},
    )


def _text(asset: Asset) -> str:
    with asset.file.open("rb") as file:
        return str(file.read().decode("utf-8-sig"))


def published_provider(provider: AccreditingProvider, version: CourseVersion) -> ProviderManuscript:
    """Return the manuscript of a provider with its newest texts, and with the forms that a version uses."""
    uses = CourseEvaluation.objects.filter(version=version, provider=provider).select_related("form")
    forms = {use.form.slug: use.form.definition for use in uses}
    approvers = list(provider.approvers.values("name", "rceem_plus"))
    return provider_manuscript_of(
        _provider_document(provider), forms, {"approvers": approvers} if approvers else None, _signature(provider)
    )


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


def _accreditations() -> dict[str, tuple[Accreditation, ...]]:
    found: dict[str, tuple[Accreditation, ...]] = {}
    for row in models.Accreditation.objects.select_related("provider"):
        document = Accreditation.model_validate(_accreditation(row))
        found[row.provider.slug] = (*found.get(row.provider.slug, ()), document)
    return found


def _accreditation(row: models.Accreditation) -> dict[str, Any]:
    return {
        "body": row.body,
        "number": row.number,
        "from": row.valid_from,
        "to": row.valid_to,
        "status": row.status,
    }


def _approvers() -> dict[str, dict[str, bool]]:
    found: dict[str, dict[str, bool]] = {}
    for row in models.Approver.objects.select_related("provider"):
        found.setdefault(row.provider.slug, {})[folded(row.name)] = row.rceem_plus
    return found


def _ineligible() -> frozenset[str]:
    kind = OrganizationKind.INELIGIBLE
    companies = {
        *models.Disclosure.objects.filter(company_kind=kind).values_list("company", flat=True).distinct(),
        *models.CommercialSupport.objects.filter(company_kind=kind).values_list("company", flat=True).distinct(),
    }
    return frozenset(map(folded, companies))


def _terms() -> dict[str, Term]:
    current = Course.objects.exclude(current_version=None).values_list(
        "slug", "current_version__released_on", "current_version__reviewed_on", "current_version__expires_on"
    )
    return {
        slug: Term(reviewed_on=max(released, reviewed or released), expires_on=expires)
        for slug, released, reviewed, expires in current
    }


def _signature(provider: AccreditingProvider) -> Files:
    asset = provider.signature
    return files_of({_signature_path(asset): asset}) if asset else Files()


def _signature_path(asset: Asset) -> str:
    return f"signature{SUFFIXES[asset.content_type]}"


def _provider_document(provider: AccreditingProvider) -> dict[str, Any]:
    newest: dict[tuple[str, str], Statement] = {}
    for statement in Statement.objects.filter(provider=provider).order_by("version", "pk"):
        newest[statement.kind, statement.credit_type] = statement
    same = ProviderDocument.model_fields.keys() - {"url", "signatory", "accreditations", "statements"}
    return {
        **{name: getattr(provider, name) for name in same},
        "url": provider.url or None,
        "signatory": {
            "name": provider.signatory_name,
            "title": provider.signatory_title,
            "signature": _signature_path(provider.signature) if provider.signature else None,
        },
        "accreditations": [_accreditation(row) for row in provider.accreditations.all()],
        "statements": [
            {"kind": each.kind, "credit_type": each.credit_type, "text": each.text} for each in newest.values()
        ],
    }
