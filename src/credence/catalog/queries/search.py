"""Find courses by words and facets, and count what each facet would give."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import reduce
from operator import or_

from django.db.models import Count, Q, QuerySet

from credence.catalog.models import Facet, Listing, Term
from credence.catalog.queries.courses import listed_courses
from credence.catalog.queries.words import Relevance
from credence.catalog.rules.search import Query, is_mendable, mended, query_of

MOST_ENDINGS = 30


class Sort(StrEnum):
    """In which order courses are found. Without words, the most relevant are the newest."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    SHORTEST = "shortest"


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """What somebody looks for. `facets` holds at most one value of a kind; `every` wants expired courses, too."""

    words: str = ""
    facets: Mapping[str, str] = field(default_factory=dict)
    every: bool = False
    sort: Sort = Sort.RELEVANCE


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What was found for a search. `mended` is what was searched for instead, where the words themselves gave nothing.

    `others` counts the courses without credit that the same search would find besides if `every` were asked for.
    """

    search: Search
    listings: QuerySet[Listing]
    count: int
    others: int
    mended: Query | None
    facets: Mapping[str, Mapping[str, int]]


def find(search: Search, now: dt.datetime) -> Found:
    """Return the courses that answer `search`, in at most eleven queries and that of the courses themselves.

    Each facet's count is what choosing it would give: everything else as it is, this kind set to this value.
    """
    query = _completed(query_of(search.words))
    count, better = _select(search, query, now).count(), None
    if query and not count and (better := _mended(query)):
        better = _completed(better)
        count = _select(search, better, now).count()
    if better and count:
        query = better
    return Found(
        search=search,
        listings=_sorted(search, query, now),
        count=count,
        others=0
        if search.every
        else _select(replace(search, every=True), query, now).filter(closes_at__lte=now).count(),
        mended=query if better and count else None,
        facets=_facet_counts(search, query, now),
    )


def _select(
    search: Search, query: Query | None, now: dt.datetime, courses: QuerySet[Listing] | None = None
) -> QuerySet[Listing]:
    courses = Listing.objects.all() if courses is None else courses
    if not search.every:
        courses = courses.filter(closes_at__gt=now)
    if search.words.strip():
        courses = courses.filter(words__document__matches=query) if query else courses.none()
    for kind, value in search.facets.items():
        courses = courses.filter(facets__kind=kind, facets__value=value)
    return courses


def _sorted(search: Search, query: Query | None, now: dt.datetime) -> QuerySet[Listing]:
    courses = _select(search, query, now, listed_courses())
    if search.sort is Sort.SHORTEST:
        return courses.order_by("minutes", "-released_on", "course")
    if search.sort is Sort.RELEVANCE and query:
        return courses.order_by(Relevance(query).desc(), "-released_on", "course")
    return courses


def _facet_counts(search: Search, query: Query | None, now: dt.datetime) -> dict[str, dict[str, int]]:
    """Count all kinds of which nothing is chosen in one query, and each chosen kind without its own choice."""
    free = Facet.objects.exclude(kind__in=search.facets)
    counts = _counted(free, _select(search, query, now))
    for kind in search.facets:
        others = {name: value for name, value in search.facets.items() if name != kind}
        wider = _select(replace(search, facets=others), query, now)
        counts |= _counted(Facet.objects.filter(kind=kind), wider)
    return counts


def _counted(facets: QuerySet[Facet], courses: QuerySet[Listing]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    found = facets.filter(listing__in=courses).values_list("kind", "value")
    for kind, value, number in found.annotate(number=Count("pk")).order_by("kind", "value"):
        counts.setdefault(kind, {})[value] = number
    return counts


def _completed(query: Query | None) -> Query | None:
    """Give a query the words that its last one begins: a stem hides them from the index ("reactio", "react")."""
    if query is None:
        return None
    begun = Term.objects.filter(word__startswith=query.words[-1]).order_by("word")
    return replace(query, endings=tuple(begun.values_list("word", flat=True)[:MOST_ENDINGS]))


def _mended(query: Query) -> Query | None:
    known = set(Term.objects.filter(word__in=query.words).values_list("word", flat=True))
    unknown = [word for word in query.words if word not in known and is_mendable(word)]
    return mended(query, known, _terms_beginning({word[0] for word in unknown})) if unknown else None


def _terms_beginning(letters: Iterable[str]) -> QuerySet[Term, str]:
    same_letter = reduce(or_, (Q(word__startswith=letter) for letter in letters))
    return Term.objects.filter(same_letter).order_by("word").values_list("word", flat=True)
