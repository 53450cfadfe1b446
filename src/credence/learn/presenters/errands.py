"""To which course somebody is on the way while they register, sign in or complete their profile."""

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from credence.accounts.models import User
from credence.catalog.models import Course
from credence.catalog.queries.courses import course_by_slug
from credence.enrollment.queries import wanted_course_of
from credence.journey.actions.joining import Errand
from credence.kit.routes import route

ENROLLS = "learn:enroll"
OF_A_COURSE = frozenset({ENROLLS, "learn:course", "learn:checkout", "learn:learn", "learn:front-matter"})


def safe_address(request: HttpRequest) -> str:
    """Return the page of this site to which the reader was going; nothing where none is named or it is another's."""
    wanted = request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else ""


def errand_to(address: str, pages: frozenset[str] = OF_A_COURSE) -> Errand:
    """Return the errand of somebody who is going to a page of a course; an empty one for any other page."""
    try:
        match = resolve(address.partition("?")[0])
    except Resolver404:
        return Errand()
    course = course_by_slug(match.kwargs["slug"]) if match.view_name in pages else None
    return _errand(course) if course else Errand()


def errand_of(learner: User, address: str) -> Errand:
    """Return the errand that ends with the profile: the enrollment one was going to, or the course that is kept.

    Whoever is going to another page has none, and comes there.
    """
    if address:
        return errand_to(address, frozenset({ENROLLS}))
    course = wanted_course_of(learner)
    return _errand(course) if course else Errand()


def _errand(course: Course) -> Errand:
    return Errand(course=course, page=route(ENROLLS, course.slug))
