"""How a transaction looks from outside: records, lists, exports and batches."""

import datetime as dt
from decimal import Decimal
from typing import Any

from simulators.paytrace.ledger import Ledger, Transaction

RECORD_STATUS = {
    "held": "AUTHORIZED",
    "captured": "CAPTURED",
    "settled": "SETTLED",
    "voided": "VOIDED",
    "declined": "DECLINED",
}
EXPORT_STATUS = {
    "held": ("N", "Authorization Only"),
    "captured": ("Y", "Pending Settlement"),
    "voided": ("N", "Voided"),
    "declined": ("N", "Declined"),
}
DAY = "%m/%d/%Y"


def record(row: Transaction, shows: str) -> dict[str, Any]:
    """Return a row of the real-time reads; `shows` is how much of the card number it tells."""
    fields: dict[str, Any] = {
        "transaction_id": row.id,
        "transaction_type": row.kind,
        "amount": row.amount,
        "status": RECORD_STATUS[row.status],
        "invoice_number": row.invoice,
        "customer_reference_id": row.reference,
        "approval_code": row.approval_code,
        "created": {"at": row.at.strftime(f"{DAY} %I:%M:%S %p")},
    }
    if shows == "last4":
        fields["masked_card_number"] = f"{'*' * 12}{row.card.number[-4:]}"
    if shows == "bin":
        fields["masked_card_number"] = row.card.masked
    return fields


def exported(row: Transaction, *, with_bin: bool) -> dict[str, Any]:
    """Return a row of an export."""
    code, message = EXPORT_STATUS.get(row.status, (f"GB{row.batch}", f"Settled {row.changed_at:{DAY}}"))
    return {
        **record(row, "bin" if with_bin else "last4"),
        "status": None,
        "status_code": code,
        "status_message": message,
        "approval_message": row.approval_message,
        "avs_response": row.avs,
        "csc_response": row.csc,
        "settled": f"{row.changed_at:{DAY}}" if row.batch else "",
        "batch_number": row.batch,
    }


def batch(ledger: Ledger, number: int | None) -> dict[str, Any]:
    """Return the summary of a batch; None is the one not yet closed."""
    within = [row for row in ledger.rows.values() if row.is_taken and row.batch == number]
    paid = sum((row.amount for row in within if row.kind != "REFUND"), Decimal(0))
    back = sum((row.amount for row in within if row.kind == "REFUND"), Decimal(0))
    return {"batch_number": number, "count": len(within), "sales_total": paid, "refunds_total": back}


def is_listed(row: Transaction, which: str) -> bool:
    """Return whether a row belongs in the list of what can be captured, voided or refunded."""
    if which == "capturable":
        return row.kind == "AUTH" and row.status == "held"
    if which == "voidable":
        return row.status in ("held", "captured")
    return row.kind != "REFUND" and row.status == "settled"


def is_within(row: Transaction, first: str | None, last: str | None) -> bool:
    """Return whether a row was made between two days, both included, written MM/DD/YYYY."""
    return not (first and row.at.date() < _day(first)) and not (last and row.at.date() > _day(last))


def _day(text: str) -> dt.date:
    month, day, year = (int(part) for part in text.split("/"))
    return dt.date(year, month, day)
