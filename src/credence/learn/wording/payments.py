"""How an order stands, in words: what happened, whether anything was charged, and what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credence.commerce.enums import PaidBy, PaymentFault, ReviewReason, VoidReason
from credence.commerce.models import Order, PaymentAttempt
from credence.commerce.rules.cards import Brand
from credence.commerce.rules.states import AttemptState, OrderState
from credence.kit.money import money

O, A = OrderState, AttemptState  # noqa: E741 - as in the rules

BRANDS: Mapping[str, str] = {
    Brand.VISA: "Visa",
    Brand.MASTERCARD: "Mastercard",
    Brand.AMEX: "American Express",
    Brand.DISCOVER: "Discover",
    Brand.DINERS: "Diners Club",
    Brand.JCB: "JCB",
    Brand.UNIONPAY: "UnionPay",
}
NOT_CHARGED = gettext_lazy("You have not been charged; a temporary hold may show on your card for a few days.")
NOTHING_SENT = gettext_lazy("Nothing was charged.")
REFUNDS = gettext_lazy(
    "You can have your money back as long as you hold no certificate from the course: write to support with the number "
    "of your order. It goes back to the card that paid, and shows there within some days. When all went back, the "
    "course closes for you; your study is kept. Credit that you hold is never taken away by a refund."
)
"""R68; on the checkout, among the questions and on receipts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """What is said of an order. `mark` is for lists; `may_pay` offers the checkout again; `is_open` leads to study."""

    kind: str
    mark: Promise
    title: Promise | str
    words: tuple[Promise | str, ...] = ()
    is_settled: bool = True
    may_pay: bool = False
    is_open: bool = False


def _underway(title: Promise, *words: Promise) -> Telling:
    leave = gettext_lazy("You can close this page; we go on, and write to you as soon as we know.")
    mark = gettext_lazy("Being checked")
    return Telling(kind="info", mark=mark, title=title, words=(*words, leave), is_settled=False)


def _not_paid(title: Promise | str, *words: Promise | str) -> Telling:
    mark = gettext_lazy("Not paid")
    return Telling(kind="danger", mark=mark, title=title, words=words, may_pay=True)


BY_ORDER = {
    O.PAID: Telling(
        kind="success",
        mark=gettext_lazy("Paid"),
        title=gettext_lazy("The course is open"),
        words=(gettext_lazy("Thank you. Your receipt is below, and a copy is on its way to you by e-mail."),),
        is_open=True,
    ),
    O.PARTLY_REFUNDED: Telling(
        kind="info", mark=gettext_lazy("Partly refunded"), title=gettext_lazy("Part of your payment was given back")
    ),
    O.REFUNDED: Telling(kind="info", mark=gettext_lazy("Refunded"), title=gettext_lazy("Your payment was given back")),
    O.CANCELLED: _not_paid(gettext_lazy("This order was canceled"), NOTHING_SENT),
    O.EXPIRED: _not_paid(gettext_lazy("This order ended unpaid"), NOTHING_SENT),
}
REVIEW = Telling(
    kind="warning",
    mark=gettext_lazy("We look into it"),
    title=gettext_lazy("Your payment arrived, and we look into the rest"),
    words=(
        gettext_lazy("The course did not open by itself. You need do nothing, and please do not pay again."),
        gettext_lazy("Somebody of our team writes to you: either the course opens, or your money goes back."),
    ),
)
ENROLLED_BEFORE = Telling(
    kind="warning",
    mark=gettext_lazy("Being refunded"),
    title=gettext_lazy("You have this course already, so your payment goes back"),
    words=(
        gettext_lazy("You were enrolled by another way while this payment was under way. The course is open to you."),
        gettext_lazy("All of the payment is given back to your card. You need do nothing."),
    ),
    is_open=True,
)
BEGUN = Telling(
    kind="info",
    mark=gettext_lazy("Not paid yet"),
    title=gettext_lazy("You have begun to pay"),
    words=(gettext_lazy("Nothing was sent and nothing was charged. Go on when you like."),),
    may_pay=True,
)
SENT = _underway(
    gettext_lazy("We are asking your bank"),
    gettext_lazy("This takes some seconds as a rule. Please do not pay again."),
)
DOUBTFUL = _underway(
    gettext_lazy("We are checking with the bank"),
    gettext_lazy(
        "No clear answer has come yet, so we are asking whether the payment went through. Please do not pay again: "
        "nothing is charged twice."
    ),
)
BY_ATTEMPT = {
    A.CREATED: SENT,
    A.AUTH_SENT: SENT,
    A.AUTH_UNKNOWN: DOUBTFUL,
    A.AUTHORIZED: _underway(
        gettext_lazy("Your bank has agreed"),
        gettext_lazy("We make sure that the card is a Visa or Mastercard before anything is charged."),
    ),
    A.CAPTURE_SENT: SENT,
    A.CAPTURE_UNKNOWN: DOUBTFUL,
    A.CAPTURED: _underway(
        gettext_lazy("Your payment arrived"), gettext_lazy("The course is being opened. Please do not pay again.")
    ),
    A.REJECTED: _not_paid(
        gettext_lazy("The payment could not be made"),
        gettext_lazy("The company that takes cards for us did not accept our request. You have not been charged."),
        gettext_lazy("Our team knows of it. Please try again later, or write to support."),
    ),
    A.NOT_SENT: _not_paid(
        gettext_lazy("Card payment is unavailable at the moment"),
        NOTHING_SENT,
        gettext_lazy("We could not reach the company that takes cards for us. Please try again in some minutes."),
    ),
    A.LOST: _not_paid(
        gettext_lazy("Your payment did not go through"),
        NOT_CHARGED,
        gettext_lazy("We asked the bank several times, and it knows of no such payment. You can pay again now."),
    ),
}
CARD_SPENT = _not_paid(
    gettext_lazy("Please enter the card again"),
    NOTHING_SENT,
    gettext_lazy("Too much time had passed since the card was typed, so its details were no longer good."),
)
OTHER_CARD = gettext_lazy("Please use another card.")
BY_DECLINE: dict[str, Promise] = {
    PaymentFault.FUNDS: gettext_lazy("Your bank says that the card does not have enough for this payment."),
    PaymentFault.EXPIRED: gettext_lazy("Your bank says that the card has expired."),
    PaymentFault.VERIFICATION: gettext_lazy(
        "The address or the security code did not match what your bank knows. Please compare both with your card."
    ),
    PaymentFault.CARD_TYPE: gettext_lazy("Cards of this kind are not accepted. We take Visa and Mastercard only."),
    PaymentFault.BANK: gettext_lazy("Your bank gave no reason. It can tell you more than it tells us."),
}
BY_VOID = {
    VoidReason.BRAND_UNKNOWN: gettext_lazy(
        "We could not find out what kind of card it is, and we take Visa and Mastercard only. Please try once more, "
        "or use another card."
    ),
    VoidReason.SECURITY_CODE: gettext_lazy(
        "The security code did not match. It has three digits and is on the back of the card. Please try again."
    ),
    VoidReason.AMOUNT: gettext_lazy("The bank agreed to another amount than the price. Please use another card."),
    VoidReason.TOO_LATE: gettext_lazy("The bank\u2019s answer came too late. You can pay again now."),
    VoidReason.CAPTURE_REFUSED: gettext_lazy("The bank first agreed and then did not pay. Please use another card."),
}


def telling_of(order: Order, attempt: PaymentAttempt | None) -> Telling:
    """Word how an order stands; `attempt` is its latest try to pay."""
    if order.state == O.NEEDS_REVIEW:
        return ENROLLED_BEFORE if order.review_reason == ReviewReason.ALREADY_ENROLLED else REVIEW
    if order.state != O.PENDING:
        return replace(BY_ORDER[O(order.state)], is_open=order.enrollment_id is not None)
    return BEGUN if attempt is None else _of_attempt(attempt)


def _of_attempt(attempt: PaymentAttempt) -> Telling:
    state = A(attempt.state)
    if state is A.DECLINED:
        return _declined(attempt)
    if state is A.VOID_SENT:
        freeing = gettext_lazy("We are giving the hold back; in a moment you can pay in another way.")
        refusal = _void(attempt)
        return replace(refusal, words=(*refusal.words, freeing), is_settled=False, may_pay=False)
    if state is A.VOIDED:
        return _void(attempt)
    if state is A.REJECTED and attempt.fault == PaymentFault.CARD_SPENT:
        return CARD_SPENT
    return BY_ATTEMPT[state]


def _declined(attempt: PaymentAttempt) -> Telling:
    reason = BY_DECLINE.get(attempt.fault, BY_DECLINE[PaymentFault.BANK])
    return _not_paid(gettext_lazy("Your card was declined"), reason, NOTHING_SENT, OTHER_CARD)


def _void(attempt: PaymentAttempt) -> Telling:
    if attempt.void_reason == VoidReason.BRAND:
        title = _("We cannot take this card")
        return _not_paid(title, _brand_sentence(attempt.brand), NOT_CHARGED, OTHER_CARD)
    words = BY_VOID.get(VoidReason(attempt.void_reason)) if attempt.void_reason else None
    return _not_paid(gettext_lazy("The payment was not made"), *(each for each in (words, NOT_CHARGED) if each))


def _brand_sentence(brand: str) -> str:
    if brand in BRANDS:
        return _("This is a card by %(brand)s. We take Visa and Mastercard only.") % {"brand": BRANDS[brand]}
    return _("This card is neither Visa nor Mastercard, and we take no others.")


def paid_with(order: Order, attempt: PaymentAttempt | None) -> str:
    """Word by what an order was paid."""
    if order.paid_by == PaidBy.COUPON:
        return _("Coupon %(code)s") % {"code": order.terms.get("code", "")}
    if attempt and attempt.last4:
        brand = BRANDS.get(attempt.brand, _("Card"))
        return _("%(brand)s ending in %(last4)s") % {"brand": brand, "last4": attempt.last4}
    return _("Purchase order or check") if order.paid_by == PaidBy.MANUAL else _("Card")


def price_moved(old: str, order: Order) -> str:
    """Say that what the page showed is not what is due; `old` is the total it showed, in words."""
    new = money(order.total, order.currency)
    if old and old != new:
        return _(
            "The price has changed since you opened this page: it was %(old)s and is %(new)s now. Nothing was sent to "
            "your bank. If you agree with %(new)s, confirm it below."
        ) % {"old": old, "new": new}
    return _(
        "This page was out of date, so nothing was sent to your bank. The total is %(new)s. Please look at it and "
        "confirm it below."
    ) % {"new": new}
