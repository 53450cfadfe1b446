"""What staff look at of learners."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from credence.accounts.permissions import Permission
from credence.backoffice.access import Staff, needs
from credence.backoffice.presenters.lists import listed
from credence.backoffice.responses.pages import show
from credence.catalog.queries.terms import type_of
from credence.credit.queries.own_courses import awards_noted, awards_to_faculty
from credence.credit.queries.stamps import unstamped_certificates
from credence.enrollment.queries import professions_begun_later


@require_safe
@needs(Permission.SEE_PROFESSIONS)
def professions(request: Staff) -> HttpResponse:
    """List the licensed professions that began after their holder enrolled in a course (R41)."""
    context = {"list": listed(request, professions_begun_later())}
    return show(request, "people/professions", context, part="backoffice:professions")


@require_safe
@needs(Permission.SEE_OWN_COURSES)
def own_courses(request: Staff) -> HttpResponse:
    """List the credit that went to somebody of the name of one of the course's faculty."""
    found = listed(request, awards_to_faculty())
    context = {"list": found.showing(awards_noted(found.rows)), "credit_name": lambda award: type_of(award.offer).name}
    return show(request, "people/own-courses", context, part="backoffice:own-courses")


@require_safe
@needs(Permission.SEE_UNSTAMPED)
def unstamped(request: Staff) -> HttpResponse:
    """List the certificates that an authority left without a time stamp."""
    context = {"list": listed(request, unstamped_certificates())}
    return show(request, "people/unstamped", context, part="backoffice:unstamped")
