"""The parts that pages are made of, side by side: for whoever works on them, so only where nobody learns."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from credence.learn.forms.support import SupportForm


@never_cache
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every part in all its states; in production there is no such page."""
    if not (settings.ENV.demo or settings.DEBUG):
        raise Http404
    context = {"refused": SupportForm({"email": "not-an-address"}), "page": Paginator(range(30), 10).page(2)}
    return render(request, "information/components.html", context)
