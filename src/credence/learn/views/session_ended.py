"""Pages that keep what was typed when the session ended (abuse case 26) or became another's, or the course changed."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import resolve
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from credence.accounts.models import User
from credence.enrollment.models import Enrollment
from credence.learn.access.own import learner_of
from credence.learn.forms.page_owner import has_secrets, kept_fields, opener_in
from credence.learn.forms.page_signature import PageSignature

SIGNED_OUT, ANOTHER_ACCOUNT, ONCE_MORE = ("signed-out", 401), ("another-account", 409), ("once-more", 403)
"""The pages that keep a form, and their status."""
NOTHING_TYPED = frozenset({"account_login", "account_logout", "account_reauthenticate"}) | {
    f"mfa_{name}" for name in ("authenticate", "reauthenticate", "reauthenticate_webauthn")
}
"""Pages that ask who one is: what is typed there stands in no page again."""


def instead_of_taking(request: HttpRequest) -> HttpResponse | None:
    """Answer whoever is signed out, or sends a signed page that another account opened; None: the page may be taken."""
    is_sent = request.method == "POST"
    if request.user.is_authenticated:
        return _keep_for_its_owner(request) if is_sent else None
    return _keep(request) if is_sent else redirect_to_login(request.get_full_path())


def keep_until_shown(request: HttpRequest, enrollment: Enrollment) -> HttpResponse:
    """Answer a page whose course must show something new first (R21): its answers stay in the page, to be sent after.

    The caller has made sure of the page's signature.
    """
    context = {"fields": kept_fields(request.POST), "has_secrets": False, "enrollment": enrollment}
    return render(request, "session_ended/front-matter-first.html", context, status=409)


def if_of_another(request: HttpRequest) -> HttpResponse | None:
    """Answer a form whose page was shown to another account than the one that sends it; None if it may go on.

    Nothing is stored or looked up: what is shown is what was sent, so that nobody learns of what is not theirs.
    """
    opener = _opener(request) if request.method == "POST" else None
    if not opener or not isinstance(request.user, User) or request.user.public_id == opener:
        return None
    return _kept(request, *ANOTHER_ACCOUNT)


def if_sent_away(request: HttpRequest, response: HttpResponseBase, door: str) -> HttpResponseBase:
    """Return `response`, unless it leads a form, opened by somebody who was signed in, to the `door`: to sign in.

    What was typed would be lost on the way; so it stays in a page, to be sent after signing in.
    """
    is_sent_away = request.method == "POST" and response.get("Location", "").startswith(door)
    return _kept(request, *SIGNED_OUT) if is_sent_away and _opener(request) else response


def with_stale_token(request: HttpRequest) -> HttpResponse | None:
    """Answer a form of ours whose protection token is no longer that of the browser; None if we did not mark it.

    The mark does not stand in for the token: the page that keeps the form has a new one, and asks for one more click.
    """
    opener = _opener(request)
    if opener is None:
        return None
    if opener and not isinstance(request.user, User):
        return _kept(request, *SIGNED_OUT)
    return if_of_another(request) or _kept(request, *ONCE_MORE)


def _opener(request: HttpRequest) -> str | None:
    """Return who opened the page of a form; None where there is no mark, or nothing on it that was worth keeping."""
    opener = opener_in(request.POST)
    return None if opener is None or resolve(request.path_info).url_name in NOTHING_TYPED else opener


def _keep(request: HttpRequest) -> HttpResponse:
    """Answer a signed page that was sent while signed out: its answers stay in the page, to be sent after signing in.

    A page without our signature is not shown again, so that nobody can put words into our pages.
    """
    if PageSignature.read(request.POST.get("signature", "")) is None:
        return redirect_to_login(request.path)
    return _kept(request, *SIGNED_OUT)


def _keep_for_its_owner(request: HttpRequest) -> HttpResponse | None:
    """Answer a signed page that was opened by another account than the one that sends it; None if it is its own."""
    signature = PageSignature.read(request.POST.get("signature", ""))
    if signature is None or signature.is_for(learner_of(request)):
        return None
    return _kept(request, *ANOTHER_ACCOUNT)


def _kept(request: HttpRequest, page: str, status: int) -> HttpResponse:
    """Show a page from which all that was typed can be sent again, but for what must stand in no page."""
    context = {"fields": kept_fields(request.POST), "has_secrets": has_secrets(request.POST) or bool(request.FILES)}
    response = render(request, f"session_ended/{page}.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@login_required
@never_cache
@require_GET
def signed_in_again(request: HttpRequest) -> HttpResponse:
    """Say that signing in worked and the other tab can go on. Scripts ask here whether the session still lives."""
    return render(request, "session_ended/signed-in-again.html")
