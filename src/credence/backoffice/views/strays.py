"""Money at the gateway that belongs to no payment of ours, and that a person must give back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from credence.accounts.permissions import Permission
from credence.backoffice.access import Staff, needs, stray_or_404
from credence.backoffice.forms.differences import StrayForm
from credence.backoffice.responses.pages import sent, show
from credence.backoffice.wording import states
from credence.commerce.actions.reconciling import close_stray
from credence.kit.clock import now


@require_http_methods(["GET", "POST"])
@needs(Permission.SETTLE)
def stray(request: Staff, pk: int) -> HttpResponse:
    """Show where one stands, and take the word that it was given back in the gateway's own pages."""
    found = stray_or_404(pk)
    form = StrayForm(sent(request), shown=[found.state])
    if form.is_valid():
        close_stray(stray=found, **form.cleaned_data, by=request.user.username, now=now())
        messages.success(request, _("It is on record that this money was given back."))
        return redirect("backoffice:order", found.attempt.order.number)
    context = {"stray": found, "form": form, "states": states}
    return show(request, "orders/stray", context, part="backoffice:orders", status=form.status)
