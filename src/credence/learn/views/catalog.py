"""The public pages: home, catalog, course."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from credence.catalog.models import Course
from credence.catalog.queries import chapter_outline, course_by_slug, matching, open_courses, published_courses
from credence.catalog.rules.credit_types import credit_type
from credence.kit.clock import day_in, now

PER_PAGE = 24


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show what this site is, and its newest courses."""
    courses = list(open_courses(day_in(settings.TIME_ZONE, now()))[:6])
    return render(request, "home/home.html", {"courses": courses, "credit_name": credit_name})


@require_GET
def catalog(request: HttpRequest) -> HttpResponse:
    """Show the courses, those that still give credit unless asked for all."""
    words = request.GET.get("q", "").strip()[:200]
    every = request.GET.get("all") == "1"
    courses = published_courses() if every else open_courses(day_in(settings.TIME_ZONE, now()))
    page = Paginator(matching(courses, words) if words else courses, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "words": words, "every": every, "credit_name": credit_name}
    return render(request, "catalog/catalog.html", context)


@require_GET
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """Show all there is to know of a course before enrolling."""
    found = course_or_404(slug)
    version = found.current_version
    assert version  # noqa: S101 - course_by_slug returns published courses only
    context = {
        "course": found,
        "version": version,
        "document": found.current_front_matter.document if found.current_front_matter else {},
        "chapters": list(chapter_outline(version)),
        "is_over": day_in(version.provider.time_zone, now()) > version.expires_on,
    }
    return render(request, "catalog/course.html", context)


def course_or_404(slug: str) -> Course:
    """Return a published course."""
    found = course_by_slug(slug)
    if found is None:
        raise Http404
    return found


def credit_name(offer_type: str) -> str:
    """Return the name of a credit type as it is today."""
    return credit_type(offer_type, day_in(settings.TIME_ZONE, now())).name
