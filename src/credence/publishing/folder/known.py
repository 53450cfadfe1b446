"""What is known outside the folder being read: providers, their forms and texts, topics, earlier versions."""

import datetime as dt
from dataclasses import dataclass, field, replace

from credence.catalog.models import AccreditingProvider, Course, Statement, Topic
from credence.catalog.rules.drafts import StatementOnFile, Term
from credence.evaluation.models import EvaluationForm
from credence.kit.clock import day_in
from credence.publishing.folder.provider_folder import ProviderFolder, definition_of, form_fingerprint


@dataclass(frozen=True, kw_only=True)
class Known:
    """The surroundings of a course.

    `zones` are time zones by provider, `forms` fingerprints by provider and name; `broken` providers have faults.
    """

    zones: dict[str, str] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    statements: tuple[StatementOnFile, ...] = ()
    forms: dict[tuple[str, str], str] = field(default_factory=dict)
    topics: frozenset[str] = frozenset()
    terms: dict[str, Term] = field(default_factory=dict)

    @property
    def providers(self) -> frozenset[str]:
        """The slugs of the providers."""
        return frozenset(self.zones)

    def today(self, provider: str, now: dt.datetime) -> dt.date:
        """Return the day it is in a provider's zone (R70), or in UTC for one that is not known."""
        return day_in(self.zones.get(provider, "UTC"), now)

    def forms_of(self, provider: str) -> list[str]:
        """Return the names of a provider's forms."""
        return sorted(name for owner, name in self.forms if owner == provider)


def known_here() -> Known:
    """Return what the database knows."""
    newest = {
        (each.provider.slug, each.kind, each.credit_type): each.text
        for each in Statement.objects.select_related("provider").order_by("version")
    }
    return Known(
        zones=dict(AccreditingProvider.objects.values_list("slug", "time_zone")),
        statements=tuple(
            StatementOnFile(provider=provider, kind=kind, credit_type=code, text=text)
            for (provider, kind, code), text in newest.items()
        ),
        forms={
            (form.provider.slug, form.slug): form.sha256
            for form in EvaluationForm.objects.select_related("provider").order_by("version")
        },
        topics=frozenset(Topic.objects.values_list("slug", flat=True)),
        terms=_terms(),
    )


def with_provider(known: Known, folder: ProviderFolder) -> Known:
    """Return what is known once `folder` is imported."""
    slug = folder.provider.slug
    texts = {(each.provider, each.kind, each.credit_type): each for each in known.statements}
    for each in folder.provider.statements:
        texts[slug, each.kind, each.credit_type] = StatementOnFile(
            provider=slug, kind=each.kind, credit_type=each.credit_type, text=each.text
        )
    forms = {(slug, name): form_fingerprint(definition_of(form)) for name, form in folder.forms.items()}
    return replace(
        known,
        zones={**known.zones, slug: folder.provider.time_zone},
        statements=tuple(texts.values()),
        forms={**known.forms, **forms},
    )


def _terms() -> dict[str, Term]:
    current = Course.objects.exclude(current_version=None).values_list(
        "slug", "current_version__released_on", "current_version__reviewed_on", "current_version__expires_on"
    )
    return {
        slug: Term(reviewed_on=max(released, reviewed or released), expires_on=expires)
        for slug, released, reviewed, expires in current
    }
