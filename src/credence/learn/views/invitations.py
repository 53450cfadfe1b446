"""Becoming staff by the link of a letter."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from credence.accounts.actions.staff import InvitationOver, InvitedAnother, OwnRoles, accept_invitation
from credence.accounts.models import User
from credence.accounts.queries import invitation_by
from credence.kit.clock import now
from credence.kit.refusal import Refusal
from credence.learn.access.rate_limit import limit
from credence.learn.wording.refusals import sentence


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation, and accept it by a button: mail scanners open links."""
    limit(request, "invitation")
    if request.method == "POST" and isinstance(request.user, User):
        try:
            accept_invitation(token=token, user=request.user, now=now())
        except (InvitationOver, InvitedAnother, OwnRoles) as refused:
            return _page(request, token, refused)
        messages.success(request, _("You belong to the staff now."))
        return redirect("backoffice:home")
    return _page(request, token)


def _page(request: HttpRequest, token: str, refused: Refusal | None = None) -> HttpResponse:
    found = invitation_by(token)
    is_open = found is not None and found.is_open_at(now())
    said = sentence(refused) if refused else "" if is_open else sentence(InvitationOver())
    context = {"invitation": found if is_open else None, "refusal": said, "path": request.path}
    return render(request, "accounts/invitation.html", context, status=409 if refused else 200 if is_open else 404)
