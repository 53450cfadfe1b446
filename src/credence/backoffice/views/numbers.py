"""Numbers that several accounts have: who they are, what each earned, and whose the number is."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from credence.accounts.enums import token_label
from credence.accounts.permissions import Permission
from credence.backoffice.access import Staff, needs, number_case_or_404
from credence.backoffice.forms.numbers import AgainForm, NumberForm
from credence.backoffice.presenters.lists import listed
from credence.backoffice.responses.pages import sent, show
from credence.backoffice.wording.refusals import sentence
from credence.catalog.queries.terms import type_of
from credence.credit.actions.changing import ReasonMissing
from credence.credit.actions.deciding import DecisionRefused, reopen_number
from credence.credit.models import NumberCase
from credence.credit.queries.numbers import awards_of_parties, cases, doubled, later_case, parties_of
from credence.journey.actions.numbering import decide
from credence.kit.clock import now

PART = "backoffice:numbers"


@require_safe
@needs(Permission.DECIDE_NUMBERS)
def numbers(request: Staff) -> HttpResponse:
    """List the numbers that several accounts have, the undecided first."""
    return show(request, "people/numbers", {"list": listed(request, cases()), "label": token_label}, part=PART)


@require_http_methods(["GET", "POST"])
@needs(Permission.DECIDE_NUMBERS)
def number(request: Staff, public_id: str) -> HttpResponse:
    """Show who has a number and what each earned, and take the decision."""
    case = number_case_or_404(public_id)
    if "again" in request.POST:
        return _again(request, case)
    accounts = [each.learner for each in parties_of(case)]
    form = NumberForm(sent(request), accounts=accounts, shown=[case.decided_at, *(each.pk for each in accounts)])
    again = AgainForm(shown=_shown(case))
    if form.is_valid() and _decide(request, case, form):
        messages.success(request, _("It is decided, and each of them gets a letter."))
        return redirect(PART)
    return show(request, "people/number", _about(case, form, again), part=PART, status=form.status)


def _again(request: Staff, case: NumberCase) -> HttpResponse:
    """Open a decided number again."""
    again = AgainForm(request.POST, shown=_shown(case))
    if again.is_valid():
        reason, by = again.cleaned_data["evidence"], request.user.username
        try:
            opened = reopen_number(case=case, by=by, reason=reason, now=now())
        except (DecisionRefused, ReasonMissing) as refused:
            again.add_error(None, sentence(refused))
        else:
            messages.success(
                request, _("It is open again. Lines of reports under this number wait until it is decided.")
            )
            return redirect("backoffice:number", opened.public_id)
    form = NumberForm(None, accounts=[each.learner for each in parties_of(case)], shown=())
    return show(request, "people/number", _about(case, form, again), part=PART, status=again.status)


def _shown(case: NumberCase) -> list[object]:
    """Return what tells a decided case from how it was: that it was not opened again, nor is there a later one."""
    later = later_case(case)
    return [case.decided_at, later.public_id if later else ""]


def _decide(request: Staff, case: NumberCase, form: NumberForm) -> bool:
    said = {"outcome": form.outcome, "owner": form.owner, "reason": form.cleaned_data["reason"]}
    try:
        decide(case=case, **said, by=request.user.username, now=now())
    except (DecisionRefused, ReasonMissing) as refused:
        form.add_error(None, sentence(refused))
        return False
    return True


def _about(case: NumberCase, form: NumberForm, again: AgainForm) -> dict[str, Any]:
    parties = parties_of(case)
    return {
        "case": case,
        "form": form,
        "again": again,
        "later": later_case(case),
        "parties": parties,
        "awards": awards_of_parties(case),
        "doubled": {each.pk for same in doubled([party.learner_id for party in parties]) for each in same},
        "label": token_label,
        "credit_name": lambda award: type_of(award.offer).name,
    }
