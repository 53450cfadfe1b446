"""What a version is found by: its words by weight, and its facets."""

from collections.abc import Iterable
from dataclasses import dataclass

from credence.catalog.enums import FacetKind
from credence.catalog.models import CourseVersion
from credence.catalog.queries.terms import terms_in_force
from credence.catalog.rules.listing import length_of, price_class
from credence.catalog.rules.search import name_words_in, words_in


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """The words of a version, the weightiest first, folded by `words_in`; and its facets by kind and value."""

    title: str
    subject: str
    summary: str
    body: str
    facets: frozenset[tuple[str, str]]

    @property
    def terms(self) -> list[str]:
        """Return each word once, in order."""
        return sorted({word for text in self.texts for word in text.split()})

    @property
    def texts(self) -> tuple[str, str, str, str]:
        """Return the four texts by weight."""
        return self.title, self.subject, self.summary, self.body


def entry_of(version: CourseVersion) -> Entry:
    """Return by what `version` is found."""
    topics = list(version.topics.order_by("slug"))
    credits_ = terms_in_force(version)
    facets = {
        (FacetKind.PRICE, price_class(version.price)),
        (FacetKind.LENGTH, length_of(version.facts.minutes)),
        *((FacetKind.TOPIC, topic.slug) for topic in topics),
        *((FacetKind.CREDIT, terms.type.code) for terms in credits_),
        *((FacetKind.PROFESSION, each) for terms in credits_ for each in terms.type.professions - terms.served),
        *((FacetKind.FORMAT, kind) for kind in version.chapters.order_by().values_list("kind", flat=True)),
    }
    objectives = version.objectives.values_list("text", flat=True)
    named = (" ".join(name_words_in(name)) for name in version.faculty.values_list("name", flat=True))
    kinds = sorted(terms.type.name for terms in credits_)
    return Entry(
        title=_folded([version.title]),
        subject=_folded([*(word for topic in topics for word in (topic.name, *topic.synonyms)), *objectives]),
        summary=_folded([version.summary, version.audience]),
        body=_folded([version.description, *named, version.provider.name, version.facts.partner, *kinds]),
        facets=frozenset((str(kind), value) for kind, value in facets),
    )


def _folded(texts: Iterable[str]) -> str:
    return " ".join(word for text in texts for word in words_in(text))
