"""Pages that are the same for everybody: no cookie, one copy kept for all, and nothing sent that the browser has.

A kept page is right as long as the catalog's edition stands and no day has begun anywhere: in every zone days begin
on a quarter of an hour. Browsers and proxies ask again each time and are mostly told that nothing changed. It is
answered before anything is asked of who asks (`project.public_pages`), with one query. Each page without a question is
also kept in a file, which all processes have, and shown as it was while the database is away.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.cache import caches
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from credence.catalog.queries.edition import edition
from credence.kit.clock import now
from credence.kit.outage import is_away

QUARTER_OF_AN_HOUR = 900
SECONDS_IN_FRONT = 1
"""How long a server in front may hand a page out without asking; only nginx reads it, and passes it on to nobody."""

View = Callable[..., HttpResponse]
Stamp = tuple[str, int]
Question = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is kept in a file."""

    content: bytes
    content_type: str


class PublicPage(HttpResponse):
    """What a view answers to everybody; right as long as `stamp` is, and kept nowhere without one."""

    def __init__(self, page: Page, reads: tuple[str, ...], stamp: Stamp | None) -> None:
        """Take the page, the names of the GET parameters that were read for it, and its stamp."""
        super().__init__(page.content, content_type=page.content_type)
        self.reads, self.stamp = reads, stamp
        self["Cache-Control"] = "public, max-age=0, must-revalidate"
        patch_vary_headers(self, ("Accept-Language", "Accept-Encoding"))
        if stamp:
            self["X-Accel-Expires"] = str(SECONDS_IN_FRONT)

    @property
    def is_for_everybody(self) -> bool:
        """Whether it sets no cookie and depends on none, such as one that no longer opens a session."""
        return not self.cookies and "cookie" not in self["Vary"].lower()


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
            return _current(request, reads, lambda: view(request, *args, **kwargs))

        return require_safe(answer)

    return decorate


def stamp_now() -> Stamp | None:
    """Return the stamp of pages that are made from now on, None while nothing has ever been published.

    Raises:
        DatabaseError: the database does not answer.
    """
    mark = edition()
    return (mark, int(now().timestamp()) // QUARTER_OF_AN_HOUR) if mark else None


def asked(request: HttpRequest, reads: tuple[str, ...]) -> Question:
    """Return what the address asks of a page besides its path."""
    if not request.META.get("QUERY_STRING"):
        return ()
    return tuple((name, request.GET[name]) for name in reads if request.GET.get(name))


def _current(request: HttpRequest, reads: tuple[str, ...], render: Callable[[], HttpResponse]) -> PublicPage:
    """Return the page as it is now; as it was last, while the database is away."""
    former = "" if asked(request, reads) else _digest((get_language(), request.path))
    try:
        stamp = stamp_now()
        response = render()
    except DatabaseError as error:
        last: Page | None = caches["former"].get(former) if former and is_away(error) else None
        if last is None:
            raise
        return PublicPage(last, reads, None)
    page = Page(response.content, response["Content-Type"])
    if stamp and former:
        caches["former"].set(former, page)
    return PublicPage(page, reads, stamp)


def _digest(said: object) -> str:
    return hashlib.sha256(repr(said).encode(errors="backslashreplace")).hexdigest()
