"""The one door to the pages of the staff."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from credence.accounts.gateway.factors import must_give_factor
from credence.accounts.models import User
from credence.accounts.queries import second_factors_of


class StaffDoor:
    """Lets only staff to what lies under `settings.STAFF_PATHS`, whatever the view forgets.

    A second factor must have been given in the session itself, by whichever road it began and whenever the account got
    its factors. It looks at the address first, so that public pages stay free of sessions.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, or say why not."""
        if not request.path_info.startswith(settings.STAFF_PATHS):
            return self.get_response(request)
        return _refusal(request) or self.get_response(request)


def _refusal(request: HttpRequest) -> HttpResponse | None:
    """Return the answer to whoever may not enter; for signed-in learners these pages do not exist."""
    if not isinstance(request.user, User):
        return redirect_to_login(request.get_full_path())
    if not request.user.is_staff:
        raise Http404
    if must_give_factor(request, request.user):
        return _way_to_factor(request, request.user)
    return None


def _way_to_factor(request: HttpRequest, user: User) -> HttpResponse:
    """Lead to giving the factor, or to setting one up; either opens this session, and no other."""
    factors = second_factors_of(user)
    if not factors:
        messages.warning(request, _("Staff pages open once you have set up a second step at sign-in."))
        return redirect("mfa_index")
    messages.info(request, _("Staff pages open once you have given your second step in this session."))
    page = "mfa_reauthenticate" if "totp" in factors else "mfa_reauthenticate_webauthn"
    return redirect(reverse(page, query={"next": request.get_full_path()}))
