"""Show a page of the back office, with the way to its other parts."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from credence.backoffice.access import Staff
from credence.backoffice.forms.seen import OLD_PAGE, SeenForm
from credence.backoffice.presenters.sections import sections_for


def show(
    request: Staff, page: str, context: dict[str, Any] | None = None, *, part: str = "", status: int = 200
) -> HttpResponse:
    """Return `backoffice/<page>.html`; `part` is the name of the section's first page, which the menu marks."""
    frame = {"sections": sections_for(request.grants), "part": part, "grants": request.grants}
    return render(request, f"backoffice/{page}.html", {**frame, **(context or {})}, status=status)


def is_asked_again(request: Staff, shown: Iterable[object]) -> bool:
    """Return whether a button was pressed on a page that has grown old, and say so on the next page."""
    is_old = SeenForm(request.POST, shown=shown).is_old
    if is_old:
        messages.warning(request, OLD_PAGE)
    return is_old


def sent(request: Staff) -> QueryDict | None:
    """Return what a form sent, None where its page was asked for."""
    return request.POST if request.method == "POST" else None
