"""Long lists, page by page, with the same question on every page."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

ON_A_PAGE = 25


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list, and the addresses beside it."""

    page: Page[Any]
    query: str

    @property
    def earlier(self) -> str:
        """The address of the page before."""
        return self._address(self.page.number - 1)

    @property
    def later(self) -> str:
        """The address of the page after."""
        return self._address(self.page.number + 1)

    def _address(self, number: int) -> str:
        return "?" + "&".join(part for part in (self.query, f"page={number}") if part)


def listed(request: HttpRequest, rows: QuerySet[Any]) -> Listed:
    """Return the page that the address asks for; a number beyond the end is the last page."""
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return Listed(page, question(request))


def question(request: HttpRequest, place: str = "page") -> str:
    """Return what the address asks for besides the place in the list, as an address; what is empty is left out."""
    asked = request.GET.copy()
    for name in list(asked):
        if name == place or not asked[name]:
            del asked[name]
    return asked.urlencode()
