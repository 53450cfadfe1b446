"""The doors of the back office: each view names what its visitor must be allowed to do."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from credence.accounts.models import Invitation, User
from credence.accounts.permissions import Grants, Permission, grants_of
from credence.accounts.queries import invitations, staff_members
from credence.commerce.models import Coupon, CouponBatch, Order, Refund, SettlementDifference, Stray
from credence.commerce.queries.coupons import batch_called, coupon_coded
from credence.commerce.queries.orders import order_numbered
from credence.credit.models import Award, NumberCase
from credence.credit.queries.haste import signs_on_record
from credence.journey.queries.dossier import Dossier, dossier_of
from credence.outbox.models import Letter

Rest = ParamSpec("Rest")
Thing = TypeVar("Thing")
BIGGEST = 2**63 - 1
"""The databases know no larger key."""
StaffView = Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]


class Staff(HttpRequest):
    """A request that passed a door of the back office."""

    user: User
    grants: Grants


def staff_only(view: Callable[Concatenate[Staff, Rest], HttpResponseBase]) -> StaffView[Rest]:
    """Let all staff in; for everybody else who is signed in the page does not exist."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        if not request.user.is_staff:
            raise Http404
        request.grants = grants_of(request.user)  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return guarded


def needs(
    permission: Permission,
) -> Callable[[Callable[Concatenate[Staff, Rest], HttpResponseBase]], StaffView[Rest]]:
    """Let in only staff who may do `permission`; other staff are told that it is not theirs to do."""

    def door(view: Callable[Concatenate[Staff, Rest], HttpResponseBase]) -> StaffView[Rest]:
        @wraps(view)
        def allowed(request: Staff, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            if permission not in request.grants.permissions:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return staff_only(allowed)

    return door


def order_or_404(number: str) -> Order:
    """Return an order to somebody who passed the door; whose it is does not matter there."""
    return _there(order_numbered(number))


def dossier_or_404(number: str) -> Dossier:
    """Return an order with all that is around it."""
    return _there(dossier_of(number))


def refund_or_404(key: UUID) -> Refund:
    """Return a refund by the key of its form."""
    return _there(Refund.objects.filter(request_key=key).select_related("attempt__order").first())


def coupon_or_404(code: str) -> Coupon:
    """Return a coupon with its uses."""
    return _there(coupon_coded(code))


def batch_or_404(public_id: str, *, is_group: bool) -> CouponBatch:
    """Return a batch, or a group that bought seats, with its numbers."""
    batch = _there(batch_called(public_id))
    return _there(batch if (batch.course_id is not None) == is_group else None)


def member_or_404(public_id: str) -> User:
    """Return somebody of the staff, with roles and profile."""
    return _there(staff_members().filter(public_id=public_id).first())


def invitation_or_404(public_id: str) -> Invitation:
    """Return an invitation that nobody accepted or withdrew."""
    return _there(invitations().filter(public_id=public_id).first())


def difference_or_404(pk: int) -> SettlementDifference:
    """Return a difference with its order."""
    known = SettlementDifference.objects.select_related("attempt__order")
    return _there(known.filter(pk=min(pk, BIGGEST)).first())


def number_case_or_404(public_id: str) -> NumberCase:
    """Return a number that several accounts have."""
    return _there(NumberCase.objects.select_related("number", "reopens").filter(public_id=public_id).first())


def stray_or_404(pk: int) -> Stray:
    """Return money that belongs to no payment, with the order beside which it was found."""
    return _there(Stray.objects.select_related("attempt__order").filter(pk=min(pk, BIGGEST)).first())


def letter_or_404(pk: int) -> Letter:
    """Return a letter, sent or not."""
    return _there(Letter.objects.filter(pk=min(pk, BIGGEST)).first())


def hasty_award_or_404(public_id: str) -> Award:
    """Return an award that came about fast, looked at or not."""
    award = _there(
        Award.objects.select_related("learner__profile", "offer", "enrollment__line__version")
        .filter(public_id=public_id)
        .first()
    )
    return _there(award if signs_on_record([award]) else None)


def _there(thing: Thing | None) -> Thing:
    if thing is None:
        raise Http404
    return thing
