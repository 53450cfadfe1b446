"""Where one is signed in, and signing out there from here."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from credence.accounts.actions.devices import sign_out_elsewhere
from credence.accounts.models import User
from credence.kit.clock import now
from credence.learn.access.own import learner_of
from credence.learn.presenters import devices as presenter


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def devices(request: HttpRequest) -> HttpResponse:
    """List the devices on which the account is signed in; end one of these sessions, or all others."""
    user, moment = learner_of(request), now()
    if request.method == "POST":
        _sign_out(request, user)
        return redirect("learn:devices")
    found = presenter.devices(user, key=request.session.session_key, moment=moment)
    return render(request, "accounts/devices.html", {"devices": found})


def _sign_out(request: HttpRequest, user: User) -> None:
    """Do what the button says, and say what came of it."""
    only, key = request.POST.get("device", ""), request.session.session_key
    if not only and "others" not in request.POST:
        return
    ended = sign_out_elsewhere(user=user, kept=key, only=only, by=user.username, now=now())
    if ended:
        said = ngettext("%(num)s device is signed out.", "%(num)s devices are signed out.", ended) % {"num": ended}
        messages.success(request, said)
    else:
        messages.info(request, _("Nothing was signed out: that device was signed out before."))
