"""Answers for machines, and the letters of the demo."""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from credence.hooks.presenters.demo_mail import letters_in
from credence.kit.clock import now

SECURITY_FOR = dt.timedelta(days=180)
"""How long what is said on reporting a weakness holds; a year is the most (RFC 9116)."""


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Say whom to tell of a weakness, as RFC 9116 wants it said."""
    until = (now() + SECURITY_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: mailto:{settings.ENV.support_email}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.ENV.base_url.rstrip('/')}{request.path}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def favicon(_request: HttpRequest) -> HttpResponse:
    """Lead whoever asks for the icon by its old name to the icon."""
    return redirect(static("icon.svg"))


@never_cache
@require_safe
def demo_mail(request: HttpRequest) -> HttpResponse:
    """Show the letters of the demo; where letters are really sent there is no such page."""
    if not (settings.ENV.demo and settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")):
        raise Http404
    return render(request, "demo/mail.html", {"letters": letters_in(Path(settings.EMAIL_FILE_PATH))})
