"""Every state that a payment can come to stand in has its words."""

from enum import StrEnum

import pytest

from credence.backoffice.wording import states
from credence.commerce.enums import DifferenceKind, PaidBy, PaymentFault, RefundKind, ReviewReason, VoidReason
from credence.commerce.rules.states import AttemptState, OrderState, RedemptionState, RefundState, StrayState
from credence.enrollment.actions import EnrollmentRefused

LISTS = [
    (states.ORDER, OrderState),
    (states.ATTEMPT, AttemptState),
    (states.REFUND, RefundState),
    (states.REDEMPTION, RedemptionState),
    (states.STRAY, StrayState),
    (states.PAID_BY, PaidBy),
    (states.REFUND_KIND, RefundKind),
    (states.DIFFERENCE, DifferenceKind),
    (states.FAULT, PaymentFault),
    (states.VOID, VoidReason),
]


@pytest.mark.parametrize(("words", "closed"), LISTS, ids=[closed.__name__ for _, closed in LISTS])
def test_each_of_a_closed_list_has_its_words(words: dict[str, object], closed: type[StrEnum]) -> None:
    assert set(words) == set(closed)


def test_each_reason_for_a_review_has_its_words() -> None:
    refusals = {kind.code for kind in EnrollmentRefused.__subclasses__()}
    assert set(states.REVIEW) == set(ReviewReason) | refusals
