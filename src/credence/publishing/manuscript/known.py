"""What is known outside a manuscript: providers, their forms and texts, topics, earlier versions."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import Any

from credence.catalog.rules.approvers import APPROVERS
from credence.catalog.rules.organizations import folded
from credence.publishing.manuscript.document import ProviderManuscript
from credence.publishing.manuscript.shape.part import plain
from credence.publishing.manuscript.shape.provider import Accreditation, StatementText


@dataclass(frozen=True, kw_only=True)
class Term:
    """The dates of the version published before."""

    reviewed_on: dt.date
    expires_on: dt.date


@dataclass(frozen=True, kw_only=True)
class Known:
    """The surroundings of a course.

    By provider: `zones` are time zones, `statements` the newest texts, `numbers` the labels of its numbers,
    `accreditations` with their terms, `approvers` whether one is an RCEEM+, by folded name. `forms` are fingerprints by
    provider and name, `terms` the dates of published courses by slug, `ineligible` the folded names of companies that
    were disclosed or gave support in other courses. `coming` are courses that are published together with this one;
    `broken` providers have flaws of their own.
    """

    zones: dict[str, str] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    statements: dict[str, tuple[StatementText, ...]] = field(default_factory=dict)
    accreditations: dict[str, tuple[Accreditation, ...]] = field(default_factory=dict)
    approvers: dict[str, dict[str, bool]] = field(default_factory=dict)
    ineligible: frozenset[str] = frozenset()
    numbers: dict[str, frozenset[str]] = field(default_factory=dict)
    forms: dict[tuple[str, str], str] = field(default_factory=dict)
    topics: frozenset[str] = frozenset()
    terms: dict[str, Term] = field(default_factory=dict)
    coming: frozenset[str] = frozenset()

    @property
    def providers(self) -> frozenset[str]:
        """The slugs of the providers."""
        return frozenset(self.zones)

    def zone(self, provider: str) -> str:
        """Return a provider's zone (R70), or UTC for one that is not known."""
        return self.zones.get(provider, "UTC")

    def is_rceem_plus(self, provider: str, approver: str) -> bool:
        """Return whether an approver is an RCEEM+ by the provider's own list, or else by the one of Credence (R9)."""
        name = folded(approver)
        return self.approvers.get(provider, {}).get(name, APPROVERS.get(name, False))

    def forms_of(self, provider: str) -> list[str]:
        """Return the names of a provider's forms."""
        return sorted(name for owner, name in self.forms if owner == provider)


def with_provider(known: Known, manuscript: ProviderManuscript) -> Known:
    """Return what is known once `manuscript` is published; nothing new where it has no shape."""
    provider = manuscript.provider
    if provider is None:
        return known
    slug = provider.slug
    texts = {(each.kind, each.credit_type): each for each in (*known.statements.get(slug, ()), *provider.statements)}
    forms = {(slug, name): form_fingerprint(plain(form)) for name, form in manuscript.forms.items()}
    return replace(
        known,
        zones={**known.zones, slug: provider.time_zone},
        statements={**known.statements, slug: tuple(texts.values())},
        accreditations={**known.accreditations, slug: provider.accreditations},
        approvers={**known.approvers, slug: _ranks(manuscript)},
        numbers={**known.numbers, slug: frozenset(provider.provider_numbers)},
        forms={**known.forms, **forms},
    )


def _ranks(manuscript: ProviderManuscript) -> dict[str, bool]:
    listed = manuscript.approvers.approvers if manuscript.approvers else ()
    return {folded(each.name): each.rceem_plus for each in listed}


def form_fingerprint(definition: dict[str, Any]) -> str:
    """Return the SHA-256 of a form's definition."""
    canonical = json.dumps(definition, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
