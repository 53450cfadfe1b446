"""Questions and answers, privacy, support, and the site's color."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from credence.accounts.gateway.tries import TooOften
from credence.accounts.models import User
from credence.commerce.gateway.chosen import card_fields
from credence.kit.brand import fingerprint
from credence.kit.brand import stylesheet as brand_sheet
from credence.kit.clock import now
from credence.learn.access.rate_limit import limit
from credence.learn.forms.support import SupportForm
from credence.learn.responses.limited import limited
from credence.learn.responses.public_pages import public_page, render_public
from credence.learn.wording.faq import SUBJECTS, faq_page
from credence.learn.wording.refusals import sentence
from credence.support.actions import ask

AN_HOUR, A_YEAR = 3600, 31_536_000  # seconds


@public_page()
def faq(request: HttpRequest) -> HttpResponse:
    """Answer what learners ask."""
    return render_public("information/faq.html", {"subjects": SUBJECTS, "faq_page": faq_page()})


@public_page()
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what we hold, why and how long."""
    env = settings.ENV
    context = {
        "contact": env.privacy_contact or env.support_email,
        "years": env.retention_years,
        "company": card_fields().company,
    }
    return render_public("information/privacy.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def support(request: HttpRequest) -> HttpResponse:
    """Take a question and answer with its reference."""
    user = request.user if isinstance(request.user, User) else None
    initial = {"email": user.email if user else "", "page": request.GET.get("page", "")[:300]}
    form = SupportForm(request.POST or None, initial=initial)
    if not form.is_valid():
        return render(request, "information/support.html", {"form": form}, status=422 if form.errors else 200)
    try:
        limit(request, "support", person=form.cleaned_data["email"])
    except TooOften as refused:
        form.add_error(None, sentence(refused))
        return limited(render(request, "information/support.html", {"form": form}), refused)
    stored = ask(**form.cleaned_data, learner=user, now=now())
    return render(request, "information/support-sent.html", {"stored": stored})


@require_GET
def brand(request: HttpRequest) -> HttpResponse:
    """Give the site's main color to the style sheets: for ever under its fingerprint, for an hour under another."""
    sheet = brand_sheet(settings.ENV.brand_color)
    response = HttpResponse(sheet, content_type="text/css")
    if request.META["QUERY_STRING"] == fingerprint(sheet):
        patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=AN_HOUR)
    return response
