"""The one door to the pages of the staff."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from credence.accounts.gateway import lacks_second_factor
from credence.accounts.models import User


class StaffDoor:
    """Lets only staff with a second factor to what lies under `settings.STAFF_PATHS`, whatever the view forgets.

    It looks at the address first, so that public pages stay free of sessions.
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
    if lacks_second_factor(request.user):
        messages.warning(request, _("Staff pages open once you have set up a second step at sign-in."))
        return redirect("mfa_index")
    return None
