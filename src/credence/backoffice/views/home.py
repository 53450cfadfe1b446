"""The first page of the back office."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from credence.backoffice.access import Staff, staff_only
from credence.backoffice.showing import show


@require_safe
@staff_only
def home(request: Staff) -> HttpResponse:
    """Lead staff to what they may do."""
    return show(request, "home/home")
