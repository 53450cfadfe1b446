"""Tell a learner of credit that was awarded in the step just taken."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from credence.credit.models import Award
from credence.credit.queries import certificate_given_with, type_of

READY = _("The credit is yours: %(amount)s %(credit)s. Your certificate is ready.")
FOLLOWS = _("The credit is yours: %(amount)s %(credit)s. Its certificate follows in a moment, under My Courses.")


def tell_of_awards(request: HttpRequest, awards: Iterable[Award]) -> None:
    """Say on the next page which credit is the learner's from now on, and whether its certificate is ready."""
    for award in awards:
        words = {"amount": f"{award.amount_in_force.normalize():f}", "credit": type_of(award.offer).name}
        is_drawn = certificate_given_with(award).sha256 is not None
        messages.success(request, (READY if is_drawn else FOLLOWS) % words)
