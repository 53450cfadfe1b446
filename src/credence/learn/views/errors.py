"""Pages for what went wrong: each says what happened and what to do next. None of them asks the database."""

import sys

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from credence.accounts.gateway.tries import TooOften
from credence.kit.outage import is_away
from credence.learn.access.own import AccessClosed
from credence.learn.forms.page_owner import has_secrets, pairs_in
from credence.learn.responses.limited import limited
from credence.learn.views.session_ended import with_stale_token

Way = tuple[str, Promise]
"""The name of an address, and the words of the button that leads there."""

HOME: Way = ("learn:home", gettext_lazy("Go to the home page"))
COURSES: Way = ("learn:catalog", gettext_lazy("Find a course"))
MY_COURSES: Way = ("learn:my-courses", gettext_lazy("My Courses"))
SIGN_IN: Way = ("account_login", gettext_lazy("Sign in"))
RETRY_AFTER = 5
"""Seconds: a database that is started anew is back within a few."""

OF_OURS = "CSRF "
"""How Django's reasons begin once the form is known to come from a page of ours."""

SUPPORT: Way = ("learn:support", gettext_lazy("Write to support"))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that we could not read, or would not: Django reports one that is too large here, too."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return _page(
        400,
        _("We could not read that request"),
        _("Something in the address or the form was not in the shape we expect. Nothing was changed."),
        _("Please go back, check what you entered and try again."),
    )


def too_large(request: HttpRequest) -> HttpResponse:
    """Answer a form that is larger than we read."""
    return _page(
        413,
        _("That is more than we can take"),
        _("What you sent is larger than any form of this site needs, so we did not read it. Nothing was changed."),
        _("Go back, shorten the text or choose a smaller file, and send it again."),
    )


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a forbidden act on something visible."""
    if isinstance(exception, AccessClosed):
        return closed(request)
    return _page(
        403,
        _("You may not do that"),
        _("This page is there, but your account has no right to it. Nothing was changed."),
        _("If you think you should have it, please write to support."),
        SUPPORT,
        HOME,
    )


def closed(request: HttpRequest) -> HttpResponse:
    """Answer a learner whose money for a course went back."""
    return _page(
        403,
        _("This course is closed for you"),
        _("You were given back all that was paid for it. Your study and results are kept, and credit stays yours."),
        _("To go on where you stopped, buy it again. If you think that this is a mistake, please write to support."),
        MY_COURSES,
        SUPPORT,
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer for what does not exist, and for what is not the reader's."""
    return _page(
        404,
        _("This page is not here"),
        _("The address may be mistyped, the page may have moved, or it belongs to another account."),
        _("Courses are in the catalog. What you are enrolled in, and your certificates, are under My Courses."),
        COURSES,
        MY_COURSES,
    )


def too_many_requests(request: HttpRequest, refused: TooOften) -> HttpResponse:
    """Answer what was tried too often, with the time at which it may be tried again."""
    page = _page(
        429,
        _("Too many tries"),
        _("This was tried more often than we allow in a short time, so it was not looked at. Nothing was changed."),
        ngettext(
            "Go back in %(minutes)s minute and try again.",
            "Go back in %(minutes)s minutes and try again.",
            refused.data["minutes"],
        )
        % refused.data,
    )
    return limited(page, refused)


def failure(request: HttpRequest) -> HttpResponse:
    """Answer when our own code failed; a database that is away is no fault of it."""
    if is_away(sys.exception()):
        return unavailable(request)
    return _page(
        500,
        _("Something went wrong on our side"),
        _("The page could not be made. A step that was not finished has been undone; credit already given is safe."),
        _("Please try again in a minute. If it happens again, write to support and say what you were doing."),
        HOME,
        SUPPORT,
    )


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer while the database is away. What was typed is in the page, and can be sent again from there."""
    if request.headers.get("HX-Request") or not request.accepts("text/html"):
        response: HttpResponse = JsonResponse({"error": "unavailable", "retry_after": RETRY_AFTER}, status=503)
    else:
        context = {"status": 503, "path": request.get_full_path(), "sent": _sent(request), "is_post": _is_post(request)}
        response = HttpResponse(render_to_string("errors/unavailable.html", context), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def _is_post(request: HttpRequest) -> bool:
    return request.method not in ("GET", "HEAD")


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was sent, where it can be sent again: no file, and no secret, which should not lie in a page."""
    if not _is_post(request) or request.FILES or has_secrets(request.POST):
        return []
    return pairs_in(request.POST)


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose protection token is missing or stale; one that no other site can have sent is kept."""
    return (with_stale_token(request) if reason.startswith(OF_OURS) else None) or _page(
        403,
        _("This form has expired"),
        _(
            "Since the page was opened you signed in or out, perhaps with another account, or cookies are blocked. "
            "Nothing was stored."
        ),
        _(
            "Sign in with the account that opened the page, go back, reload it and send the form again. If that does "
            "not help, allow cookies for this site."
        ),
        SIGN_IN,
        HOME,
    )


def _page(status: int, title: str, what: str, following: str, *ways: Way) -> HttpResponse:
    context = {"status": status, "title": title, "what": what, "next": following, "ways": ways or (HOME,)}
    return HttpResponse(render_to_string("errors/message.html", context), status=status)
