"""The only way a view gets hold of a learner's things: each function decides and fetches at once."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from credence.accounts.models import User
from credence.commerce.models import Order
from credence.commerce.queries import order_of
from credence.enrollment.models import Enrollment
from credence.enrollment.queries import own_enrollment
from credence.journey.queries.visits import Visit, visit_of


class AccessClosed(PermissionDenied):
    """The course is the learner's, but its money went back, so it is closed until it is paid again."""


def learner_of(request: HttpRequest) -> User:
    """Return the signed-in learner; use behind `login_required`."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def enrollment_or_404(request: HttpRequest, slug: str) -> Enrollment:
    """Return the signed-in learner's own enrollment in course `slug`; to anyone else it does not exist."""
    found = own_enrollment(learner_of(request), slug)
    if found is None:
        raise Http404
    if found.closed_at is not None:
        raise AccessClosed
    return found


def visit_or_404(learner: User, slug: str) -> Visit:
    """Return a signed-in learner before the published course at `slug`; any other course does not exist."""
    found = visit_of(learner, slug)
    if found is None:
        raise Http404
    return found


def order_or_404(request: HttpRequest, number: str) -> Order:
    """Return the signed-in learner's own order; to anyone else it does not exist."""
    found = order_of(learner_of(request), number)
    if found is None:
        raise Http404
    return found
