"""Answers for machines, and the letters of the demo."""

from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from credence.hooks.demo_mail import letters_in


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Say that the process serves and the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def demo_mail(request: HttpRequest) -> HttpResponse:
    """Show the letters of the demo; where letters are really sent there is no such page."""
    if not (settings.ENV.demo and settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")):
        raise Http404
    return render(request, "demo/mail.html", {"letters": letters_in(Path(settings.EMAIL_FILE_PATH))})
