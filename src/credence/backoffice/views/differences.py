"""Differences between the gateway's list of moved money and ours."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from credence.accounts.permissions import Permission
from credence.backoffice.access import Staff, difference_or_404, needs
from credence.backoffice.forms.differences import DifferenceSearch, SettleForm
from credence.backoffice.presenters.lists import listed
from credence.backoffice.responses.pages import sent, show
from credence.backoffice.wording import states
from credence.commerce.actions.settlement import settle_difference
from credence.commerce.queries.waiting import differences
from credence.kit.clock import now

PART = "backoffice:differences"


@require_safe
@needs(Permission.SETTLE)
def differences_page(request: Staff) -> HttpResponse:
    """List differences, those that are open first asked for."""
    form = DifferenceSearch(request.GET)
    context = {"form": form, "list": listed(request, differences(is_open=form.is_open)), "states": states}
    return show(request, "differences/differences", context, part=PART)


@require_http_methods(["GET", "POST"])
@needs(Permission.SETTLE)
def difference(request: Staff, pk: int) -> HttpResponse:
    """Show both books side by side, and take how it was settled."""
    found = difference_or_404(pk)
    form = SettleForm(sent(request), shown=[found.resolved_at])
    if form.is_valid():
        settle_difference(difference=found, **form.cleaned_data, by=request.user.username, now=now())
        messages.success(request, _("The difference is settled."))
        return redirect("backoffice:differences")
    context = {"difference": found, "form": form, "states": states}
    return show(request, "differences/difference", context, part=PART, status=form.status)
