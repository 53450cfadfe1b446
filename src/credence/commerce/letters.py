"""What we write about orders: to learners, and to finance."""

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from credence.commerce.models import Order, PaymentAttempt, Refund
from credence.outbox.actions import queue


def receipt(order: Order, attempt: PaymentAttempt | None, *, now: dt.datetime) -> None:
    """Tell the learner that an order is paid, by what, and that the course is open; once for each order."""
    lines = [
        _("Thank you. The course “%(title)s” is open: %(url)s/my-courses/"),
        _("Order %(number)s, paid on %(day)s"),
        _("List price: %(list_price)s %(currency)s"),
    ]
    if order.discount:
        lines.append(_("Discount (%(coupon)s): −%(discount)s %(currency)s"))
    lines.append(_("Total: %(total)s %(currency)s"))
    if attempt and attempt.last4:
        lines.append(_("Paid by %(brand)s ending in %(last4)s"))
    lines.append(_("Your receipt stays here: %(url)s/orders/%(number)s/"))
    words = {"last4": attempt.last4 if attempt else "", "brand": attempt.brand.capitalize() if attempt else ""}
    _to_learner(order, "receipt", _("Your receipt %(number)s: %(title)s"), "\n\n".join(lines), now, **words)


def payment_uncertain(order: Order, *, now: dt.datetime) -> None:
    """Tell the learner that the bank's answer is being looked for, and not to pay again; once for each order."""
    text = _(
        "We have not heard whether your payment for “%(title)s” went through, and are asking the bank.\n\n"
        "Please do not pay again. We write as soon as we know; you need do nothing.\n\n"
        "Order %(number)s: %(url)s/orders/%(number)s/"
    )
    _to_learner(order, "uncertain", _("We are checking your payment: %(title)s"), text, now)


def payment_undone(order: Order, attempt: PaymentAttempt, *, now: dt.datetime) -> None:
    """Tell the learner who was left waiting that nothing was charged; once for each attempt."""
    text = _(
        "Your payment for “%(title)s” did not go through, and you were not charged. "
        "A temporary hold may show on your card for a few days.\n\n"
        "You can try again here: %(url)s/courses/%(course)s/"
    )
    _to_learner(order, f"undone-{attempt.seq}", _("You were not charged: %(title)s"), text, now)


def paid_but_not_open(order: Order, *, now: dt.datetime) -> None:
    """Tell the learner that the money arrived and that staff look into the rest; once for each order."""
    text = _(
        "Your payment for “%(title)s” arrived, but we could not open the course by ourselves. "
        "Somebody of our team looks into it and writes to you: either the course opens, or the money goes back.\n\n"
        "Order %(number)s: %(url)s/orders/%(number)s/"
    )
    _to_learner(order, "review", _("Your payment arrived: %(title)s"), text, now)


def refunded(refund: Refund, *, now: dt.datetime) -> None:
    """Tell the learner that money goes back; once for each refund."""
    text = _(
        "We gave back %(amount)s %(currency)s of your payment for “%(title)s” (order %(number)s).\n\n"
        "It shows on your card within some days. Credit that you hold stays yours."
    )
    subject = _("Your refund: %(title)s")
    _to_learner(refund.attempt.order, f"refund-{refund.pk}", subject, text, now, amount=_money(refund.amount))


def alert(key: str, subject: str, text: str, *, now: dt.datetime) -> None:
    """Tell finance of something that needs a person; once for each `key`."""
    queue(key=f"finance:{key}"[:120], to=settings.ENV.support_email, subject=subject, text=text, now=now)


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _to_learner(order: Order, occasion: str, subject: str, text: str, now: dt.datetime, **more: str) -> None:
    words = {
        "number": order.number,
        "title": order.version.title,
        "course": order.course.slug,
        "url": settings.ENV.base_url,
        "day": f"{now:%Y-%m-%d}",
        "list_price": _money(order.list_price),
        "discount": _money(order.discount),
        "total": _money(order.total),
        "currency": order.currency,
        "coupon": order.terms.get("code", ""),
        **more,
    }
    key = f"order-{occasion}:{order.number}"
    queue(key=key, to=order.learner.email, subject=subject % words, text=text % words, now=now)
