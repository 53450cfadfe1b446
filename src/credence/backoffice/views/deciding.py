"""Orders on which staff decide: those under review, and those paid by check or purchase order."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from credence.accounts.permissions import Permission
from credence.backoffice.access import Staff, dossier_or_404, needs, order_or_404
from credence.backoffice.forms.refunds import OpenForm, PaymentForm
from credence.backoffice.responses.pages import sent, show
from credence.backoffice.wording import states
from credence.backoffice.wording.refusals import sentence
from credence.commerce.actions.fulfillment import open_reviewed
from credence.commerce.actions.offline_payment import AmountDiffers, take_payment
from credence.commerce.actions.orders import OrderRefused, open_order
from credence.commerce.actions.refunds import RefundRefused
from credence.enrollment.actions import EnrollmentRefused
from credence.kit.clock import now
from credence.kit.money import money

PART = "backoffice:orders"
REFUSALS = (OrderRefused, RefundRefused, EnrollmentRefused)


@require_http_methods(["GET", "POST"])
@needs(Permission.DECIDE_ORDERS)
def open_course(request: Staff, number: str) -> HttpResponse:
    """Open the course of an order under review."""
    dossier = dossier_or_404(number)
    form = OpenForm(sent(request), shown=[dossier.order.state, dossier.order.review_reason])
    if form.is_valid():
        try:
            open_reviewed(order=dossier.order, **form.cleaned_data, by=request.user.username, now=now())
        except REFUSALS as refused:
            form.add_error(None, sentence(refused))
        else:
            messages.success(request, _("The course is open, and the learner has the receipt."))
            return redirect("backoffice:order", number)
    context = {"dossier": dossier, "form": form, "states": states}
    return show(request, "orders/open", context, part=PART, status=form.status)


@require_http_methods(["GET", "POST"])
@needs(Permission.DECIDE_ORDERS)
def payment(request: Staff, number: str) -> HttpResponse:
    """Confirm a check or purchase order for an order."""
    order = order_or_404(number)
    first = {"attempt_key": uuid.uuid4(), "shown": order.quote_hash, "amount": order.total}
    form = PaymentForm(sent(request), initial=first)
    if form.is_valid():
        try:
            given = form.cleaned_data
            reference = given.pop("paper")
            take_payment(order=order, reference=reference, **given, by=request.user.username, clock=now)
        except AmountDiffers as refused:
            form.add_error("amount", sentence(refused, due=money(refused.data["due"], order.currency)))
        except REFUSALS as refused:
            form.add_error(None, sentence(refused))
        else:
            messages.success(request, _("The payment is on record."))
            return redirect("backoffice:order", number)
    context = {"order": order, "form": form, "states": states}
    return show(request, "orders/payment", context, part=PART, status=422 if form.errors else 200)


@require_POST
@needs(Permission.DECIDE_ORDERS)
def again(request: Staff, number: str) -> HttpResponse:
    """Open an order anew that ended unpaid, at today's price."""
    old = order_or_404(number)
    try:
        new = open_order(learner=old.learner, course=old.course, now=now(), by=request.user.username)
    except REFUSALS as refused:
        messages.error(request, sentence(refused))
        return redirect("backoffice:order", number)
    return redirect("backoffice:order-payment", new.number)
