"""Refunds: asked for by one, approved by another, sent by the gateway or by hand."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from credence.accounts.permissions import Permission
from credence.backoffice.access import Staff, dossier_or_404, needs, refund_or_404
from credence.backoffice.forms.refunds import DecisionForm, RefundForm
from credence.backoffice.presenters.lists import listed
from credence.backoffice.responses.pages import sent, show
from credence.backoffice.wording import states
from credence.backoffice.wording.payments import credit_name
from credence.backoffice.wording.refunds import ways_of
from credence.backoffice.wording.refusals import sentence
from credence.backoffice.wording.story import actor
from credence.commerce.actions.refund_resolution import mark_sent, resolve_refund
from credence.commerce.actions.refunds import OldPage, RefundRefused, TooMuch, deny_refund
from credence.commerce.models import Refund
from credence.commerce.queries.waiting import refunds_waiting
from credence.journey.actions.refunding import allow, give_back
from credence.journey.queries.dossier import Dossier
from credence.kit.clock import now
from credence.kit.money import money

PART = "backoffice:refunds"


@require_safe
@needs(Permission.REFUND)
def refunds(request: Staff) -> HttpResponse:
    """List the refunds that wait for a person, or for an answer."""
    context = {"list": listed(request, refunds_waiting()), "states": states, "actor": actor}
    return show(request, "refunds/refunds", context, part=PART)


@require_http_methods(["GET", "POST"])
@needs(Permission.REFUND)
def refund(request: Staff, number: str) -> HttpResponse:
    """Give money of an order back, in whole or in part."""
    dossier = dossier_or_404(number)
    most = dossier.refundable
    form = RefundForm(sent(request), initial={"amount": most, "left": most, "request_key": uuid.uuid4()})
    if form.is_valid():
        try:
            made = give_back(order=dossier.order, **form.cleaned_data, by=request.user.username, clock=now)
        except OldPage as refused:
            return _asked_again(request, number, form, refused)
        except TooMuch as refused:
            form.add_error("amount", sentence(refused, most=money(refused.data["most"], dossier.order.currency)))
        except RefundRefused as refused:
            form.add_error("knows_credit" if refused.code == "credit-held" else None, sentence(refused))
        else:
            messages.success(request, _outcome(made))
            return redirect("backoffice:order", number)
    return show(request, "refunds/refund", _about(dossier, form), part=PART, status=422 if form.errors else 200)


def _asked_again(request: Staff, number: str, form: RefundForm, refused: OldPage) -> HttpResponse:
    """Show the order as it is now, with what was typed; sent once more, it counts."""
    dossier = dossier_or_404(number)
    again = form.shown_again(dossier.refundable)
    again.add_error(None, sentence(refused, given=money(refused.data["given"], dossier.order.currency)))
    return show(request, "refunds/refund", _about(dossier, again), part=PART, status=409)


def _about(dossier: Dossier, form: RefundForm) -> dict[str, Any]:
    ways = ways_of(dossier.captured) if dossier.captured else []
    return {"dossier": dossier, "form": form, "ways": ways, "states": states, "credit_name": credit_name}


def _outcome(refund: Refund) -> str:
    return {
        "awaiting-approval": _("The refund waits for a second person of finance."),
        "done": _("The money was given back."),
        "unknown": _("The refund was sent, and the gateway has not confirmed it. It is being looked for by itself."),
        "failed": _("The gateway refused the refund. The order's story says why."),
    }.get(refund.state, _("The refund is on record. The order's page says how far it is."))


@require_http_methods(["GET", "POST"])
@needs(Permission.REFUND)
def decide(request: Staff, key: UUID) -> HttpResponse:
    """Approve or deny a refund of somebody else, or say that it was sent."""
    refund = refund_or_404(key)
    form = DecisionForm(sent(request), shown=[refund.state])
    if form.is_valid():
        try:
            made = _decision(refund, form.cleaned_data["what"], form.cleaned_data, request.user.username)
        except RefundRefused as refused:
            form.add_error(None, sentence(refused))
        else:
            messages.success(request, _decided(made))
            return redirect("backoffice:order", made.attempt.order.number)
    context = {**_about_decision(request, refund), "form": form}
    return show(request, "refunds/decide", context, part=PART, status=form.status)


def _about_decision(request: Staff, refund: Refund) -> dict[str, Any]:
    dossier = dossier_or_404(refund.attempt.order.number)
    is_mine = refund.requested_by == request.user.username
    words = {"states": states, "actor": actor, "credit_name": credit_name}
    return {"refund": refund, "dossier": dossier, "is_mine": is_mine, **words}


def _decided(refund: Refund) -> str:
    return _("The refund was denied. No money goes back by it.") if refund.state == "failed" else _outcome(refund)


def _decision(refund: Refund, what: str, said: dict[str, str], by: str) -> Refund:
    """Do what the button says."""
    if what == "approve":
        return allow(refund=refund, by=by, clock=now)
    if what == "deny":
        return deny_refund(refund=refund, by=by, now=now())
    if what == "sent":
        return mark_sent(refund=refund, reference=said["said"], by=by, now=now())
    is_done = what == "made"
    number = said["number"] if is_done else ""
    return resolve_refund(refund=refund, is_done=is_done, reason=said["said"], by=by, now=now(), transaction_id=number)
