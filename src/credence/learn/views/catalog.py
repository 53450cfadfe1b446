"""The public pages: home, catalog, course."""

from dataclasses import replace

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from credence.catalog.models import Course, Listing
from credence.catalog.queries.courses import (
    chapter_outline,
    course_by_slug,
    credit_codes_offered,
    open_courses,
    topic_names,
)
from credence.catalog.queries.search import Search, find
from credence.catalog.queries.terms import terms_offered
from credence.catalog.rules.credit_types import credit_type
from credence.kit.clock import day_in, now
from credence.learn.presenters.catalog_filters import PARAMETERS, address, groups, search_from, sorts
from credence.learn.presenters.structured_data import course_data
from credence.learn.responses.public_pages import public_page, render_public
from credence.learn.views.indexing import absolute, picture_path
from credence.learn.wording.front_matter import WORDS

PER_PAGE = 24
NEWEST = 6


class Counted(Paginator[Listing]):
    """Pages of what is counted already."""

    def __init__(self, listings: QuerySet[Listing], per_page: int, count: int) -> None:
        """Take the count instead of asking for it."""
        super().__init__(listings, per_page)
        self.count = count


@public_page()
def home(request: HttpRequest) -> HttpResponse:
    """Show what this site is, and its newest courses."""
    moment = now()
    context = {
        "courses": [listing.course for listing in open_courses(moment)[:NEWEST]],
        "terms_offered": terms_offered,
        "credit_types": [credit_type(code, moment.date()) for code in credit_codes_offered()],
        "page_address": absolute(reverse("learn:home")),
        **WORDS,
    }
    return render_public("home/home.html", context)


@public_page(*PARAMETERS)
def catalog(request: HttpRequest) -> HttpResponse:
    """Show the courses that answer a search, those that still give credit unless asked for all."""
    moment, search = now(), search_from(request.GET)
    found = find(search, moment)
    filters = groups(found, credit_name)
    page = Counted(found.listings, PER_PAGE, found.count).get_page(request.GET.get("page"))
    context = {
        "search": search,
        "found": found,
        "groups": filters,
        "chosen": [choice for group in filters for choice in group.choices if choice.chosen],
        "unfiltered": replace(search, facets={}),
        "with_expired": replace(search, every=not search.every),
        "mended_search": replace(search, words=str(found.mended or "")),
        "sorts": sorts(search),
        "page": page,
        "address": address,
        "page_address": _canonical(search, page.number),
        "is_narrowed": search != Search(),
        "moment": moment,
        "terms_offered": terms_offered,
    }
    return render_public("catalog/catalog.html", context)


@public_page()
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """Show all there is to know of a course before enrolling."""
    found = course_or_404(slug)
    version, is_over = found.current_version, found.listing.closes_at <= now()
    assert version  # noqa: S101 - course_by_slug returns published courses only
    page, picture = absolute(reverse("learn:course", args=[slug])), absolute(picture_path(found, version))
    data = course_data(found, topic_names(version), page=page, picture=picture, is_open=not is_over)
    context = {
        "course": found,
        "version": version,
        "document": found.current_front_matter.document if found.current_front_matter else {},
        "chapters": list(chapter_outline(version)),
        "is_over": is_over,
        "page_address": page,
        "picture": picture,
        "data": data,
        **WORDS,
    }
    return render_public("catalog/course.html", context)


def _canonical(search: Search, page: int) -> str:
    """Return the address under which a page of the catalog is to be found: searches are none of their own."""
    return absolute((reverse("learn:catalog") + address(Search(), page if search == Search() else 1)).rstrip("?"))


def course_or_404(slug: str) -> Course:
    """Return a published course."""
    found = course_by_slug(slug)
    if found is None:
        raise Http404
    return found


def credit_name(offer_type: str) -> str:
    """Return the name of a credit type as it is today."""
    return credit_type(offer_type, day_in(settings.TIME_ZONE, now())).name
