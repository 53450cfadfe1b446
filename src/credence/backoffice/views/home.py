"""The first page of the back office."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from credence.accounts.permissions import Permission
from credence.backoffice.access import Staff, needs, staff_only
from credence.backoffice.presenters.lists import listed
from credence.backoffice.presenters.waiting import waiting_for
from credence.backoffice.responses.pages import show
from credence.backoffice.wording import states
from credence.commerce.queries.waiting import uncertain_attempts
from credence.kit.clock import now


@require_safe
@staff_only
def home(request: Staff) -> HttpResponse:
    """Say what waits for whoever asks, and lead staff to what they may do."""
    return show(request, "home/home", {"waiting": waiting_for(request.grants, now())})


@require_safe
@needs(Permission.SEE_ORDERS)
def uncertain(request: Staff) -> HttpResponse:
    """List payments whose end has not been found out for long."""
    context = {"list": listed(request, uncertain_attempts(now())), "states": states}
    return show(request, "orders/uncertain", context, part="backoffice:orders")
