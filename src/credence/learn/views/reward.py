"""The moment of reward: a certificate as a picture, what can be done with it, and what comes next."""

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from credence.accounts.models import User
from credence.accounts.queries import professions_of
from credence.catalog.queries.terms import terms_offered, type_of
from credence.credit.enums import Status
from credence.credit.models import Award, Certificate
from credence.credit.queries import certificate_of, certificate_told, said_by, status_of, totals_of
from credence.enrollment.queries import own_enrollment
from credence.journey.queries.next_courses import next_courses
from credence.journey.queries.standing import Step, standing_of
from credence.kit.clock import now
from credence.kit.pdf_picture import picture_of
from credence.learn.access.own import learner_of
from credence.learn.wording.next import what_is_next
from credence.learn.wording.study import NextStep

WIDTH = 1600
HEIGHTS = {"letter": 1237, "a4": 1132}
"""Of the picture in pixels by its paper, told in the page so that nothing moves when it arrives."""
SUGGESTED = 3
GOES_ON = frozenset({Step.CLAIM, Step.EVALUATION, Step.PROFILE})
"""What is still to be done for another credit of the same course."""


@login_required
@never_cache
@require_safe
def certificate_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a certificate that stands as a picture, what it adds up to in its year, and what comes next.

    One that was replaced or withdrawn is told of where its document would be.
    """
    learner, moment = learner_of(request), now()
    found = certificate_told(learner, public_id)
    if found is None:
        raise Http404
    if status_of(found) is not Status.VALID:
        return redirect("learn:certificate", public_id)
    context = _told(found) | _of_the_year(learner, found.award)
    context |= {
        "next": _next_of(learner, found.award.course.slug, moment),
        "courses": next_courses(learner, professions_of(learner), moment)[:SUGGESTED],
        "terms_offered": terms_offered,
    }
    return render(request, "credit/certificate.html", context)


@login_required
@never_cache
@require_safe
def certificate_picture(request: HttpRequest, public_id: str) -> HttpResponse:
    """Draw the very bytes of a certificate that stands, so that the picture says what the document says."""
    found = certificate_of(learner_of(request), public_id)
    if found is None or found.pdf is None or status_of(found) is not Status.VALID:
        raise Http404
    picture = picture_of(bytes(found.pdf), width=WIDTH)
    return HttpResponse(picture, content_type="image/webp", headers={"X-Robots-Tag": "noindex"})


def _told(certificate: Certificate) -> dict[str, Any]:
    said = said_by(certificate)
    return {
        "certificate": certificate,
        "said": said,
        "award": certificate.award,
        "credit": type_of(certificate.award.offer).name,
        "size": (WIDTH, HEIGHTS[said.get("paper", "letter")]),
    }


def _of_the_year(learner: User, award: Award) -> dict[str, Any]:
    """Return what was earned in the year of an award, by credit type: days of completion are the provider's (R55)."""
    first, last = dt.date(award.completed_on.year, 1, 1), dt.date(award.completed_on.year, 12, 31)
    return {"first": first, "last": last, "totals": totals_of(learner, first, last)}


def _next_of(learner: User, slug: str, moment: dt.datetime) -> NextStep | None:
    """Return what is still to be done for another credit of the course, if there is one within reach."""
    enrollment = own_enrollment(learner, slug)
    if enrollment is None or enrollment.closed_at:
        return None
    standing = standing_of(enrollment, moment)
    return what_is_next(standing) if standing.step in GOES_ON else None
