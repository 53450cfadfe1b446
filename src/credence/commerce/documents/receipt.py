"""The receipt of an order, as an accessible PDF of one page: what was bought, paid, and given back."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from credence.commerce.models import Order, Refund
from credence.commerce.queries import Receipt
from credence.kit import glyphs
from credence.kit.money import money
from credence.kit.typesetting import compile_pdf, language_of

TEMPLATE = Path(__file__).resolve().parent / "templates" / "receipt.typ"
Line = tuple[str, str]
Sum = tuple[str, str, bool]
"""Words, an amount, and whether it is the sum of what stands above."""


def render(receipt: Receipt, *, paid_with: str) -> bytes:
    """Return the PDF of a receipt; as long as nothing is given back, always the same bytes."""
    pages = _pages(receipt, paid_with)
    source = {name: pages[name] for name in ("title", "merchant", "about", "lines", "refunds", "notes")}
    return compile_pdf(TEMPLATE, pages, source=source, moment=_last_moment(receipt))


def _last_moment(receipt: Receipt) -> dt.datetime:
    moments = [each.done_at for each in receipt.refunds if each.done_at]
    return max([receipt.order.paid_at or receipt.order.created_at, *moments]).astimezone(dt.UTC)


def _pages(receipt: Receipt, paid_with: str) -> dict[str, Any]:
    order = receipt.order
    return {
        "paper": "letter" if (order.billing_country or "US") in {"US", "CA"} else "a4",
        **language_of(get_language() or settings.LANGUAGE_CODE),
        "title": _("Receipt %(number)s") % {"number": order.number},
        "heading": _("Receipt"),
        "merchant": settings.ENV.site_name,
        "about": _about(receipt, paid_with),
        "bill": [glyphs.breakable(line) for line in bill_lines(order)],
        "bill_heading": _("Billed to"),
        "columns": [_("Item"), _("Amount")],
        "lines": [(glyphs.breakable(words), amount, is_sum) for words, amount, is_sum in amount_lines(receipt)],
        "refunds_heading": _("Given back"),
        "refunds_columns": [_("Day"), _("Amount")],
        "refunds": [_refund_line(each, order.currency) for each in receipt.refunds],
        "notes": _notes(),
        "page": _("Page {page} of {pages}"),
        "source_name": "receipt.json",
        "source_description": _("Everything this receipt says, as data"),
    }


def _about(receipt: Receipt, paid_with: str) -> list[Line]:
    order, attempt = receipt.order, receipt.attempt
    pairs = [
        (_("Order"), order.number),
        (_("Paid on"), _day(order.paid_at)),
        (_("Paid with"), paid_with),
        (_("Approval code"), attempt.approval_code if attempt else ""),
        (_("Transaction"), (attempt.transaction_id or "") if attempt else ""),
    ]
    return [(name, glyphs.breakable(value)) for name, value in pairs if value]


def amount_lines(receipt: Receipt) -> list[Sum]:
    """Return the lines of the bill from the course to what was kept, each with its amount."""
    order, price = receipt.order, receipt.price
    lines = [(order.version.title, money(price.list_price, order.currency), False)]
    if price.discount:
        words = _("Discount by coupon %(code)s") % {"code": order.terms.get("code", "")}
        lines.append((words, f"\u2212{money(price.discount, order.currency)}", False))
    lines.append((_("Total"), money(price.total, order.currency), True))
    if receipt.refunds:
        lines.append((_("Given back"), f"\u2212{money(price.given_back, order.currency)}", False))
        lines.append((_("Paid after refunds"), money(price.kept, order.currency), True))
    return lines


def bill_lines(order: Order) -> list[str]:
    """Return name and address of the bill, nothing where none was asked for."""
    place = " ".join(part for part in (order.billing_region, order.billing_postal_code) if part)
    city = ", ".join(part for part in (order.billing_city, place) if part)
    lines = (order.billing_name, order.billing_street, order.billing_street2, city, order.billing_country)
    return [line for line in lines if line]


def _refund_line(refund: Refund, currency: str) -> Line:
    return _day(refund.done_at), money(refund.amount, currency)


def _notes() -> list[str]:
    env = settings.ENV
    questions = _("Questions about this receipt? Write to %(email)s.") % {"email": env.support_email}
    return [note for note in (env.tax_line, questions) if note]


def _day(moment: dt.datetime | None) -> str:
    return formats.date_format(timezone.localtime(moment), "DATE_FORMAT") if moment else ""
