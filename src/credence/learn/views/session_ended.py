"""Pages that keep what was typed when the session ended under it (abuse case 26)."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from credence.learn.forms.seal import Seal


def keep(request: HttpRequest) -> HttpResponse:
    """Answer a sealed page that was sent while signed out: its answers stay in the page, to be sent after signing in.

    A page without our seal is not shown again, so that nobody can put words into our pages.
    """
    if Seal.read(request.POST.get("seal", "")) is None:
        return redirect_to_login(request.path)
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    return render(request, "session_ended/signed-out.html", {"fields": fields}, status=401)


@login_required
@never_cache
@require_GET
def signed_in_again(request: HttpRequest) -> HttpResponse:
    """Say that signing in worked and the other tab can go on. Scripts ask here whether the session still lives."""
    return render(request, "session_ended/signed-in-again.html")
