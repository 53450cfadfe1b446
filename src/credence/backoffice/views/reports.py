"""Who took part in the courses of an accrediting provider, how they judged them, and who paid."""

from typing import Any
from urllib.parse import urlencode

from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from credence.accounts.permissions import Permission
from credence.backoffice.access import Staff, needs
from credence.backoffice.forms.reports import TakeForm
from credence.backoffice.responses.pages import show
from credence.backoffice.wording.refusals import sentence
from credence.catalog.models import AccreditingProvider
from credence.kit.clock import now
from credence.reporting.actions.asking import ask
from credence.reporting.actions.taking import FILES, take
from credence.reporting.documents import tables
from credence.reporting.documents.pdf import TooLong
from credence.reporting.enums import EVALUATIONS, FIGURES, Form, RequestState
from credence.reporting.models import ReportRequest
from credence.reporting.queries.long import evaluations_now, is_long, report_now, request_of, requests_of, tally_now
from credence.reporting.queries.participation import courses_of
from credence.reporting.queries.report import Asked, NoSuchReport, Report, asked_for, read
from credence.reporting.queries.roster import lines
from credence.reporting.queries.supporters import counts_for_supporter, supporters_of
from credence.reporting.rules.counting import Participation

PER_PAGE = 50
SECONDS_BETWEEN = 3
"""After so long a page that waits for the worker asks again."""
WORDS = {
    "credit_name": tables.credit_name,
    "number_name": tables.number_name,
    "profession_name": tables.profession_name,
    "professions_named": tables.professions_named,
    "providership": tables.providership,
    "title_of": tables.title_of,
    "since_the_award": tables.since_the_award,
    "waiting_sentence": tables.waiting_sentence,
}


@require_safe
@needs(Permission.SEE_PARTICIPATION)
def reports(request: Staff) -> HttpResponse:
    """Let staff choose the accrediting provider; whoever serves one only is led to it."""
    found = AccreditingProvider.objects.order_by("name")
    mine = [each for each in found if request.grants.may_see_provider(each.slug)]
    if len(mine) == 1:
        return redirect("backoffice:reports-provider", mine[0].slug)
    return _show(request, "reports", {"providers": mine})


@require_safe
@needs(Permission.SEE_PARTICIPATION)
def report(request: Staff, provider: str) -> HttpResponse:
    """Show pictures, figures and a page of learners."""
    return _show_report(request, _asked(request, _provider(request, provider)), TakeForm())


@require_POST
@needs(Permission.SEE_PARTICIPATION)
def file(request: Staff, provider: str) -> HttpResponseBase:
    """Send what is shown as a file, and put it on record; where it is long, let the worker make the file."""
    asked = _asked(request, _provider(request, provider))
    form = TakeForm(request.POST)
    if not form.is_valid():
        return _show_report(request, asked, form, status=422)
    chosen, why = Form(form.cleaned_data["file"]), form.cleaned_data["why"]
    if is_long(asked.provider, asked.course):
        return _ask(request, asked, chosen.value, why)
    try:
        taken = take(_read(asked), chosen, by=request.user.username, why=why, now=now())
    except TooLong as refused:
        form.add_error("file", sentence(refused))
        return _show_report(request, asked, form, status=422)
    if chosen is Form.WORKBOOK:
        return FileResponse(taken.content, as_attachment=True, filename=taken.name, content_type=taken.content_type)
    response = StreamingHttpResponse(taken.content, content_type=taken.content_type)
    response["Content-Disposition"] = f'attachment; filename="{taken.name}"'
    return response


@require_POST
@needs(Permission.SEE_PARTICIPATION)
def count(request: Staff, provider: str) -> HttpResponse:
    """Let the worker count a provider's learners anew, or what they said of a course."""
    asked = _asked(request, _provider(request, provider))
    is_of_evaluations = request.GET.get("part") == EVALUATIONS and asked.course
    return _ask(request, asked, EVALUATIONS if is_of_evaluations else FIGURES, "")


@require_safe
@needs(Permission.SEE_PARTICIPATION)
def made(request: Staff, provider: str, public_id: str) -> HttpResponse:
    """Show how far the worker is with what somebody asked for; the page asks again by itself until it is done."""
    wanted = _request(request, _provider(request, provider), public_id)
    query = urlencode({"course": wanted.course, "year": wanted.year})
    if wanted.form == FIGURES and wanted.state == RequestState.READY:
        return redirect(f"{reverse('backoffice:reports-provider', args=[provider])}?{query}")
    if wanted.form == EVALUATIONS and wanted.state == RequestState.READY:
        evaluated = urlencode({"course": wanted.course})
        return redirect(f"{reverse('backoffice:reports-evaluations', args=[provider])}?{evaluated}")
    response = _show(request, "made", {"wanted": wanted, "provider": wanted.provider, "files": FILES, "query": query})
    if not wanted.is_over:
        response["Refresh"] = str(SECONDS_BETWEEN)
    return response


@require_safe
@needs(Permission.SEE_PARTICIPATION)
def made_file(request: Staff, provider: str, public_id: str) -> FileResponse:
    """Send a file that the worker made to whoever asked for it."""
    wanted = _request(request, _provider(request, provider), public_id)
    if wanted.state != RequestState.READY or not wanted.name or not default_storage.exists(wanted.place):
        raise Http404
    content = default_storage.open(wanted.place)
    return FileResponse(content, as_attachment=True, filename=wanted.name, content_type=wanted.content_type)


def _ask(request: Staff, asked: Asked, form: str, why: str) -> HttpResponse:
    wanted = ask(asked=asked, form=form, why=why, by=request.user, now=now())
    return redirect("backoffice:reports-made", asked.provider.slug, wanted.public_id)


def _request(request: Staff, provider: AccreditingProvider, public_id: str) -> ReportRequest:
    found = request_of(request.user, provider, public_id)
    if found is None:
        raise Http404
    return found


@require_safe
@needs(Permission.SEE_PARTICIPATION)
def supporters(request: Staff, provider: str) -> HttpResponse:
    """Show what a company that supports courses may be told."""
    found, moment = _provider(request, provider), now()
    companies, company = supporters_of(found, moment), request.GET.get("supporter", "")
    if company and company not in companies:
        raise Http404
    tally = tally_now(found, moment) if company else None
    told = counts_for_supporter(found, company, moment, tally) if tally else None
    context = {"provider": found, "companies": companies, "company": company, "told": told}
    return _show(request, "supporters", {**context, "uncounted": company and told is None})


@require_safe
@needs(Permission.SEE_PARTICIPATION)
def evaluations(request: Staff, provider: str) -> HttpResponse:
    """Show how the learners of a course judged it."""
    found, slug = _provider(request, provider), request.GET.get("course", "")
    courses = list(courses_of(found))
    course = next((each for each in courses if each.slug == slug), None)
    if slug and course is None:
        raise Http404
    told = evaluations_now(found, course) if course else None
    context = {"provider": found, "courses": courses, "course": course, "told": told}
    return _show(request, "evaluations", context)


def _provider(request: Staff, slug: str) -> AccreditingProvider:
    """Return the provider, 404 where it is not this person's to see."""
    if not request.grants.may_see_provider(slug):
        raise Http404
    return get_object_or_404(AccreditingProvider, slug=slug)


def _asked(request: Staff, provider: AccreditingProvider) -> Asked:
    try:
        return asked_for(provider, course=request.GET.get("course", ""), year=request.GET.get("year", ""))
    except NoSuchReport as error:
        raise Http404 from error


def _read(asked: Asked) -> Report:
    try:
        return read(asked, now=now())
    except NoSuchReport as error:
        raise Http404 from error


def _show_report(request: Staff, asked: Asked, form: TakeForm, *, status: int = 200) -> HttpResponse:
    try:
        found = report_now(asked, now())
    except NoSuchReport as error:
        raise Http404 from error
    wanted = requests_of(request.user, asked.provider) if found is None or found.roster is None else []
    context = {"provider": asked.provider, "asked": asked, "requests": wanted, "form": form, "files": FILES}
    if found is None:
        return _show(request, "uncounted", context, status=status)
    year = {"course": asked.course.slug if asked.course else "", "year": found.year or "all"}
    context |= {"report": found, "query": urlencode(year), **_page(request, found)}
    return _show(request, "report", context, status=status)


def _page(request: Staff, found: Report) -> dict[str, Any]:
    """Return a page of the learners of a report that is short enough to list them."""
    if found.roster is None:
        return {"page": None}
    pages: Paginator[Participation] = Paginator(found.roster, PER_PAGE)  # type: ignore[arg-type]
    page = pages.get_page(request.GET.get("page"))
    return {"page": page, "lines": list(lines(page.object_list, found.provider.pk, found.period))}


def _show(request: Staff, page: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return show(request, f"reports/{page}", {**WORDS, **context}, part="backoffice:reports", status=status)
