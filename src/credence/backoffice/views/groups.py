"""Groups that bought seats: what they paid, their codes, who used them, and the link for the buyer."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from credence.accounts.permissions import Permission
from credence.backoffice.access import Staff, batch_or_404, needs
from credence.backoffice.forms.groups import GroupForm
from credence.backoffice.forms.seen import SeenForm
from credence.backoffice.presenters.lists import listed
from credence.backoffice.responses.downloads import Column, as_file, table
from credence.backoffice.responses.pages import is_asked_again, sent, show
from credence.backoffice.views.coupons import ended, shown_of
from credence.catalog.enums import OrganizationKind
from credence.commerce.actions.groups import renew_link, sell_seats, withdraw_link
from credence.commerce.models import Coupon, CouponBatch
from credence.commerce.queries import coupons as queries
from credence.kit.clock import now

PART = "backoffice:groups"


@require_safe
@needs(Permission.SEE_COUPONS)
def groups(request: Staff) -> HttpResponse:
    """List the groups that bought seats."""
    return show(request, "groups/groups", {"list": listed(request, queries.groups())}, part=PART)


@require_http_methods(["GET", "POST"])
@needs(Permission.MAKE_COUPONS)
def sell(request: Staff) -> HttpResponse:
    """Write down that a group bought seats, and make its codes."""
    form = GroupForm(sent(request))
    if form.is_valid():
        sold = sell_seats(purchase=form.purchase, by=request.user.username, now=now())
        messages.success(request, _("The codes are made. Send the buyer the link, or the codes as a file."))
        return redirect("backoffice:group", sold.public_id)
    return show(request, "groups/sell", {"form": form}, part=PART, status=422 if form.errors else 200)


@require_safe
@needs(Permission.SEE_COUPONS)
def group(request: Staff, public_id: str) -> HttpResponse:
    """Show what a group bought, its codes and who used them."""
    found = batch_or_404(public_id, is_group=True)
    context = {
        "group": found,
        "form": SeenForm(shown=shown_of(found)),
        "seats": queries.seats_of(found),
        "link": _link(found.link_key),
        "with_names": Permission.SEE_ORDERS in request.grants.permissions,
    }
    return show(request, "groups/group", context, part=PART)


def _link(key: str) -> str:
    return f"{settings.ENV.base_url.rstrip('/')}{reverse('learn:group', args=[key])}" if key else ""


@require_safe
@needs(Permission.SEE_COUPONS)
def group_file(request: Staff, public_id: str, kind: str) -> HttpResponseBase:
    """Give the codes of a group along as a file, which names to its buyer whoever allowed it and nobody else."""
    found = batch_or_404(public_id, is_group=True)
    codes = [
        Column(gettext_lazy("Code"), lambda seat: seat.code),
        Column(gettext_lazy("In use"), lambda seat: _("yes") if seat.is_active else _("no")),
    ]
    uses = [
        Column(gettext_lazy("Used"), lambda seat: _("yes") if seat.use else _("no")),
        Column(gettext_lazy("Used on"), lambda seat: seat.use.used_at if _is_told(seat) else None),
        Column(gettext_lazy("Used by"), lambda seat: seat.use.learner.profile.full_name if _is_told(seat) else ""),
    ]
    told = codes if found.buyer_kind == OrganizationKind.INELIGIBLE else codes + uses
    return as_file(kind, "seats", table(told, queries.seats_of(found)))


def _is_told(seat: Coupon) -> bool:
    """Return whether whoever used a seat allowed that the buyer is told who and when: the file is the buyer's (R24)."""
    use = seat.use  # type: ignore[attr-defined]
    return bool(use and use.shared and hasattr(use.learner, "profile"))


def _renew(group: CouponBatch, by: str) -> str:
    renew_link(batch=group, by=by, now=now())
    return _("There is a new link. The one before opens nothing any more.")


def _withdraw(group: CouponBatch, by: str) -> str:
    withdraw_link(batch=group, by=by, now=now())
    return _("The link opens nothing any more.")


ACTS: dict[str, Callable[[CouponBatch, str], str]] = {"new-link": _renew, "no-link": _withdraw, "end": ended}


@require_POST
@needs(Permission.MAKE_COUPONS)
def change(request: Staff, public_id: str) -> HttpResponse:
    """Give the buyer another link or none, or take the codes out of use."""
    act, found = ACTS.get(request.POST.get("what", "")), batch_or_404(public_id, is_group=True)
    if act:
        if not is_asked_again(request, shown_of(found)):
            messages.success(request, act(found, request.user.username))
    else:
        messages.error(request, _("Nothing was done: choose one of the buttons."))
    return redirect("backoffice:group", public_id)
