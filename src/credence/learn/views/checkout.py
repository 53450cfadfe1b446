"""The checkout: one page with price, coupon, bill and the gateway's card fields. No card number comes here (R65)."""

import uuid
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from credence.accounts.gateway.tries import TooOften
from credence.catalog.models import Course
from credence.commerce.actions import orders
from credence.commerce.actions.attempts import CardUsed, Payment, TooManyDeclines
from credence.commerce.actions.coupons import CouponRefused
from credence.commerce.actions.fulfillment import PaymentDue, take_free
from credence.commerce.actions.paying import pay
from credence.commerce.gateway.chosen import CARDS, card_fields, gateway_called, takes_cards
from credence.commerce.gateway.interface import GatewayDown
from credence.commerce.models import Order
from credence.commerce.queries import live_order, open_attempt
from credence.commerce.rules.states import OrderState
from credence.enrollment.actions import NotOpen, ProfileIncomplete
from credence.kit.clock import now
from credence.kit.money import money
from credence.kit.text import normal
from credence.learn.access.own import learner_of
from credence.learn.access.rate_limit import limit
from credence.learn.forms.checkout import BillForm, CardForm, has_card_number, prefilled_bill
from credence.learn.responses.checkout_policy import guarded
from credence.learn.responses.limited import limited
from credence.learn.views.catalog import course_or_404
from credence.learn.wording.payments import REFUNDS, price_moved
from credence.learn.wording.refusals import sentence


@dataclass(kw_only=True, slots=True)
class Outcome:
    """What the page says after an act: nothing where all is well. `code` is the coupon as it was typed."""

    status: int = 200
    refusal: str = ""
    coupon_fault: str = ""
    code: str = ""
    moved: str = ""
    bill: BillForm | None = field(default=None)
    limited: TooOften | None = None


class Elsewhere(Exception):
    """The act led to another page."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


@login_required
@never_cache
@sensitive_post_parameters("card_token", "card_key")
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a course costs and take the payment: by coupon, by card, or by both."""
    course = course_or_404(slug)
    try:
        order = _order(request, course)
        outcome = _act(request, order) if request.method == "POST" else Outcome()
    except Elsewhere as other:
        return _led(request, other.response)
    order = Order.objects.select_related("course", "version").get(pk=order.pk)
    return _page(request, order, outcome)


def _order(request: HttpRequest, course: Course) -> Order:
    """Return the order that can be paid at this moment, at today's price; raises Elsewhere."""
    try:
        order = orders.open_order(learner=learner_of(request), course=course, now=now())
    except orders.AlreadyEnrolled:
        raise Elsewhere(redirect("learn:learn", course.slug)) from None
    except orders.NothingToPay:
        raise Elsewhere(redirect("learn:enroll", course.slug)) from None
    except ProfileIncomplete as refused:
        messages.info(request, sentence(refused))
        address = f"{reverse('learn:profile')}?{urlencode({'next': request.path})}"
        raise Elsewhere(redirect(address)) from None
    except NotOpen as refused:
        messages.error(request, sentence(refused))
        raise Elsewhere(redirect("learn:enroll", course.slug)) from None
    if order.state != OrderState.PENDING or open_attempt(order):
        raise Elsewhere(_to(order))
    return order


def _to(order: Order) -> HttpResponse:
    return redirect("learn:order", order.number)


def _act(request: HttpRequest, order: Order) -> Outcome:
    """Do what the pressed button says."""
    if has_card_number(request.POST):
        return Outcome(status=422, refusal=_card_typed_here(), bill=prefilled_bill(order, learner_of(request)))
    try:
        if "remove" in request.POST:
            return _remove(request, order)
        if "apply" in request.POST or request.POST.get("coupon", "").strip():
            return _apply(request, order)
        if "enroll" in request.POST or not order.total:
            return _take_free(request, order)
        return _pay(request, order)
    except (orders.OrderClosed, orders.PaymentInProgress):
        raise Elsewhere(_to(order)) from None
    except orders.AlreadyEnrolled:
        raise Elsewhere(redirect("learn:learn", order.course.slug)) from None


def _card_typed_here() -> str:
    return _(
        "Nothing was sent on. Something that you typed looks like a card number, and it stood in a field of ours. "
        "We did not keep it. Card numbers belong into the card fields only, which our payment company reads and we "
        "do not."
    )


def _remove(request: HttpRequest, order: Order) -> Outcome:
    orders.remove_coupon(order=order, now=now())
    return Outcome(bill=_typed_bill(request))


def _typed_bill(request: HttpRequest) -> BillForm | None:
    """Return the bill as far as it was typed, unjudged; None where the page had none."""
    typed = {name: request.POST[name] for name in BillForm.base_fields if name in request.POST}
    return BillForm(initial=typed) if typed else None


def _apply(request: HttpRequest, order: Order) -> Outcome:
    """Put a coupon in. Unknown, expired, used up: whoever guesses is told the same for all of them."""
    code = normal(request.POST.get("coupon", ""))[:60]
    outcome = Outcome(code=code, bill=_typed_bill(request))
    if not code:
        outcome.status, outcome.coupon_fault = 422, _("Type the code of your coupon first.")
        return outcome
    try:
        limit(request, "coupon")
        orders.apply_coupon(order=order, code=code, now=now())
    except TooOften as refused:
        outcome.limited, outcome.coupon_fault = refused, sentence(refused)
    except CouponRefused as refused:
        outcome.status, outcome.coupon_fault = 422, sentence(refused)
    else:
        outcome.code = ""
    return outcome


def _take_free(request: HttpRequest, order: Order) -> Outcome:
    try:
        take_free(order=order, shown=request.POST.get("shown", ""), now=now())
    except (orders.PriceChanged, PaymentDue):
        return _moved(request, order)
    raise Elsewhere(_to(order))


def _moved(request: HttpRequest, order: Order, bill: BillForm | None = None) -> Outcome:
    order.refresh_from_db()
    moved = price_moved(_shown_total(request, order.currency), order)
    return Outcome(status=409, moved=moved, bill=bill or _typed_bill(request))


def _shown_total(request: HttpRequest, currency: str) -> str:
    """Word the total that the page says it showed; it is told back to its reader, and nothing is reckoned by it."""
    try:
        shown = Decimal(request.POST.get("shown_total", "")[:12])
        return money(shown, currency) if shown.is_finite() and 0 <= shown < 1_000_000 else ""
    except InvalidOperation:
        return ""


def _pay(request: HttpRequest, order: Order) -> Outcome:
    bill, card = BillForm(request.POST), CardForm(request.POST)
    if not takes_cards():
        return Outcome(status=422, refusal=_("This site takes no cards at present. Nothing was charged."), bill=bill)
    if not bill.is_valid() or not card.is_valid():
        refusal = "" if bill.errors else _("The card details did not arrive. Nothing was charged; please try again.")
        return Outcome(status=422, refusal=refusal, bill=bill)
    try:
        limit(request, "pay")
    except TooOften as refused:
        return Outcome(limited=refused, refusal=sentence(refused), bill=bill)
    return _charge(request, order, bill, card)


def _charge(request: HttpRequest, order: Order, bill: BillForm, card: CardForm) -> Outcome:
    """Pay, and lead to the page of the order whatever the bank says."""
    data = card.cleaned_data
    payment = Payment(
        gateway=CARDS,
        attempt_key=data["attempt_key"],
        token=data["card_token"],
        key=data["card_key"],
        shown=data["shown"],
        name=bill.name,
        address=bill.address,
    )
    try:
        pay(order=order, payment=payment, by=learner_of(request).username, clock=now)
    except (orders.PriceChanged, orders.NothingToPay):
        return _moved(request, order, bill)
    except TooManyDeclines as refused:
        return Outcome(status=429, refusal=sentence(refused), bill=bill)
    except CardUsed as refused:
        return Outcome(status=409, refusal=sentence(refused), bill=bill)
    raise Elsewhere(_to(order))


def _page(request: HttpRequest, order: Order, outcome: Outcome) -> HttpResponse:
    context = {
        "order": order,
        "course": order.course,
        "version": order.version,
        "outcome": outcome,
        "bill": outcome.bill or prefilled_bill(order, learner_of(request)),
        "attempt_key": uuid.uuid4(),
        "takes_cards": takes_cards(),
        "moves_money": settings.ENV.moves_money,
        "card_fields": card_fields(),
        "statement_name": settings.ENV.statement_name,
        "refunds": REFUNDS,
    }
    is_part = request.headers.get("HX-Request") == "true"
    if is_part and bool(order.total) != (request.POST.get("had_total") == "1"):
        return _refreshed()
    page = "commerce/_summary.html" if is_part else "commerce/checkout.html"
    response = guarded(render(request, page, context, status=outcome.status))
    return limited(response, outcome.limited) if outcome.limited else response


def _refreshed() -> HttpResponse:
    """Let a script load the page anew: it has a card form now, or has one no longer."""
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


def _led(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Lead a script's page as a whole."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
    return response


@login_required
@never_cache
@require_POST
def card_key(request: HttpRequest, slug: str) -> JsonResponse:
    """Give the page the key with which it opens the gateway's card fields: for an order with something to pay only."""
    order = live_order(learner_of(request), course_or_404(slug))
    if order is None or order.state != OrderState.PENDING or not order.total:
        return JsonResponse({"error": "nothing-to-pay"}, status=409)
    try:
        limit(request, "card-key")
    except TooOften as refused:
        return limited(JsonResponse({"error": refused.code}), refused)
    try:
        key = gateway_called(CARDS).client_key()
    except (GatewayDown, LookupError):
        return JsonResponse({"error": "unavailable"}, status=503)
    return JsonResponse({"key": key})
