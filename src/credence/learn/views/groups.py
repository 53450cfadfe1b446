"""What the buyer of a group's seats sees by a secret link, and what learners allow that buyers are told (R24)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from credence.catalog.enums import OrganizationKind
from credence.commerce.actions.groups import NotToBeShared, share
from credence.commerce.models import CouponBatch
from credence.commerce.queries.coupons import group_keyed, seats_of, seats_used_by
from credence.kit.clock import now
from credence.learn.access.own import learner_of


@never_cache
@require_safe
def group(request: HttpRequest, key: str) -> HttpResponse:
    """Show the codes of a group, and who of those who allowed it used them; nothing of credit, and nobody's address.

    The key has 128 random bits, stands with the group and is withdrawn by another. Search engines are kept off, and
    no other site is told the address.
    """
    found = group_keyed(key)
    if found is None:
        raise Http404
    response = render(request, "groups/group.html", _told(found))
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _told(found: CouponBatch) -> dict[str, Any]:
    counts_only = found.buyer_kind == OrganizationKind.INELIGIBLE
    return {"group": found, "seats": seats_of(found), "counts_only": counts_only}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sharing(request: HttpRequest) -> HttpResponse:
    """Show which buyers of seats may be told the learner's name: nobody unless the learner says so, box by box."""
    learner = learner_of(request)
    seats = seats_used_by(learner)
    if request.method != "POST":
        return render(request, "accounts/sharing.html", {"seats": seats})
    batch = get_object_or_404(seats, public_id=request.POST.get("group", ""))
    allowed = "allowed" in request.POST
    try:
        share(learner=learner, batch=batch, allowed=allowed, now=now())
    except NotToBeShared as refused:
        raise Http404 from refused
    said = _("%(buyer)s is told your name.") if allowed else _("%(buyer)s is not told your name any more.")
    messages.success(request, said % {"buyer": batch.buyer})
    return redirect("learn:sharing")
