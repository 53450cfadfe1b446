"""Pages that keep what was typed when the session ended (abuse case 26) or became another's, or the course changed."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from credence.enrollment.models import Enrollment
from credence.learn.access.own import learner_of
from credence.learn.forms.page_signature import PageSignature


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
    context = {"fields": _fields(request), "enrollment": enrollment}
    return render(request, "session_ended/front-matter-first.html", context, status=409)


def _keep(request: HttpRequest) -> HttpResponse:
    """Answer a signed page that was sent while signed out: its answers stay in the page, to be sent after signing in.

    A page without our signature is not shown again, so that nobody can put words into our pages.
    """
    if PageSignature.read(request.POST.get("signature", "")) is None:
        return redirect_to_login(request.path)
    return render(request, "session_ended/signed-out.html", {"fields": _fields(request)}, status=401)


def _keep_for_its_owner(request: HttpRequest) -> HttpResponse | None:
    """Answer a signed page that was opened by another account than the one that sends it; None if it is its own.

    Its answers stay in the page, to be sent after signing in as whoever opened it. Nothing is stored or looked up:
    what is shown is what was sent, so that nobody learns of a course in which they are not enrolled.
    """
    signature = PageSignature.read(request.POST.get("signature", ""))
    if signature is None or signature.is_for(learner_of(request)):
        return None
    return render(request, "session_ended/another-account.html", {"fields": _fields(request)}, status=409)


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, values in request.POST.lists() for value in values]


@login_required
@never_cache
@require_GET
def signed_in_again(request: HttpRequest) -> HttpResponse:
    """Say that signing in worked and the other tab can go on. Scripts ask here whether the session still lives."""
    return render(request, "session_ended/signed-in-again.html")
