"""Who took part in the courses of an accrediting provider, how they judged them, and who paid."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from credence.accounts.permissions import Permission
from credence.backoffice.access import Staff, needs
from credence.backoffice.forms.reports import TakeForm
from credence.backoffice.responses.pages import show
from credence.backoffice.wording.refusals import sentence
from credence.catalog.models import AccreditingProvider
from credence.kit.clock import now
from credence.reporting.actions import FILES, Form, take
from credence.reporting.documents import tables
from credence.reporting.documents.pdf import TooLong
from credence.reporting.queries.evaluations import evaluations_of
from credence.reporting.queries.participation import courses_of
from credence.reporting.queries.report import NoSuchReport, Report, report_for
from credence.reporting.queries.roster import lines
from credence.reporting.queries.supporters import counts_for_supporter, supporters_of

PER_PAGE = 50
MOST_COMMENTS = 300
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
    return _show_report(request, _asked_for(request, _provider(request, provider)), TakeForm())


@require_POST
@needs(Permission.SEE_PARTICIPATION)
def file(request: Staff, provider: str) -> HttpResponseBase:
    """Send what is shown as a file, and put it on record."""
    asked = _asked_for(request, _provider(request, provider))
    form = TakeForm(request.POST)
    if not form.is_valid():
        return _show_report(request, asked, form, status=422)
    chosen, why = Form(form.cleaned_data["file"]), form.cleaned_data["why"]
    try:
        taken = take(asked, chosen, by=request.user.username, why=why, now=now())
    except TooLong as refused:
        form.add_error("file", sentence(refused))
        return _show_report(request, asked, form, status=422)
    if chosen is Form.WORKBOOK:
        return FileResponse(taken.content, as_attachment=True, filename=taken.name, content_type=taken.content_type)
    response = StreamingHttpResponse(taken.content, content_type=taken.content_type)
    response["Content-Disposition"] = f'attachment; filename="{taken.name}"'
    return response


@require_safe
@needs(Permission.SEE_PARTICIPATION)
def supporters(request: Staff, provider: str) -> HttpResponse:
    """Show what a company that supports courses may be told."""
    found, moment = _provider(request, provider), now()
    companies, company = supporters_of(found, moment), request.GET.get("supporter", "")
    told = counts_for_supporter(found, company, moment) if company else None
    if company and told is None:
        raise Http404
    return _show(request, "supporters", {"provider": found, "companies": companies, "company": company, "told": told})


@require_safe
@needs(Permission.SEE_PARTICIPATION)
def evaluations(request: Staff, provider: str) -> HttpResponse:
    """Show how the learners of a course judged it."""
    found, slug = _provider(request, provider), request.GET.get("course", "")
    courses = list(courses_of(found))
    course = next((each for each in courses if each.slug == slug), None)
    if slug and course is None:
        raise Http404
    summaries = evaluations_of(found, course) if course else ()
    context = {"provider": found, "courses": courses, "course": course, "summaries": summaries, "most": MOST_COMMENTS}
    return _show(request, "evaluations", context)


def _provider(request: Staff, slug: str) -> AccreditingProvider:
    """Return the provider, 404 where it is not this person's to see."""
    if not request.grants.may_see_provider(slug):
        raise Http404
    return get_object_or_404(AccreditingProvider, slug=slug)


def _asked_for(request: Staff, provider: AccreditingProvider) -> Report:
    course, year = request.GET.get("course", ""), request.GET.get("year", "")
    try:
        return report_for(provider, course=course, year=year, now=now())
    except NoSuchReport as error:
        raise Http404 from error


def _show_report(request: Staff, asked: Report, form: TakeForm, *, status: int = 200) -> HttpResponse:
    page = Paginator(asked.listed, PER_PAGE).get_page(request.GET.get("page"))
    asked_for = {"course": asked.course.slug if asked.course else "", "year": asked.year or "all"}
    context = {
        "report": asked,
        "provider": asked.provider,
        "page": page,
        "lines": list(lines(page.object_list, asked.provider.pk, asked.period)),
        "form": form,
        "files": FILES,
        "query": urlencode(asked_for),
    }
    return _show(request, "report", context, status=status)


def _show(request: Staff, page: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return show(request, f"reports/{page}", {**WORDS, **context}, part="backoffice:reports", status=status)
