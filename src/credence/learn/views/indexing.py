"""What search engines and other sites ask for: the map of the site, what they shall leave alone, pictures for links."""

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from credence.catalog.documents.social_picture import draw
from credence.catalog.models import Course, CourseVersion
from credence.catalog.queries.courses import course_by_slug, courses_with_dates
from credence.learn.responses.public_pages import public_page

LONGEST_MAP = 50_000
"""Addresses that the sitemap protocol allows in one file."""
OPEN_PAGES = ("home", "catalog", "faq", "help", "privacy", "register")
ROBOTS = """\
User-agent: *
Disallow: /fragments/
Disallow: /account/
Disallow: /password/
Disallow: /sign-in/
Disallow: /profile/
Disallow: /my-courses/
Disallow: /transcript/
Disallow: /certificates/
Disallow: /courses/*/enroll/
Disallow: /courses/*/learn/
Disallow: /courses/*/posttest/
Disallow: /courses/*/claim/

Sitemap: {sitemap}
"""
"""Verification is not named: its pages say `noindex` themselves, and who may not read them cannot know."""
A_DAY = 86_400


def absolute(path: str) -> str:
    """Return the address of a path on this site's own, canonical host."""
    return settings.ENV.base_url.rstrip("/") + path


def picture_path(course: Course, version: CourseVersion) -> str:
    """Return the path of a course's picture; another version is another address."""
    return reverse("learn:social-picture", args=[course.slug, version.number])


@public_page()
def sitemap(request: HttpRequest) -> HttpResponse:
    """Name every page that is worth finding."""
    pages = [(absolute(reverse(f"learn:{name}")), None) for name in OPEN_PAGES]
    courses = [
        (absolute(reverse("learn:course", args=[slug])), changed_on)
        for slug, changed_on in courses_with_dates()[: LONGEST_MAP - len(pages)]
    ]
    body = render_to_string("indexing/sitemap.xml", {"entries": [*pages, *courses]})
    return HttpResponse(body, content_type="application/xml")


@public_page()
def robots(request: HttpRequest) -> HttpResponse:
    """Say what crawlers shall leave alone."""
    return HttpResponse(ROBOTS.format(sitemap=absolute(reverse("learn:sitemap"))), content_type="text/plain")


@require_safe
@cache_control(public=True, max_age=A_DAY)
def social_picture(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show the picture of a course's current version."""
    course = course_by_slug(slug)
    if course is None or course.current_version is None or course.current_version.number != number:
        raise Http404
    name = f"social-picture:{course.current_version.pk}"
    picture = caches["pages"].get_or_set(name, lambda: _drawn(course), A_DAY)
    return HttpResponse(picture, content_type="image/png")


def _drawn(course: Course) -> bytes:
    version, shown = course.current_version, course.current_front_matter
    assert version  # noqa: S101 - the caller looked
    credits_ = shown.document.get("credits", []) if shown else []
    return draw(
        title=version.title,
        provider=version.provider.name,
        credits_=[f"{credit['amount']} {credit['name']}" for credit in credits_],
        site=settings.ENV.site_name,
        color=settings.ENV.brand_color,
    )
