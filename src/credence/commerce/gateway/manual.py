"""Purchase orders and cheques: finance staff are the gateway, and what they confirm is what happened."""

import datetime as dt
from decimal import Decimal

from credence.commerce.enums import PaidBy
from credence.commerce.gateway.interface import (
    ActOutcome,
    Authorized,
    AuthorizeOutcome,
    CardSeen,
    Charge,
    Done,
    GatewayDown,
    Record,
    Rejected,
)


class Manual:
    """A `Gateway` without a network: the reference that staff type (number of a cheque or purchase order) is the token.

    Nothing is in doubt here, so nothing is ever unknown, and there is no book of others to compare with.
    """

    name = PaidBy.MANUAL.value
    has_book = False

    def client_key(self) -> str:
        """There are no card fields."""
        raise GatewayDown("paid outside of the site")

    def authorize(self, charge: Charge) -> AuthorizeOutcome:
        """Take the reference that staff confirmed as the transaction."""
        reference = " ".join(charge.token.split())
        if not reference:
            return Rejected(message="a reference is missing")
        return Authorized(transaction_id=f"manual:{charge.invoice}:{reference}"[:80], amount=charge.amount)

    def capture(self, transaction_id: str, amount: Decimal) -> ActOutcome:  # noqa: ARG002 - the interface's
        """The money is there already."""
        return Done(transaction_id=transaction_id)

    def void(self, transaction_id: str) -> ActOutcome:
        """Nothing is held anywhere but with staff."""
        return Done(transaction_id=transaction_id)

    def refund(self, transaction_id: str, amount: Decimal) -> ActOutcome:  # noqa: ARG002 - the interface's
        """Staff send the money back themselves; the refund says that they did."""
        return Done()

    def read(self, transaction_id: str) -> Record | None:  # noqa: ARG002 - the interface's
        """There is no other book."""
        return None

    def find(self, invoice: str, day: dt.date) -> tuple[Record, ...]:  # noqa: ARG002 - the interface's
        """There is no other book."""
        return ()

    def card_of(self, transaction_id: str) -> CardSeen | None:  # noqa: ARG002 - the interface's
        """There is no card."""
        return None

    def moved(self, first: dt.date, last: dt.date) -> tuple[Record, ...]:  # noqa: ARG002 - the interface's
        """There is no other book."""
        return ()
