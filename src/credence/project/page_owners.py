"""Every form says to whom its page was shown, and is taken from nobody else."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.backends.utils import csrf_input
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString

from credence.learn.forms.page_owner import FIELD, mark_for
from credence.learn.views.session_ended import if_of_another, if_sent_away


def marked_forms(request: HttpRequest) -> dict[str, str]:
    """Let `csrf_input` in a page carry, beside the token, the mark of whoever is shown it. Made where a form asks."""
    return {"csrf_input": _input_lazy(request)}


def _input(request: HttpRequest) -> SafeString:
    mark = mark_for(request.user)
    return format_html('{}<input type="hidden" name="{}" value="{}">', csrf_input(request), FIELD, mark)


_input_lazy = lazy(_input, SafeString, str)


class PageOwners:
    """Stands before the staff's door, which would answer another account that the page does not exist."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Keep a form that is sent by another than its page's reader, or while signed out; else answer as the view."""
        refused = if_of_another(request)
        return refused or if_sent_away(request, self.get_response(request), reverse("account_login"))
