"""What we write about orders: to learners, and to finance."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from credence.commerce.models import Order, PaymentAttempt, Refund
from credence.outbox.actions import queue


class Alert(StrEnum):
    """What finance is told of, because it needs a person."""

    REJECTED = "rejected"
    STRANGE_ANSWER = "strange-answer"
    MANY_DECLINES = "many-declines"
    GIVEN_BACK = "given-back"
    STUCK = "stuck"
    REVIEW = "review"
    STRAY = "stray"
    STRAY_SETTLED = "stray-settled"
    REFUND_VOIDED = "refund-voided"
    REFUND_UNSETTLED = "refund-unsettled"
    REFUND_REFUSED = "refund-refused"
    REFUND_UNANSWERED = "refund-unanswered"
    REFUND_ELSEWHERE = "refund-elsewhere"
    DIFFERENCE = "difference"
    NOT_COMPARED = "not-compared"
    SCRIPT = "script"


REFUND = gettext_lazy("Refund of order %(order)s")
ALERTS: Mapping[Alert, tuple[Promise, Promise]] = {
    Alert.REJECTED: (
        gettext_lazy("The gateway rejects %(invoice)s"),
        gettext_lazy("Code %(code)s: %(message)s. Nothing was charged."),
    ),
    Alert.STRANGE_ANSWER: (
        gettext_lazy("The gateway says something new"),
        gettext_lazy("The gateway answered %(invoice)s with %(code)s, which we do not know."),
    ),
    Alert.MANY_DECLINES: (
        gettext_lazy("Many cards are declined"),
        gettext_lazy("%(count)s cards or more were declined within an hour. Somebody may be trying stolen cards."),
    ),
    Alert.GIVEN_BACK: (
        gettext_lazy("A payment could not be taken"),
        gettext_lazy("%(invoice)s was approved and is given back: %(reason)s. The learner was not charged."),
    ),
    Alert.STUCK: (
        gettext_lazy("A payment has not come to its end"),
        gettext_lazy("%(invoice)s stands at %(state)s. The gateway's transaction is %(transaction)s."),
    ),
    Alert.REVIEW: (
        gettext_lazy("Order %(order)s needs a decision"),
        gettext_lazy("Order %(order)s is paid and its course is not open: %(reason)s. Open it or give the money back."),
    ),
    Alert.STRAY: (
        gettext_lazy("Stray payment for %(invoice)s"),
        gettext_lazy("Transaction %(transaction)s belongs to no payment of ours. It is given back by itself."),
    ),
    Alert.STRAY_SETTLED: (
        gettext_lazy("A stray payment was settled"),
        gettext_lazy(
            "Transaction %(transaction)s over %(amount)s is settled and belongs to no payment. Refund it in the "
            "gateway's own pages, then say so on the page of order %(order)s."
        ),
    ),
    Alert.REFUND_VOIDED: (
        REFUND,
        gettext_lazy("A refund of %(amount)s for order %(order)s needs a person: it was voided at the gateway before."),
    ),
    Alert.REFUND_UNSETTLED: (
        REFUND,
        gettext_lazy(
            "A refund of %(amount)s for order %(order)s needs a person: the gateway has not settled the payment for "
            "days."
        ),
    ),
    Alert.REFUND_REFUSED: (
        REFUND,
        gettext_lazy(
            "A refund of %(amount)s for order %(order)s needs a person: the gateway refused it: %(code)s %(message)s."
        ),
    ),
    Alert.REFUND_UNANSWERED: (
        REFUND,
        gettext_lazy(
            "A refund of %(amount)s for order %(order)s needs a person: the gateway never said whether it was done. "
            "Look there, then say here what you found."
        ),
    ),
    Alert.REFUND_ELSEWHERE: (
        gettext_lazy("Refund of order %(order)s outside of the site"),
        gettext_lazy("%(amount)s of order %(order)s was given back in the gateway's own pages. Our books follow."),
    ),
    Alert.DIFFERENCE: (
        gettext_lazy("The gateway's list and ours differ"),
        gettext_lazy("%(kind)s: transaction %(transaction)s, ours %(ours)s, the gateway's %(theirs)s."),
    ),
    Alert.NOT_COMPARED: (
        gettext_lazy("The books were not compared"),
        gettext_lazy(
            "The gateway's list could not be read: %(why)s. It is read again tomorrow; four days are looked at."
        ),
    ),
    Alert.SCRIPT: (
        gettext_lazy("The script of the payment page changed"),
        gettext_lazy(
            "What the gateway puts into the checkout page is not what was approved:\n\n%(faults)s\n\n"
            "Take card payment off the site unless you know why, then approve it: docs/operate.md says how."
        ),
    ),
}


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


def alert(what: Alert, key: str, *, now: dt.datetime, **seen: object) -> None:
    """Tell finance, in the site's own language, of something that needs a person; once for each `key`.

    `seen` holds what the words of `what` name.
    """
    with override(settings.LANGUAGE_CODE):
        subject, text = (str(words % seen) for words in ALERTS[what])
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
