"""My Courses, claims, certificates and the transcript."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from credence.credit import actions
from credence.credit.queries import certificate_of, current_certificate, transcript_of
from credence.enrollment.models import Enrollment
from credence.enrollment.queries import enrollments_of
from credence.journey.standing import Standing, standing_of, standings_of
from credence.kit.clock import day_in, now
from credence.learn.access import enrollment_or_404, learner_of
from credence.learn.forms.claim import ClaimForm
from credence.learn.wording import claim_sentence, shortfall_sentence, step_words

PER_PAGE = 20


@login_required
@never_cache
@require_GET
def my_courses(request: HttpRequest) -> HttpResponse:
    """Show each enrollment with its state, its next step and its certificates."""
    page = Paginator(enrollments_of(learner_of(request)), PER_PAGE).get_page(request.GET.get("page"))
    standings = standings_of(list(page.object_list), now())
    context = {"page": page, "standings": standings, "step_words": step_words}
    return render(request, "my_courses/my-courses.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what can be claimed and why the rest cannot; a POST claims one credit."""
    enrollment = enrollment_or_404(request, slug)
    refusal = ""
    if request.method == "POST":
        form = ClaimForm(request.POST)
        if form.is_valid():
            refusal = _claim(request, enrollment, form.cleaned_data)
            if not refusal:
                return redirect("learn:claim", slug)
        else:
            refusal = _("Nothing was claimed: write the number of credits with at most two decimals, such as 0.75.")
    standing = standing_of(enrollment, now())
    context = {"enrollment": enrollment, "standing": standing, "refusal": refusal, "sentence": shortfall_sentence}
    return render(request, "credit/claim.html", context, status=422 if refusal else 200)


def _claim(request: HttpRequest, enrollment: Enrollment, data: dict[str, Any]) -> str:
    """Claim one credit; return why it was refused, or nothing."""
    moment = now()
    offer = _offer_or_404(standing_of(enrollment, moment), data["offer"])
    try:
        award = actions.award(
            enrollment=enrollment,
            offer=offer,
            claimed=data["amount"],
            attested=data["attested"],
            by=learner_of(request).username,
            now=moment,
        )
    except actions.AlreadyAwarded:
        return _("You hold this credit already. A course gives each credit once; the certificate is below.")
    except actions.NotDue as refused:
        return " ".join(shortfall_sentence(each) for each in refused.verdict.shortfalls)
    except actions.ClaimRefused as refused:
        faults = [claim_sentence(fault, refused.most) for fault in refused.faults]
        return " ".join([_("Nothing was claimed."), *faults])
    if actions.try_to_complete(certificate=current_certificate(award)):
        messages.success(request, _("The credit is yours. Your certificate is ready."))
    else:
        messages.success(request, _("The credit is yours. Its certificate follows in a moment, under My Courses."))
    return ""


def _offer_or_404(standing: Standing, pk: int) -> Any:
    for credit in standing.results:
        if credit.offer.pk == pk:
            return credit.offer
    raise Http404


@login_required
@never_cache
@require_GET
def certificate(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hand the learner the very bytes that were stored at the award (R52, R53)."""
    found = certificate_of(learner_of(request), public_id)
    if found is None:
        raise Http404
    if found.pdf is None and not actions.try_to_complete(certificate=found):
        return _preparing(request)
    return HttpResponse(
        bytes(found.pdf or b""),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="certificate-{found.code}.pdf"'},
    )


def _preparing(request: HttpRequest) -> HttpResponse:
    page = render(request, "credit/preparing.html", status=503)
    page["Retry-After"] = "30"
    return page


@login_required
@never_cache
@require_GET
def transcript(request: HttpRequest) -> HttpResponse:
    """Show the learner's awards of a period, with totals by credit type."""
    today = day_in(settings.TIME_ZONE, now())
    first = _day(request.GET.get("from", ""), dt.date(today.year - 2, 1, 1))
    last = _day(request.GET.get("to", ""), today)
    found = transcript_of(learner_of(request), first, last)
    return render(request, "credit/transcript.html", {"transcript": found, "first": first, "last": last})


def _day(text: str, otherwise: dt.date) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return otherwise
