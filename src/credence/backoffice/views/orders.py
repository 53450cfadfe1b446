"""Orders: the list with its search, the list as a file, and one order with its whole story."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from credence.accounts.permissions import Permission
from credence.audit.queries import sentence_of
from credence.backoffice.access import Staff, dossier_or_404, needs
from credence.backoffice.forms.orders import OrderSearch
from credence.backoffice.presenters.lists import listed, question
from credence.backoffice.responses.downloads import Column, as_file, table
from credence.backoffice.responses.pages import show
from credence.backoffice.wording import states
from credence.backoffice.wording.payments import credit_name, said, taken_off
from credence.backoffice.wording.story import actor, line_of
from credence.commerce.queries import orders as queries
from credence.commerce.rules.prices import NOTHING, to_cents

PART = "backoffice:orders"
COLUMNS = (
    Column(_("Order"), lambda order: order.number),
    Column(_("Ordered"), lambda order: order.created_at),
    Column(_("State"), lambda order: str(states.ORDER[order.state][0])),
    Column(_("User name"), lambda order: order.learner.username),
    Column(_("Name"), lambda order: order.learner.profile.full_name if hasattr(order.learner, "profile") else ""),
    Column(_("E-mail"), lambda order: order.learner.email),
    Column(_("Course"), lambda order: order.version.title),
    Column(_("Currency"), lambda order: order.currency),
    Column(_("List price"), lambda order: order.list_price),
    Column(_("Discount"), lambda order: order.discount),
    Column(_("Total"), lambda order: order.total),
    Column(_("Refunded"), lambda order: to_cents(order.refunded or NOTHING)),
    Column(_("Coupon"), lambda order: order.terms.get("code", "")),
    Column(_("Paid"), lambda order: order.paid_at),
    Column(_("Paid by"), lambda order: str(states.PAID_BY.get(order.paid_by, ""))),
    Column(_("Card"), lambda order: states.card(order.card_brand, order.card_last4)),
    Column(_("Invoice"), lambda order: order.invoice),
    Column(_("Transaction"), lambda order: order.transaction),
)


@require_safe
@needs(Permission.SEE_ORDERS)
def orders(request: Staff) -> HttpResponse:
    """List the orders that are looked for, and what they come to where they are not too many."""
    form = OrderSearch(request.GET)
    found, are_many = queries.orders_found(form.wanted)
    context = {
        "form": form,
        "list": listed(request, queries.listed(found)),
        "sums": () if are_many else queries.sums_of(found),
        "many": queries.MANY if are_many else 0,
        "question": question(request),
        "states": states,
    }
    return show(request, "orders/orders", context, part=PART)


@require_safe
@needs(Permission.SEE_ORDERS)
def orders_file(request: Staff, kind: str) -> HttpResponseBase:
    """Give the orders that are looked for along as a file."""
    wanted = queries.listed(queries.orders_wanted(OrderSearch(request.GET).wanted))
    return as_file(kind, "orders", table(COLUMNS, wanted.iterator(chunk_size=500)))


@require_safe
@needs(Permission.SEE_ORDERS)
def order(request: Staff, number: str) -> HttpResponse:
    """Show everything about one order."""
    dossier = dossier_or_404(number)
    terms = dossier.order.terms
    context = {
        "dossier": dossier,
        "story": [line_of(event, dossier.order) for event in dossier.story],
        "act_sentence": sentence_of,
        "states": states,
        "said": said,
        "actor": actor,
        "credit_name": credit_name,
        "discount_words": taken_off(terms["kind"], terms["value"], dossier.order.currency) if terms else "",
    }
    return show(request, "orders/order", context, part=PART)
