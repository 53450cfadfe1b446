"""What the buyer of a group's seats sees by a secret link."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from credence.commerce.queries.coupons import group_keyed, seats_of


@never_cache
@require_safe
def group(request: HttpRequest, key: str) -> HttpResponse:
    """Show the codes of a group and who used them when; nothing of credit, and no address of anybody.

    The key has 128 random bits, stands with the group and is withdrawn by another. Search engines are kept off, and
    no other site is told the address.
    """
    found = group_keyed(key)
    if found is None:
        raise Http404
    response = render(request, "groups/group.html", {"group": found, "seats": seats_of(found)})
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
