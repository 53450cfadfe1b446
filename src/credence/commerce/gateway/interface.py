"""What a payment gateway must do, and everything that can come of it, in words of our own.

A call that moves money never raises: what happened is its answer. `Unknown` is an answer too, and the only one after
which money may have moved without our knowing. Reads raise `GatewayDown`.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from credence.commerce.enums import PaymentFault
from credence.commerce.rules.cards import Brand


class GatewayDown(Exception):
    """Nothing could be read, or the gateway is shut off after too many failures. No money moved by this call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One exchange as it may be kept: no card, no token, no address."""

    operation: str = ""
    status: int | None = None
    milliseconds: int = 0
    answer: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the bill goes; `country` has two letters."""

    street: str
    city: str
    region: str
    postal_code: str
    country: str
    street2: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What is asked of a card. `token` and `key` stand for the card and are never shown or kept (R65)."""

    token: str = field(repr=False)
    key: str = field(repr=False)
    amount: Decimal
    currency: str
    invoice: str
    reference: str
    description: str
    name: str = field(repr=False)
    address: Address = field(repr=False)


@dataclass(frozen=True, slots=True)
class CardSeen:
    """What a gateway tells of a card; `brand` is None where it does not."""

    brand: Brand | None
    last4: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFields:
    """What the checkout page loads so that a card is typed at the gateway and never here (R65).

    `script` is the address of one script, `frame` the origin of one frame, `place` the id of the element that it fills;
    `token` and `key` are the shapes of what comes back and stands for the card.
    """

    company: str
    script: str
    frame: str
    place: str
    token: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorized:
    """The amount is held on the card; nothing is taken yet. `amount` is None where the answer does not tell it.

    `code`, here and below, is the gateway's own, and `avs` and `csc` are its sentences: for people to read, never to
    decide by.
    """

    transaction_id: str
    code: str = ""
    approval_code: str = ""
    amount: Decimal | None = None
    avs: str = ""
    csc: str = ""
    is_security_code_wrong: bool = False
    card: CardSeen | None = None
    trace: Trace = Trace()


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """The bank or the gateway's rules said no. Nothing is held; `was_held` where the gateway had voided a hold."""

    fault: PaymentFault
    code: str = ""
    was_held: bool = False
    transaction_id: str = ""
    message: str = ""
    avs: str = ""
    csc: str = ""
    trace: Trace = Trace()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """The gateway would not process what we sent, and nothing was made of it."""

    fault: PaymentFault = PaymentFault.REQUEST
    code: str = ""
    message: str = ""
    trace: Trace = Trace()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSent:
    """The gateway never saw the call."""

    why: str
    trace: Trace = Trace()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """No usable answer: it may have happened. `code` is what the gateway said, if anything."""

    why: str
    fault: PaymentFault = PaymentFault.NO_ANSWER
    code: str = ""
    trace: Trace = Trace()


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A capture, void or refund was carried out. `transaction_id` is that of the refund where it has its own."""

    transaction_id: str = ""
    trace: Trace = Trace()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A capture, void or refund was definitely not carried out by this call; read the record to see why.

    `is_untimely`: the money was settled meanwhile, or is not settled yet, so that another act is the right one.
    """

    code: str
    is_untimely: bool = False
    message: str = ""
    trace: Trace = Trace()


AuthorizeOutcome = Authorized | Declined | Rejected | NotSent | Unknown
ActOutcome = Done | Refused | NotSent | Unknown


class MoneyState(StrEnum):
    """Where a payment or refund stands in the gateway's book."""

    HELD = "held"
    CAPTURED = "captured"
    SETTLED = "settled"
    VOIDED = "voided"
    DECLINED = "declined"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of the gateway's book."""

    transaction_id: str
    invoice: str
    amount: Decimal
    state: MoneyState
    is_refund: bool = False
    card: CardSeen | None = None
    day: dt.date | None = None


class Gateway(Protocol):
    """What commerce needs of a gateway."""

    name: str
    has_book: bool
    """Whether somebody else keeps a book of the money, which may know more than we do."""

    def client_key(self) -> str:
        """Return the key with which a page opens the gateway's card fields; raises GatewayDown."""

    def authorize(self, charge: Charge) -> AuthorizeOutcome:
        """Hold an amount on a card."""

    def capture(self, transaction_id: str, amount: Decimal) -> ActOutcome:
        """Take what is held."""

    def void(self, transaction_id: str) -> ActOutcome:
        """Undo what is not settled."""

    def refund(self, transaction_id: str, amount: Decimal) -> ActOutcome:
        """Give back some or all of what is settled."""

    def read(self, transaction_id: str) -> Record | None:
        """Return the row of a transaction as of this moment; raises GatewayDown."""

    def find(self, invoice: str, day: dt.date) -> tuple[Record, ...]:
        """Return all rows with this invoice number made a day around `day`; raises GatewayDown."""

    def card_of(self, transaction_id: str) -> CardSeen | None:
        """Return what the gateway tells of the card, None where it cannot yet; raises GatewayDown."""

    def moved(self, first: dt.date, last: dt.date) -> tuple[Record, ...]:
        """Return payments and refunds made between two days whose money is taken; raises GatewayDown."""
