"""Tell a learner of credit that was awarded in the step just taken."""

from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from credence.credit.models import Award
from credence.credit.queries import certificate_given_with, type_of

READY = _("The credit is yours: %(amount)s %(credit)s. Your certificate is ready.")
FOLLOWS = _("The credit is yours: %(amount)s %(credit)s. Its certificate follows in a moment, under My Courses.")


def tell_of_awards(request: HttpRequest, awards: Iterable[Award]) -> None:
    """Say on the next page which credit is the learner's from now on, and whether its certificate is ready."""
    for award in awards:
        words = {"amount": f"{award.amount_in_force.normalize():f}", "credit": type_of(award.offer).name}
        messages.success(request, (READY if _is_drawn(award) else FOLLOWS) % words)


def to_the_certificate(request: HttpRequest, awards: Sequence[Award]) -> HttpResponse | None:
    """Lead to the certificate of the first award, having told of what that page does not say; None without awards."""
    if not awards:
        return None
    tell_of_awards(request, awards[1:] if _is_drawn(awards[0]) else awards)
    return redirect("learn:certificate-page", certificate_given_with(awards[0]).public_id)


def _is_drawn(award: Award) -> bool:
    return certificate_given_with(award).sha256 is not None
