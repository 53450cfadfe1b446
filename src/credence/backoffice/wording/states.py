"""The words for where something stands, each with the color of its badge."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from credence.commerce.enums import DifferenceKind, PaidBy, PaymentFault, RefundKind, ReviewReason, VoidReason
from credence.commerce.rules.states import AttemptState, OrderState, RedemptionState, RefundState, StrayState
from credence.enrollment.actions import NotOpen, PaymentRequired, ProfileIncomplete
from credence.outbox.enums import LetterState

Words = Promise
Badge = tuple[Words, str]

ORDER: dict[str, Badge] = {
    OrderState.PENDING: (_("Not paid yet"), "info"),
    OrderState.PAID: (_("Paid"), "success"),
    OrderState.PARTLY_REFUNDED: (_("Partly refunded"), "warning"),
    OrderState.REFUNDED: (_("Refunded"), ""),
    OrderState.CANCELLED: (_("Cancelled"), ""),
    OrderState.EXPIRED: (_("Expired unpaid"), ""),
    OrderState.NEEDS_REVIEW: (_("Needs a decision"), "danger"),
}
ATTEMPT: dict[str, Badge] = {
    AttemptState.CREATED: (_("Prepared"), "info"),
    AttemptState.AUTH_SENT: (_("Waiting for the bank"), "info"),
    AttemptState.AUTH_UNKNOWN: (_("No answer yet; being looked for"), "warning"),
    AttemptState.AUTHORIZED: (_("Amount held on the card"), "info"),
    AttemptState.CAPTURE_SENT: (_("Being charged"), "info"),
    AttemptState.CAPTURE_UNKNOWN: (_("Charge not confirmed yet; being looked for"), "warning"),
    AttemptState.CAPTURED: (_("Charged"), "success"),
    AttemptState.VOID_SENT: (_("Hold is being given back"), "warning"),
    AttemptState.VOIDED: (_("Hold given back, not charged"), ""),
    AttemptState.DECLINED: (_("Declined, not charged"), ""),
    AttemptState.REJECTED: (_("Rejected, not charged"), ""),
    AttemptState.NOT_SENT: (_("Never sent, not charged"), ""),
    AttemptState.LOST: (_("Never arrived, not charged"), ""),
}
REFUND: dict[str, Badge] = {
    RefundState.AWAITING_APPROVAL: (_("Waiting for a second person"), "warning"),
    RefundState.CREATED: (_("About to be sent"), "info"),
    RefundState.SENT: (_("Being sent"), "info"),
    RefundState.UNKNOWN: (_("Sent; the gateway has not confirmed it"), "warning"),
    RefundState.DONE: (_("Given back"), "success"),
    RefundState.FAILED: (_("Not given back"), ""),
}
REDEMPTION: dict[str, Badge] = {
    RedemptionState.HELD: (_("Held at a checkout"), "info"),
    RedemptionState.USED: (_("Used"), "success"),
    RedemptionState.RELEASED: (_("Released"), ""),
}
STRAY: dict[str, Badge] = {
    StrayState.FOUND: (_("Must go back"), "danger"),
    StrayState.VOIDED: (_("Voided"), ""),
    StrayState.REFUNDED: (_("Refunded"), ""),
}
LETTER: dict[str, Badge] = {
    LetterState.WAITING: (_("Waiting"), "info"),
    LetterState.REFUSED: (_("Refused for a day"), "danger"),
    LetterState.SET_ASIDE: (_("Cannot be unsealed"), "danger"),
    LetterState.STOPPED: (_("Stopped"), ""),
    LetterState.SENT: (_("Sent"), "success"),
}
PAID_BY: dict[str, Words] = {
    PaidBy.CARD: _("Card"),
    PaidBy.COUPON: _("Coupon"),
    PaidBy.MANUAL: _("Purchase order or check"),
}
REFUND_KIND: dict[str, Words] = {
    RefundKind.UNDECIDED: _("not decided yet"),
    RefundKind.VOID: _("void before settlement"),
    RefundKind.REFUND: _("refund after settlement"),
    RefundKind.EXTERNAL: _("outside of this site"),
}
DIFFERENCE: dict[str, Words] = {
    DifferenceKind.MONEY_WITHOUT_ATTEMPT: _("The gateway has a payment that we do not count as one"),
    DifferenceKind.ATTEMPT_WITHOUT_MONEY: _("We count a payment that the gateway does not list"),
    DifferenceKind.REFUND_WITHOUT_ROW: _("The gateway has a refund that we do not have"),
    DifferenceKind.AMOUNT: _("The amounts differ"),
}
REVIEW: dict[str, Words] = {
    ReviewReason.SHOULD_BE_VOID: _(
        "The hold should have been given back and was charged; all of it goes back by itself."
    ),
    ReviewReason.GIVEN_BACK: _("The money was given back before the course opened."),
    ReviewReason.ALREADY_ENROLLED: _("The learner had the course already; all of the money goes back by itself."),
    ReviewReason.CANNOT_OPEN: _("Opening the course failed five times for a fault of ours."),
    ProfileIncomplete.code: _("The learner's profile is not complete, so nobody could be enrolled."),
    NotOpen.code: _("The course is not open for enrollment."),
    PaymentRequired.code: _("The course asked for a payment although it was paid; this is a fault of ours."),
}
"""Why money came and the course did not open."""
FAULT: dict[str, Words] = {
    PaymentFault.FUNDS: _("not enough funds or over the limit"),
    PaymentFault.EXPIRED: _("the card has expired"),
    PaymentFault.VERIFICATION: _("security code or address did not match"),
    PaymentFault.CARD_TYPE: _("the card type is not accepted"),
    PaymentFault.BANK: _("the bank gave no reason"),
    PaymentFault.CARD_SPENT: _("the card was typed too long ago, or used for another payment"),
    PaymentFault.CREDENTIALS: _("the gateway does not know us"),
    PaymentFault.REQUEST: _("the gateway does not accept what we sent"),
    PaymentFault.NO_ANSWER: _("no usable answer came"),
    PaymentFault.STRANGE_ANSWER: _("the gateway said something that we do not know"),
}
"""Why a payment was not made, or is in doubt."""
VOID: dict[str, Words] = {
    VoidReason.BRAND: _("neither Visa nor Mastercard"),
    VoidReason.BRAND_UNKNOWN: _("the card type could not be told in time"),
    VoidReason.SECURITY_CODE: _("the security code did not match"),
    VoidReason.AMOUNT: _("the bank approved another amount"),
    VoidReason.TOO_LATE: _("the answer came too late"),
    VoidReason.CAPTURE_REFUSED: _("the charge was refused"),
}
BRANDS = {"visa": "Visa", "mastercard": "Mastercard", "amex": "American Express", "discover": "Discover"}


def card(brand: str | None, last4: str | None) -> str:
    """Return a card as people call it, nothing without one.

    >>> card("visa", "1111")
    'Visa ····1111'
    """
    return f"{BRANDS.get(brand or '', (brand or '').capitalize())} ····{last4}" if last4 else ""
