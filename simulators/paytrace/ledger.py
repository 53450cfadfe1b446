"""The simulator's book: every transaction, its life, and the money that moved."""

import datetime as dt
import secrets
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from simulators.paytrace.cards import Card

EXACT_ADDRESS = ("8320 E. West St.", "85284")
CENT = Decimal("0.01")


class Impossible(Exception):
    """The book does not allow it; the number is PayTrace's."""

    def __init__(self, number: str, sentence: str) -> None:
        super().__init__(sentence)
        self.number, self.sentence = number, sentence


@dataclass(slots=True)
class Transaction:
    """One line of the book. `status`: held, captured, settled, voided or declined."""

    id: str
    kind: str
    amount: Decimal
    status: str
    at: dt.datetime
    card: Card
    invoice: str
    reference: str
    name: str
    description: str
    approval_code: str = ""
    approval_message: str = ""
    avs: str = ""
    csc: str = ""
    original: str = ""
    batch: int | None = None
    was_taken: bool = False
    changed_at: dt.datetime = field(init=False)

    def __post_init__(self) -> None:
        self.changed_at = self.at

    @property
    def is_taken(self) -> bool:
        """Whether the money of it moves, or has moved."""
        return self.status in ("captured", "settled")

    def as_row(self) -> dict[str, Any]:
        """Return the line for the control interface."""
        fields = (
            "id",
            "kind",
            "amount",
            "status",
            "invoice",
            "reference",
            "original",
            "batch",
            "description",
            "was_taken",
        )
        row: dict[str, Any] = {name: getattr(self, name) for name in fields}
        return {**row, "amount": str(self.amount), "brand": self.card.brand, "last4": self.card.number[-4:]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What is asked for."""

    card: Card
    amount: Decimal
    invoice: str = ""
    reference: str = ""
    name: str = ""
    description: str = ""
    street: str = ""
    postal_code: str = ""


class Ledger:
    """All transactions since the last reset. Use it within `with ledger.locked():`."""

    def __init__(self, now: Callable[[], dt.datetime]) -> None:
        self._now = now
        self._lock = threading.RLock()
        self.clear()

    @contextmanager
    def locked(self) -> Iterator["Ledger"]:
        """Keep the book to one caller."""
        with self._lock:
            yield self

    def clear(self) -> None:
        """Begin a new book."""
        self.rows: dict[str, Transaction] = {}
        self.next_id, self.batch = 125_500_001, 1

    def pay(self, asked: Payment, *, kind: str, refusal: str) -> Transaction:
        """Enter an authorisation ("AUTH") or a sale ("SALE"); `refusal` is the bank's reason to decline, if any."""
        exact = (asked.street, asked.postal_code) == EXACT_ADDRESS
        match = "EXACT MATCH" if exact else " NO  MATCH"
        row = self._enter(kind, asked, "held" if kind == "AUTH" else "captured")
        row.csc = asked.card.csc_response
        if refusal:
            row.status, row.avs, row.approval_message = "declined", "0", f"    {refusal}"
            return row
        row.avs = "Full Exact Match" if exact else "No Match"
        row.approval_code = f"TAS{secrets.randbelow(1000):03}"
        row.approval_message = f"{match} - Approved and completed"
        return row

    def _enter(self, kind: str, asked: Payment, status: str) -> Transaction:
        row = Transaction(
            id=str(self.next_id),
            kind=kind,
            amount=asked.amount,
            status=status,
            at=self._now(),
            card=asked.card,
            invoice=asked.invoice,
            reference=asked.reference,
            name=asked.name,
            description=asked.description,
        )
        self.next_id += 1
        self.rows[row.id] = row
        row.was_taken = row.is_taken
        return row

    def get(self, number: str) -> Transaction:
        """Return a transaction; raises Impossible 58."""
        if number not in self.rows:
            raise Impossible("58", "Please provide a valid Transaction ID.")
        return self.rows[number]

    def capture(self, number: str, amount: Decimal | None, *, again: bool = False) -> Transaction:
        """Take what is held; raises Impossible 816."""
        row = self.get(number)
        if again and row.status == "captured":
            return row
        if row.kind != "AUTH" or row.status != "held":
            raise Impossible("816", "The transaction could not be captured: only approved authorizations may be.")
        row.amount = amount or row.amount
        return self._now_is(row, "captured")

    def void(self, number: str) -> Transaction:
        """Undo what is not settled; raises Impossible 110."""
        row = self.get(number)
        if row.status not in ("held", "captured"):
            raise Impossible("110", "Your transaction was not voided: it is settled, or void already.")
        return self._now_is(row, "voided")

    def refund(self, number: str, amount: Decimal | None, *, carries_invoice: bool = True) -> Transaction:
        """Give back some or all of what is settled; raises Impossible 817 or 107."""
        row = self.get(number)
        if row.kind == "REFUND" or row.status != "settled":
            raise Impossible("817", "The transaction could not be refunded: only settled transactions may be.")
        asked = amount or row.amount
        if asked > row.amount - self.refunded(number):
            raise Impossible("107", "Your refund was not approved: more than was charged.")
        invoice = row.invoice if carries_invoice else ""
        refund = self._enter(
            "REFUND", Payment(card=row.card, amount=asked, invoice=invoice, reference=row.reference), "captured"
        )
        refund.original = number
        return refund

    def refunded(self, number: str) -> Decimal:
        """Return what was given back of a transaction."""
        back = (row.amount for row in self.rows.values() if row.original == number and row.is_taken)
        return sum(back, Decimal(0))

    def settle(self) -> int:
        """Close the batch; return its number."""
        for row in self.rows.values():
            if row.status == "captured":
                self._now_is(row, "settled").batch = self.batch
        self.batch += 1
        return self.batch - 1

    def _now_is(self, row: Transaction, status: str) -> Transaction:
        row.status, row.changed_at = status, self._now()
        row.was_taken = row.was_taken or row.is_taken
        return row

    def is_duplicate(self, asked: Payment, minutes: int) -> bool:
        """Return whether the same card, amount and invoice was approved within so many minutes."""
        since = self._now() - dt.timedelta(minutes=minutes)
        same = (asked.card.number, asked.amount, asked.invoice)
        return any(
            (row.card.number, row.amount, row.invoice) == same and row.status != "declined" and row.at > since
            for row in self.rows.values()
        )

    def totals(self) -> dict[str, dict[str, str]]:
        """Return for each reference what is held, charged and refunded, and how often it was charged."""
        sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for row in self.rows.values():
            for name, amount in _money_of(row):
                sums[row.reference][name] += amount
        return {reference: {name: str(value) for name, value in each.items()} for reference, each in sums.items()}


def _money_of(row: Transaction) -> list[tuple[str, Decimal]]:
    if row.kind == "REFUND":
        return [("refunded", row.amount)] if row.is_taken else []
    if row.status == "held":
        return [("held", row.amount), ("holds", Decimal(1))]
    return [("charged", row.amount), ("charges", Decimal(1))] if row.is_taken else []
