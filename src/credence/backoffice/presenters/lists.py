"""Long lists, page by page, with the same question on every page."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest

from credence.kit.keyset import END, Page, page_of

ON_A_PAGE = 25
PLACES = ("after", "before")


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list, and the addresses beside it, each empty where there is no such page."""

    page: Page[Any]
    query: str

    @property
    def rows(self) -> list[Any]:
        """What stands on the page."""
        return self.page.rows

    def showing(self, rows: list[Any]) -> "Listed":
        """Return the same page showing what its rows stand for."""
        return replace(self, page=replace(self.page, rows=rows))

    @property
    def first(self) -> str:
        """The address of the beginning."""
        return self._address() if self.page.before else ""

    @property
    def earlier(self) -> str:
        """The address of the page before."""
        return self._address(before=self.page.before) if self.page.before else ""

    @property
    def later(self) -> str:
        """The address of the page after."""
        return self._address(after=self.page.after) if self.page.after else ""

    @property
    def last(self) -> str:
        """The address of the end."""
        return self._address(before=END) if self.page.after else ""

    def _address(self, **place: str) -> str:
        return "?" + "&".join(part for part in (self.query, urlencode(place, safe=":")) if part)


def listed(request: HttpRequest, rows: QuerySet[Any], size: int = ON_A_PAGE) -> Listed:
    """Return the page at the place that the address tells; the first one where it tells none."""
    after, before = (request.GET.get(name, "") for name in PLACES)
    return Listed(page_of(rows, size, after=after, before=before), question(request))


def question(request: HttpRequest) -> str:
    """Return what the address asks for besides the place in the list, as an address; what is empty is left out."""
    asked = request.GET.copy()
    for name in list(asked):
        if name in PLACES or not asked[name]:
            del asked[name]
    return asked.urlencode()
