"""All that is known of one order: its money, its letters, and what the learner has by it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from django.db.models import prefetch_related_objects

from credence.audit.models import Event
from credence.audit.queries import events_about
from credence.commerce.models import CouponRedemption, Order, PaymentAttempt, PaymentEvent, Refund, Stray
from credence.commerce.queries import story_of
from credence.commerce.queries.orders import letter_keys_of, order_numbered
from credence.commerce.rules.prices import NOTHING
from credence.commerce.rules.states import ACTIVE_REFUNDS, AttemptState, RefundState
from credence.credit.models import Award
from credence.credit.queries.ledger import awards_of
from credence.enrollment.models import Enrollment
from credence.enrollment.queries import enrollment_of
from credence.outbox.models import Letter
from credence.outbox.queries import letters_keyed


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One order with everything around it, read in a fixed number of queries.

    `story` is how the payment went, `acts` is what people decided and what was recorded for good (R66).
    `awards` are the credits that the learner holds of the course, whether or not this order opened it (R68).
    """

    order: Order
    attempts: tuple[PaymentAttempt, ...]
    refunds: tuple[Refund, ...]
    strays: tuple[Stray, ...]
    redemptions: tuple[CouponRedemption, ...]
    story: tuple[PaymentEvent, ...]
    acts: tuple[Event, ...]
    letters: tuple[Letter, ...]
    enrollment: Enrollment | None
    awards: tuple[Award, ...]

    @property
    def captured(self) -> PaymentAttempt | None:
        """The attempt whose money was taken."""
        return next((each for each in self.attempts if each.state == AttemptState.CAPTURED), None)

    @property
    def refunded(self) -> Decimal:
        """What went back."""
        return _sum(each for each in self.refunds if each.state == RefundState.DONE)

    @property
    def refundable(self) -> Decimal:
        """What can still go back."""
        promised = _sum(each for each in self.refunds if each.state in ACTIVE_REFUNDS)
        return self.captured.amount - promised if self.captured else NOTHING

    @property
    def standing(self) -> tuple[Award, ...]:
        """Credit that was not taken back."""
        return tuple(each for each in self.awards if not hasattr(each, "revocation"))


def dossier_of(number: str) -> Dossier | None:
    """Return everything about an order, None where there is no such order."""
    order = order_numbered(number)
    if order is None:
        return None
    attempts = _attempts(order)
    return Dossier(
        order=order,
        attempts=attempts,
        refunds=tuple(chain.from_iterable(each.refunds.all() for each in attempts)),
        strays=tuple(chain.from_iterable(each.strays.all() for each in attempts)),
        redemptions=tuple(order.redemptions.select_related("coupon")),
        story=tuple(story_of(order)),
        acts=tuple(events_about("order", [order.number])),
        letters=tuple(letters_keyed(letter_keys_of(order))),
        enrollment=order.enrollment or enrollment_of(order.learner, order.course),
        awards=tuple(awards_of(order.learner).filter(course=order.course)),
    )


def _attempts(order: Order) -> tuple[PaymentAttempt, ...]:
    """Return the tries with what hangs on them; they stay with the order, so that nobody reads them again."""
    prefetch_related_objects([order], "attempts__refunds", "attempts__strays")
    return tuple(order.attempts.all())


def _sum(refunds: Iterable[Refund]) -> Decimal:
    return sum((each.amount for each in refunds), NOTHING)
