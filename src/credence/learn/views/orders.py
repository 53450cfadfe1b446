"""A learner's orders: the list, how one stands, its end, and its receipt."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from credence.commerce.actions.orders import OrderRefused, cancel
from credence.commerce.documents.receipt import amount_lines, bill_lines
from credence.commerce.documents.receipt import render as draw_receipt
from credence.commerce.models import Order, PaymentAttempt
from credence.commerce.queries import latest_attempt, orders_of, receipt_of
from credence.kit.clock import now
from credence.learn.access.own import learner_of, order_or_404
from credence.learn.wording.payments import REFUNDS, paid_with, telling_of
from credence.learn.wording.refusals import sentence

PER_PAGE = 20


@login_required
@never_cache
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """List the learner's orders, each with how it stands."""
    page = Paginator(orders_of(learner_of(request)), PER_PAGE).get_page(request.GET.get("page"))
    lines = [(order, telling_of(order, _latest(order))) for order in page.object_list]
    return render(request, "commerce/orders.html", {"page": page, "lines": lines})


def _latest(order: Order) -> PaymentAttempt | None:
    """Return the latest of the attempts that were fetched with the order."""
    return max(order.attempts.all(), key=lambda each: each.seq, default=None)


@login_required
@never_cache
@require_safe
def order(request: HttpRequest, number: str) -> HttpResponse:
    """Say how an order stands and, once it is paid, show its receipt. It only reads: the worker leads payments on."""
    found = order_or_404(request, number)
    latest, paid = latest_attempt(found), receipt_of(found)
    context = {
        "order": found,
        "telling": telling_of(found, latest),
        "seen": _mark(found, latest),
        "receipt": paid,
        "lines": amount_lines(paid) if paid else (),
        "bill": bill_lines(found),
        "paid_with": paid_with(found, paid.attempt) if paid else "",
        "tax_line": settings.ENV.tax_line,
        "refunds": REFUNDS,
    }
    return render(request, "commerce/order.html", context)


@login_required
@never_cache
@require_safe
def order_state(request: HttpRequest, number: str) -> HttpResponse:
    """Answer a waiting page: nothing while all is as it saw it, else that it should load anew."""
    found = order_or_404(request, number)
    is_same = request.GET.get("seen") == _mark(found, latest_attempt(found))
    headers = {} if is_same else {"HX-Refresh": "true"}
    return HttpResponse(status=204, headers=headers)


def _mark(found: Order, attempt: PaymentAttempt | None) -> str:
    """Return by what a page knows that the order has moved on."""
    return f"{found.state}-{attempt.seq}-{attempt.state}" if attempt else found.state


@login_required
@never_cache
@require_POST
def order_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """End an order that nobody is paying; its coupon is free again."""
    found = order_or_404(request, number)
    try:
        cancel(order=found, by=learner_of(request).username, now=now())
    except OrderRefused as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, _("The order is canceled, and nothing was charged. You may order anew at any time."))
    return redirect("learn:order", number)


@login_required
@never_cache
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Hand out the receipt of a paid order as a PDF."""
    found = receipt_of(order_or_404(request, number))
    if found is None:
        raise Http404
    words = paid_with(found.order, found.attempt)
    headers = {"Content-Disposition": f'attachment; filename="receipt-{found.order.number}.pdf"'}
    return HttpResponse(draw_receipt(found, paid_with=words), content_type="application/pdf", headers=headers)
