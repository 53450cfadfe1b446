"""The catalog's addresses: what a reader looks for, as GET parameters and back, and the words of the filters."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from credence.accounts.enums import Profession
from credence.catalog.enums import ChapterKind, FacetKind
from credence.catalog.models import Topic
from credence.catalog.queries.search import Found, Search, Sort
from credence.catalog.rules.listing import LENGTHS

LONGEST_SEARCH = 200
LONGEST_VALUE = 60
PARAMETERS = ("q", *FacetKind.values, "all", "sort", "page")
"""All that the catalog reads; anything else in its address changes nothing."""
LABELS = {
    **{(FacetKind.PROFESSION, each.value): each.label for each in Profession},
    **{(FacetKind.FORMAT, each.value): each.label for each in ChapterKind},
    (FacetKind.PRICE, "free"): _("Free"),
    (FacetKind.PRICE, "paid"): _("With a fee"),
    (FacetKind.LENGTH, "short"): _("Up to 30 minutes"),
    (FacetKind.LENGTH, "medium"): _("31 to 60 minutes"),
    (FacetKind.LENGTH, "long"): _("Over an hour"),
}
SORTS = {Sort.RELEVANCE: _("Most relevant"), Sort.NEWEST: _("Newest"), Sort.SHORTEST: _("Shortest")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One thing to choose: its words, how many courses it gives, and the address that chooses it or takes it back."""

    label: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """The choices of one kind."""

    kind: FacetKind
    choices: tuple[Choice, ...]


def search_from(parameters: QueryDict) -> Search:
    """Return what the address asks for; what is not understood is as if it were not there."""
    sort = parameters.get("sort", "")
    chosen = {kind: _text(parameters, kind)[:LONGEST_VALUE] for kind in FacetKind.values}
    return Search(
        words=_text(parameters, "q")[:LONGEST_SEARCH],
        facets={kind: value for kind, value in chosen.items() if value},
        every=parameters.get("all") == "1",
        sort=Sort(sort) if sort in set(Sort) else Sort.RELEVANCE,
    )


def address(search: Search, page: int = 1) -> str:
    """Return the parameters that ask for `search`, always the same for the same search."""
    asked = {
        "q": search.words,
        **{kind: search.facets.get(kind, "") for kind in FacetKind.values},
        "all": "1" if search.every else "",
        "sort": "" if search.sort is Sort.RELEVANCE else search.sort.value,
        "page": str(page) if page > 1 else "",
    }
    return "?" + urlencode({name: value for name, value in asked.items() if value})


def groups(found: Found, credit_name: Callable[[str], str]) -> tuple[Group, ...]:
    """Return every filter that would give something, or is set."""
    labels = _labels(found, credit_name)
    listed = (Group(kind=kind, choices=_choices(found, kind, labels)) for kind in FacetKind)
    return tuple(group for group in listed if group.choices)


def sorts(search: Search) -> tuple[tuple[str, str, bool], ...]:
    """Return the words and the address of each order, and whether it is the present one."""
    wanted = [sort for sort in Sort if search.words or sort is not Sort.RELEVANCE]
    present = search.sort if search.sort in wanted else Sort.NEWEST
    return tuple((str(SORTS[each]), address(replace(search, sort=each)), each is present) for each in wanted)


def _text(parameters: QueryDict, name: str) -> str:
    return " ".join(parameters.get(name, "").replace("\0", " ").split())


def _labels(found: Found, credit_name: Callable[[str], str]) -> Mapping[tuple[str, str], str]:
    slugs = [*found.facets.get(FacetKind.TOPIC, ()), found.search.facets.get(FacetKind.TOPIC, "")]
    topics = Topic.objects.filter(slug__in=slugs).values_list("slug", "name")
    return {
        **{key: str(label) for key, label in LABELS.items()},
        **{(FacetKind.TOPIC, slug): name for slug, name in topics},
        **{(FacetKind.CREDIT, code): credit_name(code) for code in found.facets.get(FacetKind.CREDIT, ())},
    }


def _choices(found: Found, kind: FacetKind, labels: Mapping[tuple[str, str], str]) -> tuple[Choice, ...]:
    """Return the choices of a kind in the order of their words; lengths from short to long."""
    search, counts = found.search, dict(found.facets.get(kind, {}))
    chosen = search.facets.get(kind)
    if chosen:
        counts.setdefault(chosen, 0)
    without = {name: value for name, value in search.facets.items() if name != kind}
    choices = [
        Choice(
            label=labels.get((kind, value), value),
            count=count,
            url=address(replace(search, facets=without if value == chosen else {**without, kind: value})),
            chosen=value == chosen,
        )
        for value, count in sorted(counts.items(), key=lambda each: LENGTHS.index(each[0]) if each[0] in LENGTHS else 0)
    ]
    return tuple(choices if kind is FacetKind.LENGTH else sorted(choices, key=lambda each: each.label.casefold()))
