"""Certificates and the transcript."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from credence.accounts.queries import is_profile_complete
from credence.credit import actions
from credence.credit.documents.snapshots import transcript_snapshot
from credence.credit.documents.transcript import given_to
from credence.credit.documents.transcript import render as draw_transcript
from credence.credit.enums import Status
from credence.credit.models import Certificate
from credence.credit.queries import (
    certificate_of,
    certificates_completed,
    line_of,
    replacement_of,
    revocation_of,
    said_by,
    status_of,
    totals_of,
    transcript_of,
)
from credence.kit.clock import day_in, now
from credence.learn.access.own import learner_of

PER_PAGE = 100
BEGINNING = dt.date(2000, 1, 1)


@login_required
@never_cache
@require_safe
def certificate(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hand the learner the very bytes that were stored at the award (R52, R53).

    One that was replaced or withdrawn is not handed out without a word: a page says so first. Of a replaced one it
    leads to both issues, the former under `?former`. The hash of the bytes is their tag, so that who has them is told.
    Under `?show` it opens in the browser, to be printed from there.
    """
    found = certificate_of(learner_of(request), public_id, is_kept="If-None-Match" in request.headers)
    if found is None or found.erased_at:
        raise Http404
    status = status_of(found)
    if status is Status.WITHDRAWN or (status is Status.REPLACED and "former" not in request.GET):
        return _marked(request, found, status)
    if found.sha256 is None and not actions.try_to_complete(certificate=found):
        return _preparing(request)
    return get_conditional_response(request, etag=f'"{found.sha256}"') or _document(found, opens="show" in request.GET)


def _document(found: Certificate, *, opens: bool) -> HttpResponse:
    answer = _download(bytes(found.pdf or b""), f"certificate-{found.code}.pdf")
    if opens:
        answer["Content-Disposition"] = answer["Content-Disposition"].replace("attachment", "inline", 1)
    answer["ETag"] = f'"{found.sha256}"'
    return answer


def _marked(request: HttpRequest, found: Certificate, status: Status) -> HttpResponse:
    context = {
        "certificate": found,
        "said": said_by(found),
        "replacement": replacement_of(found),
        "revocation": revocation_of(found.award),
        "status": status,
    }
    return render(request, "credit/marked.html", context, status=410 if status is Status.WITHDRAWN else 200)


def _preparing(request: HttpRequest) -> HttpResponse:
    page = render(request, "credit/preparing.html", status=503)
    page["Retry-After"] = "30"
    return page


@dataclass(frozen=True, slots=True)
class Period:
    """The days of a transcript, and what was wrong with those that were asked for."""

    first: dt.date
    last: dt.date
    fault: str = ""


@login_required
@never_cache
@require_safe
def transcript(request: HttpRequest) -> HttpResponse:
    """Show the learner's credit of a period, page by page, with totals by credit type."""
    learner, today = learner_of(request), day_in(settings.TIME_ZONE, now())
    period = _period(request, today)
    found = certificates_completed(learner, period.first, period.last)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "period": period,
        "page": page,
        "lines": [line_of(each) for each in page.object_list],
        "totals": totals_of(learner, period.first, period.last),
        "periods": _usual_periods(today),
        "given_to": given_to,
    }
    return render(request, "credit/transcript.html", context, status=422 if period.fault else 200)


@login_required
@never_cache
@require_safe
def transcript_pdf(request: HttpRequest) -> HttpResponse:
    """Hand out the whole transcript of a period as a PDF."""
    learner, moment = learner_of(request), now()
    period = _period(request, day_in(settings.TIME_ZONE, moment))
    if not is_profile_complete(learner):
        return redirect("learn:profile")
    found = transcript_of(learner, period.first, period.last)
    pdf = draw_transcript(transcript_snapshot(found, learner, now=moment))
    return _download(pdf, f"transcript-{period.first}-{period.last}.pdf")


def _download(pdf: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _period(request: HttpRequest, today: dt.date) -> Period:
    """Return the period asked for: the two years before this one and this one unless told otherwise."""
    usual = Period(dt.date(today.year - 2, 1, 1), today)
    first, last = request.GET.get("from", ""), request.GET.get("to", "")
    try:
        asked = Period(
            dt.date.fromisoformat(first) if first else usual.first, dt.date.fromisoformat(last) if last else usual.last
        )
    except ValueError:
        return Period(usual.first, usual.last, _("That is not a day of the calendar. Choose both days again."))
    if asked.first > asked.last:
        return Period(asked.first, asked.last, _("The first day lies after the last. Choose both days again."))
    return asked


def _usual_periods(today: dt.date) -> list[tuple[str, dt.date, dt.date]]:
    """Return the periods that boards ask for, by name."""
    year = today.year
    return [
        (_("This year"), dt.date(year, 1, 1), today),
        (_("Last year"), dt.date(year - 1, 1, 1), dt.date(year - 1, 12, 31)),
        (_("Last three years"), dt.date(year - 2, 1, 1), today),
        (_("All"), BEGINNING, today),
    ]
