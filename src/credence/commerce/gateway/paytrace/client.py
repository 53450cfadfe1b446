"""Calls to PayTrace, and what came of each (payments page 6)."""

import datetime as dt
from decimal import Decimal
from typing import Any

from credence.commerce.enums import PaymentFault
from credence.commerce.gateway.interface import (
    ActOutcome,
    Address,
    AuthorizeOutcome,
    CardSeen,
    Charge,
    GatewayDown,
    MoneyState,
    NotSent,
    Record,
    Rejected,
    Unknown,
)
from credence.commerce.gateway.paytrace.reading import act_outcome, authorize_outcome, card_in, record_in
from credence.commerce.gateway.paytrace.transport import Line, WrongCredentials, cleaned
from credence.kit.exchange import Unanswered, Unsent

PAGE = 50
MOST_PAGES = 20
DAY = dt.timedelta(days=1)
TAKEN = frozenset({MoneyState.CAPTURED, MoneyState.SETTLED})


class PayTrace:
    """A `Gateway`. Every amount sent is the attempt's; every call that moves money is sent once."""

    name = "paytrace"
    has_book = True

    def __init__(self, line: Line) -> None:
        self._line = line
        self._merchant = line.account.merchant

    def client_key(self) -> str:
        """Return the key with which a page opens the card fields; raises GatewayDown."""
        try:
            answer = self._line.call("client-key", "/v3/payment-fields/token")
        except (Unsent, Unanswered) as failure:
            raise GatewayDown(str(failure)) from failure
        key = answer.fields.get("clientKey")
        if not key:
            raise GatewayDown(f"status {answer.status}")
        return str(key)

    def authorize(self, charge: Charge) -> AuthorizeOutcome:
        """Hold the amount on the card behind the token."""
        path, read = "/v3/card/authorize/pt-protect", self._line.patience.authorize
        try:
            return authorize_outcome(self._line.call("authorize", path, self._body(charge), read=read))
        except WrongCredentials as failure:
            return Rejected(fault=PaymentFault.CREDENTIALS, message=str(failure))
        except Unsent as failure:
            return NotSent(why=str(failure))
        except Unanswered as failure:
            return Unknown(why=str(failure))

    def _body(self, charge: Charge) -> dict[str, Any]:
        return {
            "hpf_token": charge.token,
            "enc_key": charge.key,
            "amount": charge.amount,
            "merchant_id": self._merchant,
            "invoice_number": charge.invoice,
            "customer_reference_id": charge.reference,
            "description": cleaned(charge.description, 100),
            "billing_name": cleaned(charge.name, 50),
            "billing_address": _address(charge.address),
        }

    def capture(self, transaction_id: str, amount: Decimal) -> ActOutcome:
        """Take what is held."""
        return self._act("capture", transaction_id, amount)

    def void(self, transaction_id: str) -> ActOutcome:
        """Undo what is not settled."""
        return self._act("void", transaction_id, None)

    def refund(self, transaction_id: str, amount: Decimal) -> ActOutcome:
        """Give back some or all of what is settled."""
        return self._act("refund", transaction_id, amount)

    def _act(self, verb: str, transaction_id: str, amount: Decimal | None) -> ActOutcome:
        """Send a batch of one, so that an answer is never half true."""
        item = {"transaction_id": transaction_id, **({} if amount is None else {"amount": amount})}
        body = {"merchant_id": self._merchant, "batch_items": [item]}
        try:
            return act_outcome(verb, self._line.call(verb, f"/v3/card/batch/{verb}", body))
        except Unsent as failure:
            return NotSent(why=str(failure))
        except Unanswered as failure:
            return Unknown(why=str(failure))

    def read(self, transaction_id: str) -> Record | None:
        """Return the row of a transaction as of this moment; raises GatewayDown."""
        path = f"/v3/card/transaction/{transaction_id}"
        answer = self._line.get("transaction", path, merchant_id=str(self._merchant))
        return None if answer.status >= 400 else record_in(answer.fields)

    def find(self, invoice: str, day: dt.date) -> tuple[Record, ...]:
        """Return all rows with this invoice number; the real-time lists first, then the export, which knows declines.

        What the search compares is not documented, so every row is compared here. Raises GatewayDown.
        """
        found: dict[str, Record] = {}
        for row in (*self._exported(day - DAY, day + DAY, including_text=invoice), *self._listed(invoice, day)):
            if row.invoice == invoice:
                found[row.transaction_id] = row
        return tuple(found.values())

    def _listed(self, invoice: str, day: dt.date) -> list[Record]:
        rows: list[Record] = []
        for which in ("refundable", "voidable", "capturable"):
            path = f"/v3/card/transactions/{which}/{self._merchant}"
            window = {"date_from": _day(day - DAY), "date_to": _day(day + DAY), "search_term": invoice}
            for page in range(MOST_PAGES):
                answer = self._line.get("list", path, **window, limit=str(PAGE), offset=str(page * PAGE))
                if answer.status >= 400:
                    raise GatewayDown(f"status {answer.status}")
                rows += filter(None, map(record_in, answer.rows))
                if len(answer.rows) < PAGE:
                    break
            else:
                raise GatewayDown("the list did not end, so nothing can be said to be missing from it")
        return rows

    def card_of(self, transaction_id: str) -> CardSeen | None:
        """Return brand and last four digits: from the record if it tells them, else from the export."""
        record = self.read(transaction_id)
        if record and record.card and record.card.brand:
            return record.card
        path = f"/v3/transaction/export/{transaction_id}"
        answer = self._line.export("export", path, {"merchant_id": self._merchant, "include_bin": True})
        rows = [row for row in answer.rows if str(row.get("transaction_id")) == transaction_id]
        return card_in(rows[0]) if rows else None

    def moved(self, first: dt.date, last: dt.date) -> tuple[Record, ...]:
        """Return payments and refunds made between two days whose money is taken; raises GatewayDown."""
        return tuple(row for row in self._exported(first, last) if row.state in TAKEN)

    def _exported(self, first: dt.date, last: dt.date, **more: str) -> list[Record]:
        window = {"start_date": _day(first), "end_date": _day(last)}
        body = {"merchant_id": self._merchant, "include_bin": True, **window, **more}
        answer = self._line.export("export-by-date", "/v3/transactions/export/by-date", body)
        if answer.status >= 400:
            raise GatewayDown(f"status {answer.status}")
        return list(filter(None, map(record_in, answer.rows)))


def _address(address: Address) -> dict[str, str]:
    fields = {
        "street": address.street,
        "street2": address.street2,
        "city": address.city,
        "state": address.region,
        "postal_code": address.postal_code,
        "country": address.country,
    }
    return {name: cleaned(value, 50) for name, value in fields.items() if value}


def _day(day: dt.date) -> str:
    return f"{day:%m/%d/%Y}"
