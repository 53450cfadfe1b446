"""The V3 interface: who is asked what, and how it is answered."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from simulators.paytrace import rows
from simulators.paytrace.cards import DECLINED_CARD
from simulators.paytrace.faults import Fault
from simulators.paytrace.http import Reply, Request
from simulators.paytrace.ledger import CENT, Impossible, Payment, Transaction
from simulators.paytrace.state import State

ROUTES = (
    ("POST", r"/v3/token", "token"),
    ("POST", r"/v3/payment-fields/token", "client_key"),
    ("POST", r"/v3/card/authorize/pt-protect", "authorize"),
    ("POST", r"/v3/card/sale/pt-protect", "sale"),
    ("POST", r"/v3/card/batch/(?P<verb>capture)", "capture"),
    ("POST", r"/v3/card/batch/(?P<verb>void)", "void"),
    ("POST", r"/v3/card/batch/(?P<verb>refund)", "refund"),
    ("GET", r"/v3/card/transaction/(?P<id>\w+)", "transaction"),
    ("GET", r"/v3/card/transactions/(?P<which>capturable|voidable|refundable)/(?P<merchant>\w+)", "list"),
    ("POST", r"/v3/transaction/export/(?P<id>\w+)", "export"),
    ("POST", r"/v3/transactions/export/by-date", "export_by_date"),
    ("POST", r"/v3/batch/export/by-date", "batches"),
    ("POST", r"/v3/batch/export/transactions", "batch_rows"),
    ("POST", r"/v3/batch/export", "batch"),
)
AMOUNT_DECLINES = {
    Decimal("0.21"): "DECLINE - Insufficient funds",
    Decimal("0.29"): "EXPIRED CARD - Expired card",
}
DONE = {"capture": (112, "captured"), "void": (109, "voided"), "refund": (106, "refunded")}


class Wrong(Exception):
    """The call is answered by an error."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


def envelope(data: Any, status: int = 200) -> Reply:
    """Return a success as V3 wraps it."""
    return Reply.of({"status": "success", "status_code": status, "data": data}, status)


def error(field: str, detail: str, *, code: str = "CONSTRAINT", status: int = 422) -> Reply:
    """Return a failure as V3 wraps it."""
    row = {"detail": detail, "type": "VALIDATION", "code": code, "field": field}
    return Reply.of({"status": "error", "status_code": status, "data": [row]}, status)


class Api:
    """The application behind the API's port."""

    def __init__(self, state: State) -> None:
        self.state = state

    def __call__(self, request: Request) -> Reply:
        """Answer one call, with the fault that waits for it."""
        for method, pattern, operation in ROUTES:
            match = re.fullmatch(pattern, request.path)
            if match and method == request.method:
                self.state.count(operation)
                return self._with_fault(operation, request, match.groupdict())
        return error(f"path/{request.path}", "Not Found", status=404)

    def _with_fault(self, operation: str, request: Request, named: dict[str, str]) -> Reply:
        fault = self.state.faults.next_for(operation)
        if fault is None:
            return self._process(operation, request, named)
        if before := self._before(fault):
            return before
        if fault.kind == "slow":
            self.state.released.wait(float(fault.argument))
        reply = self._process(operation, replace(request, wish=fault.kind), named)
        if fault.kind == "twice":
            return self._process(operation, request, named)
        return self._after(fault, reply)

    def _before(self, fault: Fault) -> Reply | None:
        if fault.kind == "timeout_before":
            return self._silence()
        if fault.kind == "invalid_integrator":
            return self._refuse("971", "Please provide a valid Integrator ID.", "header/X-Integrator-Id")
        return {
            "reset_before": Reply(cut=True),
            "http_500_before": Reply(500, b"Internal Server Error", "text/plain"),
            "html_page": Reply(403, b"<html><body>Request blocked</body></html>", "text/html"),
            "401_once": error("header/Authorization", "invalid_token", code="AUTH", status=401),
            "422_own_field": error("body/amount", "value is not a valid decimal"),
        }.get(fault.kind)

    def _after(self, fault: Fault, reply: Reply) -> Reply:
        if fault.kind == "timeout_after":
            return self._silence()
        if fault.kind == "unknown_code":
            code = {"response_code": int(fault.argument or 167), "response_message": "Something new."}
            return envelope({**code, "transaction_id": ""})
        return {
            "reset_after": Reply(cut=True),
            "http_500_after": Reply(500, b"Internal Server Error", "text/plain"),
            "empty_body": Reply(200, b""),
            "truncated_json": Reply(reply.status, reply.body[: len(reply.body) // 2]),
            "422_path_record_id_after": error("path/record_id", "value is not a valid integer"),
        }.get(fault.kind, reply)

    def _silence(self) -> Reply:
        self.state.released.wait(self.state.assume.hang_seconds)
        return Reply(cut=True)

    def _process(self, operation: str, request: Request, named: dict[str, str]) -> Reply:
        try:
            if operation == "token":
                return self._token(request)
            self._check_access(request)
            with self.state.ledger.locked():
                answer: Reply = getattr(self, f"_{operation}")(request, named)
        except Wrong as wrong:
            return wrong.reply
        else:
            return answer

    def _check_access(self, request: Request) -> None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        until = self.state.access.get(token)
        if until is None or until <= self.state.clock.now():
            raise Wrong(error("header/Authorization", "invalid_token", code="AUTH", status=401))
        integrator = request.headers.get("x-integrator-id", "")
        if len(integrator) > 12:
            raise Wrong(error("header/X-Integrator-Id", "ensure this value has at most 12 characters"))

    def _token(self, request: Request) -> Reply:
        form = {**request.query, **request.form}
        grant = form.get("grant_type")
        known = (form.get("client_id"), form.get("client_secret")) == (self.state.username, self.state.password)
        if (grant == "client_credentials" and known) or (
            grant == "refresh_token" and form.get("refresh_token") in self.state.refresh
        ):
            access, refresh = self.state.new_access()
            seconds = self.state.assume.access_token_seconds
            data = {"access_token": access, "refresh_token": refresh, "token_type": "Bearer", "expires_in": seconds}
            return envelope(data, 201)
        status = self.state.assume.wrong_credentials_status
        return error("body/client_secret", "invalid credentials", code="AUTH", status=status)

    def _client_key(self, *_: Any) -> Reply:
        return envelope({"clientKey": self.state.new_client_key()})

    def _authorize(self, request: Request, _: dict[str, str]) -> Reply:
        return self._pay(request, "AUTH")

    def _sale(self, request: Request, _: dict[str, str]) -> Reply:
        return self._pay(request, "SALE")

    def _pay(self, request: Request, kind: str) -> Reply:
        body = request.json
        self._check_merchant(body.get("merchant_id"), "body/merchant_id")
        asked = self._asked(body)
        if self.state.assume.duplicate_minutes and self.state.ledger.is_duplicate(
            asked, self.state.assume.duplicate_minutes
        ):
            raise Wrong(self._refuse("SIM1", "SIM: duplicate transaction.", "body/amount"))
        is_partial = request.wish == "partial_amount"
        if is_partial:
            asked = replace(asked, amount=(asked.amount / 2).quantize(CENT))
        row = self.state.ledger.pay(asked, kind=kind, refusal=self._refusal(asked))
        if request.wish == "double":
            self.state.ledger.pay(asked, kind=kind, refusal="")
        if row.status != "declined" or self.state.assume.decline_consumes_token:
            self.state.spend(str(body["hpf_token"]))
        return self._answer(row, partial=is_partial)

    def _asked(self, body: dict[str, Any]) -> Payment:
        for name in ("hpf_token", "enc_key", "amount", "merchant_id"):
            if not body.get(name):
                raise Wrong(error(f"body/{name}", "field required", code="REQUIRED"))
        address = body.get("billing_address") or {}
        amount = self._amount(body["amount"])
        card = self.state.card_of(str(body["hpf_token"]), str(body["enc_key"]))
        if card is None:
            sentence = "No payment fields found with the provided token."
            raise Wrong(self._refuse("961", sentence, "body/hpf_token"))
        return Payment(
            card=card,
            amount=amount,
            invoice=str(body.get("invoice_number", "")),
            reference=str(body.get("customer_reference_id", "")),
            name=str(body.get("billing_name", "")),
            description=str(body.get("description", "")),
            street=str(address.get("street", "")),
            postal_code=str(address.get("postal_code", "")),
        )

    def _amount(self, value: Any) -> Decimal:
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            raise Wrong(error("body/amount", "value is not a valid decimal")) from None
        if amount <= 0 or amount != amount.quantize(CENT):
            raise Wrong(error("body/amount", "ensure this value is greater than 0 and has 2 decimals"))
        return amount

    def _refusal(self, asked: Payment) -> str:
        if self.state.assume.only_visa_and_mastercard and asked.card.brand not in ("visa", "mastercard"):
            return "DECLINE - Card type not accepted"
        if asked.card.number == DECLINED_CARD:
            return "DECLINE - Do not honor"
        return AMOUNT_DECLINES.get(asked.amount, "")

    def _answer(self, row: Transaction, *, partial: bool) -> Reply:
        data: dict[str, Any] = {
            "response_code": 101,
            "response_message": "Your transaction was successfully approved.",
            "transaction_id": row.id,
            "approval_code": row.approval_code,
            "approval_message": row.approval_message,
            "avs_response": row.avs,
            "csc_response": row.csc,
        }
        if partial:
            data["amount"] = row.amount
        if self.state.assume.answer_shows_card:
            data["masked_card_number"] = row.card.masked
        if row.status == "declined":
            declined = {"response_code": 102, "response_message": "Your transaction was not approved."}
            status = self.state.assume.decline_status
            return Reply.of({"status": "success", "status_code": status, "data": {**data, **declined}}, status)
        if self.state.assume.void_on_csc_mismatch and row.csc == "No Match":
            self.state.ledger.void(row.id)
            data["response_code"] = 103
            data["response_message"] = "Your transaction was approved, but voided by your CSC settings."
        return envelope(data)

    def _capture(self, request: Request, named: dict[str, str]) -> Reply:
        return self._batch_of_one(request, named["verb"])

    _void = _refund = _capture

    def _batch_of_one(self, request: Request, verb: str) -> Reply:
        body = request.json
        self._check_merchant(body.get("merchant_id"), "body/merchant_id")
        items = body.get("batch_items")
        if not isinstance(items, list) or not items or not all(isinstance(item, dict) for item in items):
            raise Wrong(error("body/batch_items", "field required", code="REQUIRED"))
        return envelope([self._one(item, verb) for item in items])

    def _one(self, item: dict[str, Any], verb: str) -> dict[str, Any]:
        number = str(item.get("transaction_id", ""))
        amount = self._amount(item["amount"]) if item.get("amount") is not None else None
        ledger, assume = self.state.ledger, self.state.assume
        try:
            if verb == "capture":
                row = ledger.capture(number, amount, again=assume.permits_second_capture)
            elif verb == "void":
                row = ledger.void(number)
            else:
                row = ledger.refund(number, amount, carries_invoice=assume.refund_carries_invoice)
        except Impossible as impossible:
            raise Wrong(self._refuse(impossible.number, impossible.sentence, "body/batch_items/0")) from impossible
        code, word = DONE[verb]
        message = f"Your transaction was successfully {word}."
        return {"transaction_id": row.id, "status": "success", "response_code": code, "response_message": message}

    def _refuse(self, number: str, sentence: str, field: str) -> Reply:
        if self.state.assume.error_shape == "v1":
            message = "One or more errors has occurred."
            body = {"success": False, "response_code": 1, "status_message": message, "errors": {number: [sentence]}}
            return Reply.of(body)
        return error(field, sentence, code=number, status=self.state.assume.batch_refusal_status)

    def _check_merchant(self, value: Any, field: str) -> None:
        if str(value or "") != self.state.merchant:
            raise Wrong(error(field, "unknown merchant"))

    def _transaction(self, request: Request, named: dict[str, str]) -> Reply:
        self._check_merchant(request.query.get("merchant_id"), "query/merchant_id")
        row = self.state.ledger.rows.get(named["id"])
        if row is None:
            return error("path/transaction_id", "transaction not found", code="NOT_FOUND", status=404)
        return envelope(rows.record(row, self.state.assume.record_shows))

    def _list(self, request: Request, named: dict[str, str]) -> Reply:
        self._check_merchant(named["merchant"], "path/merchant_id")
        query = request.query
        found = [
            row
            for row in self.state.ledger.rows.values()
            if rows.is_listed(row, named["which"])
            and rows.is_within(row, query.get("date_from"), query.get("date_to"))
            and self._matches(row, query.get("search_term", ""))
        ]
        start, most = int(query.get("offset", 0)), min(int(query.get("limit", 50)), 50)
        return envelope([rows.record(row, self.state.assume.record_shows) for row in found[start : start + most]])

    def _matches(self, row: Transaction, text: str) -> bool:
        if not text or not self.state.assume.search_matches_invoice:
            return True
        return text in (row.invoice, row.reference, row.id, row.name)

    def _exported(self, shown: Callable[[Transaction], bool], body: dict[str, Any]) -> Reply:
        until = self.state.clock.now() - dt.timedelta(seconds=self.state.assume.export_lag_seconds)
        with_bin = bool(body.get("include_bin")) and self.state.assume.export_shows_bin
        text = str(body.get("including_text", ""))
        found = [
            rows.exported(row, with_bin=with_bin)
            for row in self.state.ledger.rows.values()
            if row.at <= until and shown(row) and self._matches(row, text)
        ]
        return envelope(found)

    def _export(self, request: Request, named: dict[str, str]) -> Reply:
        return self._exported(lambda row: row.id == named["id"], request.json)

    def _export_by_date(self, request: Request, _: dict[str, str]) -> Reply:
        body = request.json
        for name in ("start_date", "end_date"):
            if not body.get(name):
                raise Wrong(error(f"body/{name}", "field required", code="REQUIRED"))
        return self._exported(lambda row: rows.is_within(row, body["start_date"], body["end_date"]), body)

    def _batches(self, *_: Any) -> Reply:
        numbers = sorted({row.batch for row in self.state.ledger.rows.values() if row.batch})
        return envelope([rows.batch(self.state.ledger, number) for number in numbers])

    def _batch(self, request: Request, _: dict[str, str]) -> Reply:
        number = request.json.get("batch_number")
        return envelope(rows.batch(self.state.ledger, int(number) if number else None))

    def _batch_rows(self, request: Request, _: dict[str, str]) -> Reply:
        number = request.json.get("batch_number")
        return self._exported(lambda row: str(row.batch) == str(number), request.json)
