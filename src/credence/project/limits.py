"""Answers what was tried too often, and counts what is sent to pages of the library."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from credence.accounts.gateway.tries import TooOften
from credence.learn.access.rate_limit import limit
from credence.learn.views.errors import too_many_requests

PAGES = {
    "account_change_password": "change-password",
    "account_email": "change-address",
    "account_reset_password_from_key": "password-reset-key",
}
"""The library's pages whose tries are counted as they are sent; others are counted where more is known."""


class LimitedTries:
    """Refuses, before a view does anything, what was tried too often."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view does."""
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Count a form that is sent to one of the pages."""
        action = PAGES.get(request.resolver_match.url_name or "") if request.resolver_match else None
        if action is None or request.method != "POST":
            return None
        try:
            limit(request, action)
        except TooOften as refused:
            return too_many_requests(request, refused)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer where a view, or a form in it, refused."""
        return too_many_requests(request, exception) if isinstance(exception, TooOften) else None
