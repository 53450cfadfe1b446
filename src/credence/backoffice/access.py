"""The doors of the back office: each view names what its visitor must be allowed to do."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from credence.accounts.models import User
from credence.accounts.permissions import Grants, Permission, grants_of

Rest = ParamSpec("Rest")
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
