"""The client of PayTrace against the simulator: what is said is what happened, and nothing is sent twice."""

import datetime as dt
import json
import socket
from decimal import Decimal

import pytest

from credence.commerce.enums import PaymentFault
from credence.commerce.gateway.interface import (
    Authorized,
    CardSeen,
    Charge,
    Declined,
    Done,
    GatewayDown,
    MoneyState,
    NotSent,
    Refused,
    Rejected,
    Unknown,
)
from credence.commerce.gateway.manual import Manual
from credence.commerce.gateway.paytrace import transport
from credence.commerce.gateway.paytrace.client import PayTrace
from credence.commerce.gateway.paytrace.reading import Answer, act_outcome, authorize_outcome, record_in, trace_of
from credence.commerce.gateway.paytrace.transport import Breaker, Line, Patience, cleaned, dumped
from credence.commerce.rules.cards import Brand
from tests.factories.payments import ADDRESS, PAYER, account_at
from tests.simulators.driver import AMEX, DECLINED, MASTERCARD_2, VISA

INVOICE = "C7K2M9QX-01"


def charge_of(simulator, card=VISA, **values):
    token, key = simulator.card(card, csc=values.pop("csc", None))
    asked = {"amount": Decimal("149.00"), "currency": "USD", "invoice": INVOICE, "reference": "C7K2M9QX"}
    words = {"description": "CME enrollment C7K2M9QX", "name": PAYER, "address": ADDRESS}
    return Charge(token=token, key=key, **{**asked, **words, **values})


def today():
    return dt.datetime.now(dt.UTC).date()


def held(paytrace, simulator, **values):
    outcome = paytrace.authorize(charge_of(simulator, **values))
    assert isinstance(outcome, Authorized)
    return outcome.transaction_id


def test_a_payment_goes_from_hold_to_capture_to_refund(paytrace, simulator):
    outcome = paytrace.authorize(charge_of(simulator))
    assert isinstance(outcome, Authorized)
    assert (outcome.transaction_id, outcome.avs, outcome.csc) == ("125500001", "Full Exact Match", "Match")
    assert paytrace.read("125500001").state is MoneyState.HELD
    assert isinstance(paytrace.capture("125500001", Decimal("149.00")), Done)
    assert paytrace.read("125500001").state is MoneyState.CAPTURED
    simulator.settle()
    assert paytrace.read("125500001").state is MoneyState.SETTLED
    back = paytrace.refund("125500001", Decimal("49.00"))
    assert isinstance(back, Done)
    assert back.transaction_id == "125500002"
    assert simulator.money("C7K2M9QX") == {"charged": "149.00", "charges": "1", "refunded": "49.00"}


def test_a_hold_is_voided(paytrace, simulator):
    number = held(paytrace, simulator)
    assert isinstance(paytrace.void(number), Done)
    assert paytrace.read(number).state is MoneyState.VOIDED


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"amount": Decimal("0.21")}, PaymentFault.FUNDS),
        ({"amount": Decimal("0.29")}, PaymentFault.EXPIRED),
        ({"card": DECLINED}, PaymentFault.BANK),
    ],
)
def test_a_decline_comes_with_the_reason_that_helps(paytrace, simulator, values, reason):
    outcome = paytrace.authorize(charge_of(simulator, **values))
    assert isinstance(outcome, Declined)
    assert (outcome.code, outcome.fault, outcome.was_held) == ("102", reason, False)


def test_a_card_type_that_the_account_does_not_take_is_told_apart(paytrace, simulator):
    simulator.config(only_visa_and_mastercard=True)
    assert paytrace.authorize(charge_of(simulator, AMEX)).fault is PaymentFault.CARD_TYPE


@pytest.mark.parametrize("status", [200, 400, 402, 422])
def test_a_decline_is_read_from_the_body_whatever_the_status(paytrace, simulator, status):
    simulator.config(decline_status=status)
    assert isinstance(paytrace.authorize(charge_of(simulator, DECLINED)), Declined)


def test_approved_and_voided_by_the_merchants_own_rule_is_a_decline(paytrace, simulator):
    simulator.config(void_on_csc_mismatch=True)
    outcome = paytrace.authorize(charge_of(simulator, csc="123"))
    assert (outcome.code, outcome.fault, outcome.was_held) == ("103", PaymentFault.VERIFICATION, True)


@pytest.mark.parametrize(
    ("kind", "outcome", "holds"),
    [
        ("timeout_before", Unknown, 0),
        ("timeout_after", Unknown, 1),
        ("reset_before", Unknown, 0),
        ("reset_after", Unknown, 1),
        ("http_500_before", Unknown, 0),
        ("http_500_after", Unknown, 1),
        ("html_page", Unknown, 0),
        ("empty_body", Unknown, 1),
        ("truncated_json", Unknown, 1),
        ("unknown_code:167", Unknown, 1),
        ("422_path_record_id_after", Unknown, 1),
        ("twice", Unknown, 1),
        ("double", Authorized, 2),
        ("422_own_field", Rejected, 0),
        ("invalid_integrator", Rejected, 0),
        ("401_once", Authorized, 1),
        ("slow:0.2", Authorized, 1),
    ],
)
def test_each_fault_of_an_authorisation_is_told_for_what_it_is_and_never_sent_again(
    paytrace, simulator, kind, outcome, holds
):
    simulator.fault("authorize", kind)
    assert isinstance(paytrace.authorize(charge_of(simulator)), outcome)
    assert simulator.statuses == [("AUTH", "held")] * holds
    assert simulator.calls("authorize") == (2 if kind == "401_once" else 1)


@pytest.mark.parametrize("verb", ["capture", "void", "refund"])
@pytest.mark.parametrize(
    ("kind", "outcome", "is_done"),
    [
        ("timeout_before", Unknown, False),
        ("timeout_after", Unknown, True),
        ("reset_before", Unknown, False),
        ("reset_after", Unknown, True),
        ("http_500_before", Unknown, False),
        ("http_500_after", Unknown, True),
        ("html_page", Unknown, False),
        ("empty_body", Unknown, True),
        ("truncated_json", Unknown, True),
        ("422_path_record_id_after", Unknown, True),
        ("422_own_field", Refused, False),
        ("invalid_integrator", Refused, False),
        ("401_once", Done, True),
    ],
)
def test_each_fault_of_an_act_is_told_for_what_it_is(paytrace, simulator, verb, kind, outcome, is_done):
    number = held(paytrace, simulator)
    if verb == "refund":
        paytrace.capture(number, Decimal("149.00"))
        simulator.settle()
    before = simulator.statuses
    simulator.fault(verb, kind)
    act = getattr(paytrace, verb)
    came = act(number) if verb == "void" else act(number, Decimal("149.00"))
    assert isinstance(came, outcome)
    assert (simulator.statuses != before) == is_done
    assert simulator.calls(verb) == (2 if kind == "401_once" else 1)


def test_a_second_capture_void_or_refund_is_refused_with_its_number(paytrace, simulator):
    number = held(paytrace, simulator)
    assert paytrace.refund(number, Decimal("1.00")).code == "817"
    paytrace.void(number)
    assert paytrace.void(number).code == "110"
    assert paytrace.capture(number, Decimal("149.00")).code == "816"
    assert paytrace.void("999").code == "58"


def test_errors_in_the_shape_of_v1_are_read_as_well(paytrace, simulator):
    simulator.config(error_shape="v1")
    asked = charge_of(simulator)
    assert isinstance(paytrace.authorize(asked), Authorized)
    assert paytrace.authorize(asked).code == "961"
    assert paytrace.void("999").code == "58"


def test_a_spent_token_is_unknown_because_an_earlier_call_may_have_used_it(paytrace, simulator):
    asked = charge_of(simulator)
    paytrace.authorize(asked)
    outcome = paytrace.authorize(asked)
    assert isinstance(outcome, Unknown)
    assert (outcome.code, outcome.fault) == ("961", PaymentFault.CARD_SPENT)


def test_a_duplicate_by_the_gateways_filter_is_unknown(paytrace, simulator):
    simulator.config(duplicate_minutes=60)
    paytrace.authorize(charge_of(simulator))
    assert isinstance(paytrace.authorize(charge_of(simulator)), Unknown)


def test_nobody_listening_means_not_sent():
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        line = Line(account_at(f"http://127.0.0.1:{reserved.getsockname()[1]}"), Patience(connect=1, pause=0.01))
        charge = bare_charge("t")
        assert isinstance(PayTrace(line).authorize(charge), NotSent)
        assert isinstance(PayTrace(line).void("1"), NotSent)


def bare_charge(token):
    words = {"reference": "C7K2M9QX", "description": "", "name": "", "address": ADDRESS}
    return Charge(token=token, key="k", amount=Decimal("149.00"), currency="USD", invoice=INVOICE, **words)


def test_wrong_credentials_reject_and_nothing_is_charged(simulator):
    line = Line(account_at(simulator.api, "wrong"), Patience(pause=0.01))
    assert PayTrace(line).authorize(charge_of(simulator)).fault is PaymentFault.CREDENTIALS
    assert simulator.calls("authorize") == 0


def test_a_token_endpoint_that_fails_twice_is_tried_a_third_time(paytrace, simulator):
    simulator.fault("token", "http_500_before", times=2)
    assert isinstance(paytrace.authorize(charge_of(simulator)), Authorized)


def test_a_token_endpoint_that_fails_thrice_means_not_sent(paytrace, simulator):
    simulator.fault("token", "http_500_before", times=3)
    assert isinstance(paytrace.authorize(charge_of(simulator)), NotSent)
    assert simulator.calls("authorize") == 0


def test_a_token_is_kept_and_renewed_when_it_has_expired(paytrace, simulator):
    held(paytrace, simulator)
    held(paytrace, simulator)
    assert simulator.calls("token") == 1
    simulator.advance(901)
    held(paytrace, simulator)
    assert simulator.calls("token") == 2


def test_the_amount_is_sent_as_a_number_with_two_places():
    assert dumped({"amount": Decimal("80.5"), "name": "80.50"}) == b'{"amount": 80.50, "name": "80.50"}'
    assert json.loads(dumped({"amount": Decimal("0.1") + Decimal("0.2")}))["amount"] == 0.30


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("José  Núñez", "Jose Nunez"),
        ("<b>Ann</b>|~\n", "b Ann /b"),
        ("x" * 60, "x" * 50),
        ("\0" + "149.00", "149.00"),
        ("李", ""),
    ],
)
def test_text_is_sent_so_that_the_firewall_lets_it_pass(text, sent):
    assert cleaned(text, 50) == sent


def test_the_brand_is_read_from_the_record_where_it_tells_it(paytrace, simulator):
    simulator.config(record_shows="bin")
    assert paytrace.card_of(held(paytrace, simulator)) == CardSeen(Brand.VISA, "5439")
    assert simulator.calls("export") == 0


def test_the_brand_is_read_from_the_export_else(paytrace, simulator):
    assert paytrace.card_of(held(paytrace, simulator, card=MASTERCARD_2)) == CardSeen(Brand.MASTERCARD, "0009")


def test_while_the_export_lags_there_is_no_card_yet(paytrace, simulator):
    simulator.config(export_lag_seconds=5)
    number = held(paytrace, simulator)
    assert paytrace.card_of(number) is None
    simulator.advance(6)
    assert paytrace.card_of(number) == CardSeen(Brand.VISA, "5439")


def test_an_export_without_the_leading_digits_tells_no_brand(paytrace, simulator):
    simulator.config(export_shows_bin=False)
    assert paytrace.card_of(held(paytrace, simulator)) == CardSeen(None, "5439")


@pytest.mark.parametrize("searches", [True, False])
def test_a_payment_is_found_by_its_invoice_whether_or_not_the_search_works(paytrace, simulator, searches):
    simulator.config(search_matches_invoice=searches)
    for number in range(55):
        held(paytrace, simulator, invoice=f"OTHER-{number}")
    number = held(paytrace, simulator)
    (found,) = paytrace.find(INVOICE, today())
    assert (found.transaction_id, found.state, found.amount) == (number, MoneyState.HELD, Decimal("149.00"))


def test_a_hold_is_found_at_once_while_the_export_lags(paytrace, simulator):
    simulator.config(export_lag_seconds=60)
    number = held(paytrace, simulator)
    assert [row.transaction_id for row in paytrace.find(INVOICE, today())] == [number]


def test_a_decline_is_found_in_the_export(paytrace, simulator):
    paytrace.authorize(charge_of(simulator, DECLINED))
    assert [row.state for row in paytrace.find(INVOICE, today())] == [MoneyState.DECLINED]


def test_what_was_never_made_is_not_found(paytrace, simulator):
    held(paytrace, simulator, invoice="C7K2M9QX-02")
    assert paytrace.find(INVOICE, today()) == ()


def test_reads_survive_two_failures_and_give_up_at_the_third(paytrace, simulator):
    number = held(paytrace, simulator)
    simulator.fault("transaction", "http_500_before", times=2)
    assert paytrace.read(number).state is MoneyState.HELD
    simulator.fault("transaction", "reset_before", times=3)
    with pytest.raises(GatewayDown):
        paytrace.read(number)


def test_an_unknown_transaction_reads_as_none(paytrace):
    assert paytrace.read("999") is None


def test_what_moved_is_listed_with_refunds_and_without_holds(paytrace, simulator):
    held(paytrace, simulator, invoice="C7K2M9QX-02")
    number = held(paytrace, simulator)
    paytrace.capture(number, Decimal("149.00"))
    simulator.settle()
    paytrace.refund(number, Decimal("9.00"))
    rows = [(row.invoice, row.amount, row.is_refund, row.state) for row in paytrace.moved(today(), today())]
    assert rows == [
        (INVOICE, Decimal("149.00"), False, MoneyState.SETTLED),
        (INVOICE, Decimal("9.00"), True, MoneyState.CAPTURED),
    ]


def test_after_five_failures_within_two_minutes_nothing_is_sent_until_they_are_old(simulator):
    time = [0.0]
    line = Line(account_at(simulator.api), Patience(authorize=0.6, other=0.6), Breaker(clock=lambda: time[0]))
    paytrace = PayTrace(line)
    simulator.fault("authorize", "reset_before", times=5)
    assert [type(paytrace.authorize(charge_of(simulator))) for _ in range(6)] == [Unknown] * 5 + [NotSent]
    assert simulator.calls("authorize") == 5
    with pytest.raises(GatewayDown):
        paytrace.client_key()
    time[0] = 120.0
    assert isinstance(paytrace.authorize(charge_of(simulator)), Authorized)


def test_five_failures_that_took_half_a_minute_each_open_the_breaker_as_well():
    time = [0.0]
    breaker = Breaker(clock=lambda: time[0])
    for _ in range(5):
        time[0] += 40
        breaker.failed()
    assert breaker.is_open
    time[0] += 120
    assert not breaker.is_open
    breaker.failed()
    assert breaker.is_open


def test_an_answer_between_failures_keeps_the_line_open():
    breaker = Breaker()
    for _ in range(4):
        breaker.failed()
    breaker.answered()
    breaker.failed()
    assert not breaker.is_open


def test_a_client_key_is_given_for_the_page(paytrace):
    assert len(paytrace.client_key()) == 32


def test_neither_logs_nor_traces_nor_charges_show_a_token_a_key_or_a_card(paytrace, simulator, caplog):
    caplog.set_level("DEBUG")
    asked = charge_of(simulator)
    outcome = paytrace.authorize(asked)
    key = paytrace.client_key()
    shown = caplog.text + repr(outcome) + repr(asked) + repr(paytrace.card_of(outcome.transaction_id))
    for secret in (asked.token, asked.key, key, "simulated", "tok-", VISA, "Dana"):
        assert secret not in shown


def test_a_trace_keeps_known_fields_only_and_no_run_of_digits():
    body = {"status": "error", "hpf_token": "secret", "data": [{"detail": "card 4012 0000 9876 5439", "code": "X"}]}
    trace = trace_of("authorize", Answer(422, body))
    assert trace.answer == {"status": "error", "data": [{"detail": "card [digits]", "code": "X"}]}


def test_approval_needs_both_the_code_and_the_approval_code():
    data = {"response_code": 101, "transaction_id": "1", "approval_code": "TAS1"}
    assert isinstance(authorize_outcome(Answer(200, {"data": data})), Authorized)
    assert isinstance(authorize_outcome(Answer(200, {"data": {**data, "approval_code": ""}})), Unknown)
    assert isinstance(authorize_outcome(Answer(200, {"data": {**data, "response_code": 165}})), Unknown)


def test_a_test_approval_is_no_payment():
    data = {"response_code": 104, "transaction_id": "1", "approval_code": "TAS1"}
    assert isinstance(authorize_outcome(Answer(200, {"data": data})), Rejected)


@pytest.mark.parametrize("body", [None, [], {}, {"data": []}, {"data": "text"}, "text", 7])
def test_whatever_comes_is_read_without_a_crash_and_taken_for_unknown(body):
    assert isinstance(authorize_outcome(Answer(200, body)), Unknown)
    assert isinstance(act_outcome("void", Answer(200, body)), Unknown)


def test_staff_are_the_gateway_for_a_purchase_order():
    charge = bare_charge("PO 4711")
    outcome = Manual().authorize(charge)
    assert isinstance(outcome, Authorized)
    assert (outcome.transaction_id, outcome.amount) == (f"manual:{INVOICE}:PO 4711", Decimal("149.00"))
    assert isinstance(Manual().capture(outcome.transaction_id, Decimal("149.00")), Done)


def test_a_call_that_waits_too_long_for_its_token_is_not_sent(simulator, monkeypatch):
    monkeypatch.setattr(transport, "LATEST", 0.2)
    simulator.fault("token", "slow:0.4")
    line = Line(account_at(simulator.api), Patience(pause=0.01))
    assert isinstance(PayTrace(line).authorize(charge_of(simulator)), NotSent)
    assert simulator.calls("authorize") == 0
    assert isinstance(PayTrace(line).authorize(charge_of(simulator)), Authorized)


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (b'{"a": "x\\u0000y\\ud83d"}', {"a": "x?y?"}),
        (b'{"a": NaN}', None),
        (b"[" * 100_000, None),
        (b'{"a": 1.10}', {"a": Decimal("1.10")}),
    ],
)
def test_what_no_database_can_keep_does_not_come_in(content, body):
    assert transport._parsed(content) == body


@pytest.mark.parametrize(
    ("told", "seconds"), [(900, 900), (Decimal("7.5"), 7.5), (None, 600), ("soon", 600), (-1, 600)]
)
def test_a_token_lives_as_long_as_is_told_or_ten_minutes(told, seconds):
    assert transport._seconds(told) == seconds


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (4012000098765439, "[digits]"),
        (112, 112),
        ("token 6f1c2b1e-9a51-4c2e-8a55-0c1b2d3e4f50 unknown", "token [secret] unknown"),
        ("body/billing_address/postal_code", "body/billing_address/postal_code"),
    ],
)
def test_a_trace_repeats_neither_cards_nor_tokens(value, kept):
    assert trace_of("authorize", Answer(422, {"detail": value})).answer == {"detail": kept}


def test_of_several_amounts_the_least_was_approved():
    data = {"response_code": 101, "transaction_id": "1", "approval_code": "TAS1"}
    answer = Answer(200, {"data": {**data, "requested_amount": "149.00", "approved_amount": "74.50"}})
    assert authorize_outcome(answer).amount == Decimal("74.50")


@pytest.mark.parametrize("status", ["APPROVED", "ACCEPTED", "Something new"])
def test_what_may_be_a_hold_or_a_charge_stays_unclear(status):
    assert record_in({"id": "1", "amount": 1, "status": status}).state is MoneyState.UNCLEAR


def test_a_list_that_does_not_end_is_not_taken_for_whole(paytrace, simulator, monkeypatch):
    monkeypatch.setattr("credence.commerce.gateway.paytrace.client.MOST_PAGES", 1)
    simulator.config(search_matches_invoice=False)
    for number in range(50):
        held(paytrace, simulator, invoice=f"OTHER-{number}")
    with pytest.raises(GatewayDown, match="did not end"):
        paytrace.find(INVOICE, today())
