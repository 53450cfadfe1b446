"""Credit that came about faster than people work."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from credence.accounts.permissions import Permission
from credence.backoffice.access import Staff, hasty_award_or_404, needs
from credence.backoffice.forms.haste import LookForm
from credence.backoffice.presenters.lists import listed
from credence.backoffice.responses.pages import sent, show
from credence.backoffice.wording.haste import looked_before, signs
from credence.catalog.queries.terms import type_of
from credence.credit.actions.looking import LookedAtBefore, look_at
from credence.credit.models import Award
from credence.credit.queries.haste import hasty_awards, learner_of_attempt, looked_at, signs_on_record
from credence.credit.queries.kept import evidence_of_award
from credence.credit.queries.own_courses import awards_noted
from credence.kit.clock import now

PART = "backoffice:haste"


@require_safe
@needs(Permission.LOOK_AT_HASTE)
def hasty(request: Staff) -> HttpResponse:
    """List the awards with signs of haste at which nobody has looked yet."""
    found = listed(request, hasty_awards())
    figures = {event.subject_id: event.details for event in found.rows}
    awards = found.showing(awards_noted(found.rows))
    context = {"list": awards, "credit_name": _credit_name, "signs": lambda award: signs(figures[award.public_id])}
    return show(request, "people/haste", context, part=PART)


@require_http_methods(["GET", "POST"])
@needs(Permission.LOOK_AT_HASTE)
def hasty_award(request: Staff, public_id: str) -> HttpResponse:
    """Show the signs of one award beside what was done when, and take what somebody found who looked into it."""
    award = hasty_award_or_404(public_id)
    look = looked_at(award)
    form = LookForm(sent(request), shown=[look.at if look else ""])
    if form.is_valid() and _is_on_record(request, form, award):
        messages.success(request, _("It is on record that you looked at it."))
        return redirect(PART)
    figures = signs_on_record([award])[award.public_id]
    context = {
        "award": award,
        "form": form,
        "credit_name": _credit_name,
        "signs": signs(figures),
        "done": evidence_of_award(award),
        "look": look,
        "other": learner_of_attempt(figures.get("attempt", "")),
    }
    return show(request, "people/hasty-award", context, part=PART, status=form.status)


def _is_on_record(request: Staff, form: LookForm, award: Award) -> bool:
    try:
        look_at(award=award, **form.cleaned_data, by=request.user.username, now=now())
    except LookedAtBefore as refused:
        form.add_error(None, looked_before(refused.data["by"]))
        return False
    return True


def _credit_name(award: Award) -> str:
    return str(type_of(award.offer).name)
