"""Show a page of the back office, with the way to its other parts."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from credence.backoffice.access import Staff
from credence.backoffice.presenters.sections import sections_for


def show(
    request: Staff, page: str, context: dict[str, Any] | None = None, *, part: str = "", status: int = 200
) -> HttpResponse:
    """Return `backoffice/<page>.html`; `part` is the name of the section's first page, which the menu marks."""
    frame = {"sections": sections_for(request.grants), "part": part, "grants": request.grants}
    return render(request, f"backoffice/{page}.html", {**frame, **(context or {})}, status=status)


def sent(request: Staff) -> QueryDict | None:
    """Return what a form sent, None where its page was asked for."""
    return request.POST if request.method == "POST" else None
