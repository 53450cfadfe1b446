"""Pages that are the same for everybody: no cookie, one copy kept for all, and nothing sent that the browser has.

A kept page is right as long as the catalog's edition stands and no day has begun anywhere: in every zone days begin
on a quarter of an hour. Browsers and proxies ask again each time and are mostly told that nothing changed. Each page
without a question is also kept in a file, which all processes have, and shown as it was while the database is away.
"""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.cache import caches
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from credence.catalog.queries.edition import edition
from credence.kit.clock import now
from credence.kit.outage import is_away

QUARTER_OF_AN_HOUR = 900
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is kept."""

    content: bytes
    content_type: str
    etag: str


def render_public(template: str, context: dict[str, Any]) -> HttpResponse:
    """Render a page that knows nothing of who asks: there is no request in it, no message and no CSRF token."""
    return HttpResponse(render_to_string(template, context))


def public_page(*reads: str) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """Serve what a view answers to everybody.

    Args:
        reads: the names of the GET parameters that the view reads. Others do not make another page.
    """

    def decorate(view: View) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return _response(request, _current(request, reads, lambda: view(request, *args, **kwargs)))

        return require_safe(answer)

    return decorate


def _current(request: HttpRequest, reads: Collection[str], render: Callable[[], HttpResponse]) -> Page:
    """Return the page as it is now; as it was last, while the database is away."""
    former = "" if _asked(request, reads) else _digest((get_language(), request.path))
    try:
        return _kept(render, _key(request, reads), former)
    except DatabaseError as error:
        page: Page | None = caches["former"].get(former) if former and is_away(error) else None
        if page is None:
            raise
        return page


def _asked(request: HttpRequest, reads: Collection[str]) -> list[tuple[str, str]]:
    return [(name, request.GET[name]) for name in reads if request.GET.get(name)]


def _key(request: HttpRequest, reads: Collection[str]) -> str:
    """Return the name under which the page is kept, "" while nothing has ever been published."""
    mark = edition()
    quarter = int(now().timestamp()) // QUARTER_OF_AN_HOUR
    return _digest((mark, quarter, get_language(), request.path, _asked(request, reads))) if mark else ""


def _digest(said: object) -> str:
    return hashlib.sha256(repr(said).encode(errors="backslashreplace")).hexdigest()


def _kept(render: Callable[[], HttpResponse], key: str, former: str) -> Page:
    page: Page | None = caches["pages"].get(key) if key else None
    if page is None:
        response = render()
        digest = hashlib.sha256(response.content).hexdigest()
        page = Page(response.content, response["Content-Type"], f'"{digest[:32]}"')
        if key:
            caches["pages"].set(key, page, QUARTER_OF_AN_HOUR)
        if key and former:
            caches["former"].set(former, page)
    return page


def _response(request: HttpRequest, page: Page) -> HttpResponseBase:
    response = HttpResponse(page.content, content_type=page.content_type)
    response["ETag"] = page.etag
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    patch_vary_headers(response, ("Accept-Language", "Accept-Encoding"))
    return get_conditional_response(request, etag=page.etag, response=response) or response
