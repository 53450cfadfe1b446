"""Public pages first: what is kept for everybody is answered before anything is asked of who asks."""

from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request

from credence.kit.outage import is_away
from credence.learn.responses.kept_pages import MEGABYTE, KeptPage, Shelf
from credence.learn.responses.public_pages import PublicPage, Question, asked, stamp_now

Name = tuple[bool, str, str, str, Question]
MOST_PATHS = 50_000

plain_pages, answers_to_questions = Shelf(48 * MEGABYTE), Shelf(8 * MEGABYTE)
"""Apart, so that no number of searches displaces the pages that everybody opens."""

_reads: dict[str, tuple[str, ...]] = {}
"""Which GET parameters the page at a path reads; only paths of pages that exist are in it."""


def forget_pages() -> None:
    """Keep no page any more, nor that there was one."""
    _reads.clear()
    plain_pages.clear()
    answers_to_questions.clear()


class PublicPagesFirst:
    """Answers with a kept page where it is still right, and keeps what a view answered to everybody.

    A page is kept with the headers that all the middleware gave it. Its name holds all that it depends on: scheme and
    host, language, path, and what it reads of the address. Nothing is kept that sets a cookie or depends on one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer from memory, or as the view does."""
        page = _kept(request) if request.method in ("GET", "HEAD") and request.path_info in _reads else None
        if page is not None:
            return page.answer(request)
        response = self._get_response(request)
        return _keep(request, response) if isinstance(response, PublicPage) else response


def _kept(request: HttpRequest) -> KeptPage | None:
    name = _name(request, _reads[request.path_info])
    page = _shelf(name).get(name) if name else None
    return page if page is not None and _is_right(page) else None


def _is_right(page: KeptPage) -> bool:
    """Whether a page is as it would be now; the view itself knows what to show while the database is away."""
    try:
        return page.stamp == stamp_now()
    except DatabaseError as error:
        if is_away(error):
            return False
        raise


def _keep(request: HttpRequest, response: PublicPage) -> HttpResponse:
    if not response.is_for_everybody:
        return response
    page = KeptPage(response.content, dict(response.items()), response.stamp)
    name = _name(request, response.reads)
    if response.stamp is not None and name:
        if len(_reads) >= MOST_PATHS:
            _reads.clear()
        _reads[request.path_info] = response.reads
        _shelf(name).put(name, page)
    return page.answer(request)


def _name(request: HttpRequest, reads: tuple[str, ...]) -> Name | None:
    """Return the name under which the page is kept, None for a host that is not ours."""
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    language = get_language_from_request(request)
    return (request.is_secure(), host, language, request.path_info, asked(request, reads))


def _shelf(name: Name) -> Shelf:
    return answers_to_questions if name[-1] else plain_pages
