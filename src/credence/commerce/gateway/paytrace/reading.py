"""What an answer of PayTrace means: the body first, the HTTP status second (payments page 8 and 16.3)."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from credence.commerce.enums import PaymentFault
from credence.commerce.gateway.interface import (
    ActOutcome,
    Authorized,
    AuthorizeOutcome,
    CardSeen,
    Declined,
    Done,
    MoneyState,
    Record,
    Refused,
    Rejected,
    Trace,
    Unknown,
)
from credence.commerce.rules.cards import brand_of, last_four_of

APPROVED, TEST_MODE = "101", "104"
VOIDED_BY_RULE = "103"
NOT_APPROVED = frozenset({"102", VOIDED_BY_RULE, "105"})
TOKEN_SPENT = "961"  # noqa: S105 - the number of an error
UNTIMELY = frozenset({"110", "817"})
"""Settled meanwhile, or not settled yet."""
NOT_PROCESSED = frozenset({"30", "35", "43", "44", "58", "148", "970", "971", "981", "998", "999", TEST_MODE})
CANNOT = frozenset({"58", "107", "110", "113", "816", "817", "970", "971", "981", "998", "999"})
DONE_BY = {"capture": "112", "void": "109", "refund": "106"}
KEPT = frozenset(
    {
        "status",
        "status_code",
        "status_message",
        "code",
        "detail",
        "field",
        "response_code",
        "response_message",
        "transaction_id",
        "approval_code",
        "approval_message",
        "avs_response",
        "csc_response",
        "amount",
        "errors",
        "data",
    }
)
SECRET = re.compile(r"(?=[\w+=-]*\d)[\w+=-]{24,}")
"""A token or key that an answer repeats: long, in one piece, and with a digit, which no word of theirs has."""
DECLINES = (
    (r"fund|limit", PaymentFault.FUNDS),
    (r"expired", PaymentFault.EXPIRED),
    (r"card type", PaymentFault.CARD_TYPE),
    (r"avs|csc|cvv", PaymentFault.VERIFICATION),
)
STATES = (
    (r"declin|not approved", MoneyState.DECLINED),
    (r"void", MoneyState.VOIDED),
    (r"settled|^gb", MoneyState.SETTLED),
    (r"authorization only|authorized|authorization approved|^a$", MoneyState.HELD),
    (r"captured|pending settlement|^[cys]$", MoneyState.CAPTURED),
)
"""What is merely "approved" or "accepted" may be a hold as well as a charge; that stays unclear."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it came: `body` is None where it was no JSON."""

    status: int
    body: Any
    milliseconds: int = 0

    @property
    def fields(self) -> dict[str, Any]:
        """The result: V3 wraps it in `data`, V1 is flat; the first of a list counts."""
        body = self.body if isinstance(self.body, dict) else {"data": self.body}
        data = body.get("data", body)
        if isinstance(data, list):
            data = data[0] if data else {}
        return data if isinstance(data, dict) else {}

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The result as rows."""
        data = self.body.get("data", self.body) if isinstance(self.body, dict) else self.body
        if isinstance(data, dict):
            data = data.get("transactions", [data] if data else [])
        return [row for row in data if isinstance(row, dict)] if isinstance(data, list) else []

    @property
    def response_code(self) -> str:
        """The number of the outcome as text, empty where there is none."""
        return str(self.fields.get("response_code") or "")

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """Number or code, field and sentence of each error."""
        if not isinstance(self.body, dict):
            return []
        flat = self.body.get("errors")
        if isinstance(flat, dict):
            return [(str(number), "", str(sentences)) for number, sentences in flat.items()]
        if self.body.get("status") != "error":
            return []
        return [(str(row.get("code")), str(row.get("field")), str(row.get("detail"))) for row in self.rows]


def trace_of(operation: str, answer: Answer) -> Trace:
    """Return an exchange as it may be kept: known fields only, and no run of digits that could be a card."""
    kept = _kept(answer.body) if answer.body is not None else {"data": "no JSON"}
    return Trace(operation=operation, status=answer.status, milliseconds=answer.milliseconds, answer=kept)


def _kept(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _kept(each) for key, each in value.items() if key in KEPT or str(key).isdigit()}
    if isinstance(value, list):
        return [_kept(each) for each in value[:3]]
    if value is None or isinstance(value, bool):
        return value
    text = SECRET.sub("[secret]", re.sub(r"(?:\d[ -]?){12,19}", "[digits]", str(value)))[:200]
    return value if isinstance(value, int) and text == str(value) else text


def authorize_outcome(answer: Answer) -> AuthorizeOutcome:
    """Return what came of an authorisation."""
    trace, code, fields = trace_of("authorize", answer), answer.response_code, answer.fields
    if code == APPROVED and fields.get("approval_code") and fields.get("transaction_id"):
        return _authorized(fields, trace)
    if code in NOT_APPROVED:
        return _declined(code, fields, trace)
    if code == TEST_MODE:
        return Rejected(code=code, message="test mode", trace=trace)
    if answer.errors:
        return _failed(answer, trace)
    return _unknown(code, trace)


def _unknown(code: str, trace: Trace) -> Unknown:
    fault = PaymentFault.STRANGE_ANSWER if code else PaymentFault.NO_ANSWER
    return Unknown(why="no usable answer", fault=fault, code=code, trace=trace)


def _failed(answer: Answer, trace: Trace) -> Rejected | Unknown:
    number, field, sentence = answer.errors[0]
    if number == TOKEN_SPENT:
        return Unknown(why="token spent", fault=PaymentFault.CARD_SPENT, code=number, trace=trace)
    if number in NOT_PROCESSED or _is_own(number, field) or answer.status == 401:
        return Rejected(code=number, message=sentence, trace=trace)
    return Unknown(why="error", fault=PaymentFault.STRANGE_ANSWER, code=number, trace=trace)


def _is_own(number: str, field: str) -> bool:
    """Return whether an error names something we sent; then nothing was processed. An unknown number tells nothing."""
    return field.startswith(("body/", "header/")) and number in ("CONSTRAINT", "REQUIRED", "AUTH")


def _authorized(fields: dict[str, Any], trace: Trace) -> Authorized:
    return Authorized(
        transaction_id=str(fields["transaction_id"]),
        code=APPROVED,
        approval_code=str(fields["approval_code"]),
        amount=_least_amount(fields),
        avs=str(fields.get("avs_response", "")),
        csc=str(fields.get("csc_response", "")),
        is_security_code_wrong=fields.get("csc_response") == "No Match",
        card=card_in(fields),
        trace=trace,
    )


def _declined(code: str, fields: dict[str, Any], trace: Trace) -> Declined:
    message = str(fields.get("approval_message", "")).strip()
    fault = next((why for pattern, why in DECLINES if re.search(pattern, message, re.I)), PaymentFault.BANK)
    return Declined(
        code=code,
        fault=PaymentFault.VERIFICATION if code == VOIDED_BY_RULE else fault,
        was_held=code == VOIDED_BY_RULE,
        transaction_id=str(fields.get("transaction_id") or ""),
        message=message,
        avs=str(fields.get("avs_response", "")),
        csc=str(fields.get("csc_response", "")),
        trace=trace,
    )


def act_outcome(verb: str, answer: Answer) -> ActOutcome:
    """Return what came of a capture, void or refund of one transaction."""
    trace, code = trace_of(verb, answer), answer.response_code
    is_success = code == DONE_BY[verb] or (not code and answer.fields.get("status") == "success")
    if answer.status < 300 and not answer.errors and is_success:
        return Done(transaction_id=str(answer.fields.get("transaction_id") or ""), trace=trace)
    if code in CANNOT:
        return _refused(code, str(answer.fields.get("response_message", "")), trace)
    for number, field, sentence in answer.errors:
        if number in CANNOT or _is_own(number, field):
            return _refused(number, sentence, trace)
    return _unknown(code, trace)


def _refused(code: str, message: str, trace: Trace) -> Refused:
    return Refused(code=code, message=message, is_untimely=code in UNTIMELY, trace=trace)


def card_in(fields: dict[str, Any]) -> CardSeen | None:
    """Return what a row tells of the card."""
    nested = fields.get("credit_card")
    masked = str(fields.get("masked_card_number") or (nested or {}).get("masked_number") or "")
    return CardSeen(brand_of(masked), last_four_of(masked)) if masked else None


def record_in(fields: dict[str, Any]) -> Record | None:
    """Return a row of the book, None where it has no number or no amount."""
    number, amount = fields.get("transaction_id") or fields.get("id"), _amount(fields)
    if not number or amount is None:
        return None
    kind = str(fields.get("transaction_type", ""))
    return Record(
        transaction_id=str(number),
        invoice=str(fields.get("invoice_number") or fields.get("invoice_id") or ""),
        amount=amount,
        state=_state(fields),
        is_refund="refund" in kind.lower(),
        card=card_in(fields),
        day=_day(fields),
    )


AMOUNTS = ("requested_amount", "settle_amount", "amount", "amount_due")


def _amount(fields: dict[str, Any]) -> Decimal | None:
    for name in (*AMOUNTS, "approved_amount"):
        if fields.get(name) is not None:
            try:
                return Decimal(str(fields[name])).quantize(Decimal("0.01"))
            except InvalidOperation:
                return None
    return None


def _least_amount(fields: dict[str, Any]) -> Decimal | None:
    """Return what was approved: where several amounts are told, the least, for it may be less than was asked."""
    told = [_amount({name: fields[name]}) for name in (*AMOUNTS, "approved_amount") if name in fields]
    return min((amount for amount in told if amount is not None), default=None)


def _state(fields: dict[str, Any]) -> MoneyState:
    for name in ("status", "status_message", "status_code"):
        said = str(fields.get(name) or "").strip().lower()
        for pattern, state in STATES:
            if said and re.search(pattern, said):
                return state
    return MoneyState.UNCLEAR


def _day(fields: dict[str, Any]) -> dt.date | None:
    created = fields.get("created")
    text = str(created.get("at", "")) if isinstance(created, dict) else ""
    match = re.match(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    return dt.date(int(match[3]), int(match[1]), int(match[2])) if match else None
