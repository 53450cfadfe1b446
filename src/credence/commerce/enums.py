"""The closed lists of commerce, as columns take them. Their words are the faces'."""

from enum import StrEnum

from credence.commerce.rules.cards import Brand
from credence.commerce.rules.prices import DiscountKind
from credence.commerce.rules.states import AttemptState, OrderState, RedemptionState, RefundState, StrayState


class PaidBy(StrEnum):
    """What paid an order."""

    CARD = "card"
    COUPON = "coupon"
    MANUAL = "manual"


class PaymentFault(StrEnum):
    """Why a payment was not made, or is in doubt, in words of our own: every gateway says it in its own.

    The first five are the bank's or the gateway's no, as far as its reason helps the learner.
    """

    FUNDS = "funds"
    EXPIRED = "expired"
    VERIFICATION = "verification"
    CARD_TYPE = "card-type"
    BANK = "bank"
    CARD_SPENT = "card-spent"
    CREDENTIALS = "credentials"
    REQUEST = "request"
    NO_ANSWER = "no-answer"
    STRANGE_ANSWER = "strange-answer"


class VoidReason(StrEnum):
    """Why a hold was given back instead of taken."""

    BRAND = "brand"
    BRAND_UNKNOWN = "brand-unknown"
    SECURITY_CODE = "security-code"
    AMOUNT = "amount"
    TOO_LATE = "too-late"
    CAPTURE_REFUSED = "capture-refused"


class ReviewReason(StrEnum):
    """Why money came and the course did not open. What refused the enrollment stands in the column by its own code."""

    SHOULD_BE_VOID = "should-be-void"
    GIVEN_BACK = "given-back"
    ALREADY_ENROLLED = "already-enrolled"
    CANNOT_OPEN = "cannot-open"


class RefundKind(StrEnum):
    """How money goes back: before settlement by a void, after it by a refund, or outside of this site."""

    UNDECIDED = ""
    VOID = "void"
    REFUND = "refund"
    EXTERNAL = "external"


class DifferenceKind(StrEnum):
    """What the gateway's list and ours do not agree on."""

    MONEY_WITHOUT_ATTEMPT = "money-without-attempt"
    ATTEMPT_WITHOUT_MONEY = "attempt-without-money"
    REFUND_WITHOUT_ROW = "refund-without-row"
    AMOUNT = "amount"


def column(states: type[StrEnum]) -> list[tuple[str, str]]:
    """Return what a column takes."""
    return [(state.value, state.value) for state in states]


__all__ = [
    "AttemptState",
    "Brand",
    "DifferenceKind",
    "DiscountKind",
    "OrderState",
    "PaidBy",
    "PaymentFault",
    "RedemptionState",
    "RefundKind",
    "RefundState",
    "ReviewReason",
    "StrayState",
    "VoidReason",
    "column",
]
