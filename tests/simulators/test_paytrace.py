"""The simulator answers as PayTrace's V3 is described to answer, over real sockets."""

import datetime as dt
import os
import subprocess
import sys
from decimal import Decimal

import pytest
from simulators.paytrace.cards import Card
from simulators.paytrace.http import Reply, Request
from simulators.paytrace.keeping import kept
from simulators.paytrace.ledger import Ledger, Payment

from credence.kit.exchange import Unanswered
from tests.simulators.driver import AMEX, DECLINED, MASTERCARD, ROOT, VISA, YEAR
from tests.visitor import Visitor

MORNING = dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC)
EXACT = {"street": "8320 E. West St.", "city": "Spokane", "state": "WA", "postal_code": "85284", "country": "US"}


def ask(simulator, **values):
    token, key = simulator.card(values.pop("card", VISA), csc=values.pop("csc", None))
    asked = {"hpf_token": token, "enc_key": key, "amount": "149.00", "merchant_id": 123456}
    return {**asked, "invoice_number": "C7K2M9QX-01", "customer_reference_id": "C7K2M9QX", **values}


def authorize(api, simulator, **values):
    return api.post("/v3/card/authorize/pt-protect", json=ask(simulator, **values))


def act(api, verb, number, amount=None):
    item = {"transaction_id": number, **({"amount": amount} if amount else {})}
    return api.post(f"/v3/card/batch/{verb}", json={"merchant_id": 123456, "batch_items": [item]})


def held(api, simulator, **values):
    return authorize(api, simulator, **values).json()["data"]["transaction_id"]


def fault_of(answer):
    (row,) = answer.json()["data"]
    return answer.status, row["code"], row["field"]


def test_it_refuses_to_start_where_this_is_no_demo():
    environment = {**os.environ, "CREDENCE_DEMO": "false"}
    command = [sys.executable, "-m", "simulators.paytrace", "--api-port", "0", "--frame-port", "0"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "CREDENCE_DEMO=true" in done.stderr


def test_a_token_is_given_for_the_right_secret_only(simulator):
    form = {"grant_type": "client_credentials", "client_id": "cme_api_user", "client_secret": "simulated"}
    right = Visitor(simulator.api).post("/v3/token", data=form)
    wrong = Visitor(simulator.api).post("/v3/token", data={**form, "client_secret": "simulatet"})
    assert (right.status, right.json()["data"]["expires_in"]) == (201, 900)
    assert wrong.status == 401


def test_a_refresh_token_gives_another_token(simulator):
    form = {"grant_type": "client_credentials", "client_id": "cme_api_user", "client_secret": "simulated"}
    first = Visitor(simulator.api).post("/v3/token", data=form).json()["data"]
    form = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = Visitor(simulator.api).post("/v3/token", data=form)
    assert second.status == 201
    assert second.json()["data"]["access_token"] != first["access_token"]


def test_an_access_token_dies_after_its_time(api, simulator):
    assert api.post("/v3/payment-fields/token").status == 200
    simulator.advance(899)
    assert api.post("/v3/payment-fields/token").status == 200
    simulator.advance(2)
    assert fault_of(api.post("/v3/payment-fields/token")) == (401, "AUTH", "header/Authorization")


def test_an_approved_authorisation_reads_as_described(api, simulator):
    answer = authorize(api, simulator, billing_address=EXACT)
    data = answer.json()["data"]
    assert answer.status == 200
    assert (data.pop("approval_code")[:3], data.pop("transaction_id")) == ("TAS", "125500001")
    assert data == {
        "response_code": 101,
        "response_message": "Your transaction was successfully approved.",
        "approval_message": "EXACT MATCH - Approved and completed",
        "avs_response": "Full Exact Match",
        "csc_response": "Match",
    }


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"amount": "0.21"}, "DECLINE - Insufficient funds"),
        ({"amount": "0.29"}, "EXPIRED CARD - Expired card"),
        ({"card": DECLINED}, "DECLINE - Do not honor"),
    ],
)
def test_a_decline_is_102_with_its_reason(api, simulator, values, message):
    data = authorize(api, simulator, **values).json()["data"]
    assert (data["response_code"], data["approval_message"].strip(), data["approval_code"]) == (102, message, "")
    assert simulator.statuses == [("AUTH", "declined")]


def test_one_cent_more_than_the_trigger_is_approved(api, simulator):
    assert authorize(api, simulator, amount="0.22").json()["data"]["response_code"] == 101


def test_another_address_and_another_code_are_no_match_and_still_approved(api, simulator):
    data = authorize(api, simulator, csc="123").json()["data"]
    assert (data["response_code"], data["avs_response"], data["csc_response"]) == (101, "No Match", "No Match")


def test_a_card_token_works_once_and_with_its_own_key_only(api, simulator):
    asked = ask(simulator)
    other_key = simulator.card()[1]
    wrong = api.post("/v3/card/authorize/pt-protect", json={**asked, "enc_key": other_key})
    first = api.post("/v3/card/authorize/pt-protect", json=asked)
    again = api.post("/v3/card/authorize/pt-protect", json=asked)
    assert fault_of(wrong) == fault_of(again) == (422, "961", "body/hpf_token")
    assert first.json()["data"]["response_code"] == 101
    assert simulator.statuses == [("AUTH", "held")]


@pytest.mark.parametrize("name", ["hpf_token", "enc_key", "amount"])
def test_what_is_missing_is_named(api, simulator, name):
    asked = {key: value for key, value in ask(simulator).items() if key != name}
    assert fault_of(api.post("/v3/card/authorize/pt-protect", json=asked)) == (422, "REQUIRED", f"body/{name}")


def test_a_long_integrator_is_named(api, simulator):
    answer = api.post("/v3/payment-fields/token", headers={"X-Integrator-Id": "x" * 13})
    assert fault_of(answer) == (422, "CONSTRAINT", "header/X-Integrator-Id")
    assert api.post("/v3/payment-fields/token", headers={"X-Integrator-Id": "x" * 12}).status == 200


def test_a_payment_is_captured_once_settled_and_given_back_in_parts(api, simulator):
    number = held(api, simulator)
    assert act(api, "capture", number).json()["data"][0]["response_code"] == 112
    assert fault_of(act(api, "capture", number))[1] == "816"
    assert fault_of(act(api, "refund", number, "49.00"))[1] == "817"
    assert simulator.settle() == 1
    assert act(api, "refund", number, "49.00").json()["data"][0]["response_code"] == 106
    assert fault_of(act(api, "refund", number, "100.01"))[1] == "107"
    assert act(api, "refund", number, "100.00").json()["data"][0]["response_code"] == 106
    assert fault_of(act(api, "void", number))[1] == "110"
    assert simulator.money("C7K2M9QX") == {"charged": "149.00", "charges": "1", "refunded": "149.00"}


def test_what_is_not_settled_is_voided_once(api, simulator):
    number = held(api, simulator)
    assert act(api, "void", number).json()["data"][0]["response_code"] == 109
    assert fault_of(act(api, "void", number))[1] == "110"
    assert fault_of(act(api, "capture", number))[1] == "816"
    assert simulator.money("C7K2M9QX") == {}


def test_lists_show_what_can_be_captured_voided_and_refunded(api, simulator):
    one, two = held(api, simulator), held(api, simulator, invoice_number="C7K2M9QX-02")
    act(api, "capture", two)

    def listed(which, **query):
        rows = api.get(f"/v3/card/transactions/{which}/123456", **query).json()["data"]
        return [row["transaction_id"] for row in rows]

    assert (listed("capturable"), listed("voidable"), listed("refundable")) == ([one], [one, two], [])
    assert listed("voidable", search_term="C7K2M9QX-02") == [two]
    assert listed("voidable", limit=1, offset=1) == [two]
    assert listed("voidable", date_to="01/01/2020") == []
    simulator.settle()
    assert listed("refundable") == [two]


def test_a_record_is_read_at_once_and_an_export_lags(api, simulator):
    simulator.config(export_lag_seconds=5)
    number = held(api, simulator, card=MASTERCARD)
    path = f"/v3/transaction/export/{number}"
    record = api.get(f"/v3/card/transaction/{number}", merchant_id=123456).json()["data"]
    assert (record["status"], record["amount"], "masked_card_number" in record) == ("AUTHORIZED", 149.0, False)
    assert api.post(path, json={"include_bin": True}).json()["data"] == []
    simulator.advance(6)
    (row,) = api.post(path, json={"include_bin": True}).json()["data"]
    assert (row["masked_card_number"], row["status_message"]) == ("549974******0057", "Authorization Only")
    assert api.post(path, json={}).json()["data"][0]["masked_card_number"] == "************0057"


def test_an_unknown_transaction_is_a_404(api):
    answer = api.get("/v3/card/transaction/999", merchant_id=123456)
    assert fault_of(answer) == (404, "NOT_FOUND", "path/transaction_id")


def test_a_batch_sums_up_what_it_settled(api, simulator):
    act(api, "capture", held(api, simulator))
    number = simulator.settle()
    data = api.post("/v3/batch/export", json={"batch_number": number}).json()["data"]
    assert data == {"batch_number": 1, "count": 1, "sales_total": 149.0, "refunds_total": 0.0}
    (row,) = api.post("/v3/batch/export/transactions", json={"batch_number": number}).json()["data"]
    assert (row["invoice_number"], row["status_code"]) == ("C7K2M9QX-01", "GB1")


def test_amex_is_approved_unless_the_account_takes_two_brands_only(api, simulator):
    assert authorize(api, simulator, card=AMEX).json()["data"]["response_code"] == 101
    simulator.config(only_visa_and_mastercard=True)
    assert authorize(api, simulator, card=AMEX).json()["data"]["response_code"] == 102
    assert authorize(api, simulator, card=VISA).json()["data"]["response_code"] == 101


def test_a_wrong_code_is_voided_by_itself_where_the_merchant_wants_it(api, simulator):
    simulator.config(void_on_csc_mismatch=True)
    assert authorize(api, simulator, csc="123").json()["data"]["response_code"] == 103
    assert authorize(api, simulator).json()["data"]["response_code"] == 101
    assert simulator.statuses == [("AUTH", "voided"), ("AUTH", "held")]


def test_the_duplicate_filter_stops_the_same_card_amount_and_invoice(api, simulator):
    simulator.config(duplicate_minutes=60)
    authorize(api, simulator)
    assert fault_of(authorize(api, simulator))[1] == "SIM1"
    assert authorize(api, simulator, amount="149.01").status == 200


def test_errors_can_take_the_shape_of_v1(api, simulator):
    simulator.config(error_shape="v1")
    assert act(api, "capture", "999").json()["errors"] == {"58": ["Please provide a valid Transaction ID."]}


@pytest.mark.parametrize(
    ("kind", "statuses"),
    [
        ("reset_before", []),
        ("reset_after", [("AUTH", "held")]),
        ("timeout_before", []),
        ("timeout_after", [("AUTH", "held")]),
        ("truncated_json", [("AUTH", "held")]),
    ],
)
def test_a_fault_of_the_line_leaves_the_caller_without_an_answer(api, simulator, kind, statuses):
    simulator.config(hang_seconds=0.2)
    simulator.fault("authorize", kind)
    with pytest.raises((Unanswered, ValueError)):
        authorize(api, simulator).json()
    assert simulator.statuses == statuses


@pytest.mark.parametrize(
    ("kind", "status", "statuses"),
    [
        ("http_500_before", 500, []),
        ("http_500_after", 500, [("AUTH", "held")]),
        ("html_page", 403, []),
        ("empty_body", 200, [("AUTH", "held")]),
        ("401_once", 401, []),
        ("invalid_integrator", 422, []),
        ("422_own_field", 422, []),
        ("422_path_record_id_after", 422, [("AUTH", "held")]),
        ("unknown_code:165", 200, [("AUTH", "held")]),
        ("slow:0.1", 200, [("AUTH", "held")]),
        ("twice", 422, [("AUTH", "held")]),
        ("double", 200, [("AUTH", "held"), ("AUTH", "held")]),
    ],
)
def test_a_fault_of_the_gateway_is_answered_and_booked_as_told(api, simulator, kind, status, statuses):
    simulator.fault("authorize", kind)
    assert authorize(api, simulator).status == status
    assert simulator.statuses == statuses


def test_a_fault_strikes_as_often_as_told(api, simulator):
    simulator.fault("authorize", "http_500_before", times=2)
    assert [authorize(api, simulator).status for _ in range(3)] == [500, 500, 200]


def test_half_of_the_amount_is_approved_where_told(api, simulator):
    simulator.fault("authorize", "partial_amount")
    assert authorize(api, simulator).json()["data"]["amount"] == 74.5


@pytest.mark.parametrize("token", ["", "guessed"])
def test_nobody_without_the_token_reaches_the_controls(simulator, token):
    answer = Visitor(simulator.api, headers={"X-Sim-Token": token}).get("/__sim__/ledger")
    assert answer.status == 404


def tokenize(simulator, key, **values):
    typed = {"number": VISA, "month": "12", "year": YEAR, "csc": "999", "clientKey": key, **values}
    return Visitor(simulator.frame).post("/hpf/tokenize", json=typed)


def test_the_fields_give_a_token_for_a_card_and_a_key(api, simulator):
    key = api.post("/v3/payment-fields/token").json()["data"]["clientKey"]
    given = tokenize(simulator, key).json()
    assert (len(given["hpf_token"]), len(given["enc_key"])) == (36, 44)
    answer = api.post("/v3/card/authorize/pt-protect", json={**ask(simulator), **given})
    assert answer.json()["data"]["response_code"] == 101


@pytest.mark.parametrize(
    ("values", "numbers"),
    [
        ({}, []),
        ({"number": "4012000098765438"}, ["35"]),
        ({"month": "13"}, ["43"]),
        ({"year": "20"}, ["43"]),
        ({"csc": "99"}, ["148"]),
        ({"number": "", "month": "", "csc": ""}, ["35", "43", "148"]),
    ],
)
def test_the_fields_name_what_is_wrong_with_a_card(api, simulator, values, numbers):
    key = api.post("/v3/payment-fields/token").json()["data"]["clientKey"]
    answer = tokenize(simulator, key, **values).json()
    assert [row["responseCode"] for row in answer.get("errors", [])] == numbers


def test_a_client_key_dies_after_its_time(api, simulator):
    key = api.post("/v3/payment-fields/token").json()["data"]["clientKey"]
    simulator.advance(1201)
    assert tokenize(simulator, key).status == 401


@pytest.mark.parametrize("path", ["/js/protect.min.js", "/hpf/all", "/hpf/frame.js", "/hpf/frame.css"])
def test_the_second_origin_serves_script_and_frame(simulator, path):
    assert simulator.frame != simulator.api
    assert Visitor(simulator.frame).get(path).status == 200


# Beside a demo


def serve(tmp_path, *words):
    """Start the simulator with a book, beside a command, and return what the command said."""
    command = [sys.executable, "-m", "simulators.paytrace", "--api-port", "0", "--frame-port", "0"]
    command += ["--book", str(tmp_path / "book.json"), *words]
    environment = {**os.environ, "CREDENCE_DEMO": "true"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_a_command_finds_the_simulator_in_its_settings_and_both_end_together(tmp_path):
    ask_it = (
        "import os, sys; from tests.visitor import Visitor; env = os.environ; api = env['CREDENCE_PAYTRACE_API'];"
        "form = {'grant_type': 'client_credentials', 'client_id': env['CREDENCE_PAYTRACE_USERNAME'],"
        " 'client_secret': env['CREDENCE_PAYTRACE_PASSWORD']};"
        "print(Visitor(api).post('/v3/token', data=form).status,"
        " Visitor().get(env['CREDENCE_PAYTRACE_SCRIPT']).status,"
        " Visitor().get(env['CREDENCE_PAYTRACE_FRAME'] + '/hpf/all').status,"
        " Visitor(api).post('/__sim__/reset').status); sys.exit(7)"
    )
    done = serve(tmp_path, "--run", sys.executable, "-c", ask_it)
    assert (done.stdout.split(), done.returncode) == (["201", "200", "200", "404"], 7)


def test_sigterm_reaches_the_command(tmp_path):
    wait = "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(3)); print('up', flush=True);"
    command = [sys.executable, "-m", "simulators.paytrace", "--api-port", "0", "--frame-port", "0", "--run"]
    environment = {**os.environ, "CREDENCE_DEMO": "true"}
    with subprocess.Popen(
        [*command, sys.executable, "-c", f"{wait} time.sleep(60)"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout.readline() == "up\n"
        process.terminate()
        assert process.wait(20) == 3


def test_a_book_outlives_the_process_and_knows_no_card_in_full(tmp_path):
    path = tmp_path / "book.json"
    ledger = Ledger(lambda: MORNING)
    app = kept(lambda _: Reply.of({}), ledger, path)
    payment = Payment(card=Card(VISA, "12", YEAR, "999"), amount=Decimal("149.00"), invoice="C7K2M9QX-01")
    first = ledger.pay(payment, kind="AUTH", refusal="")
    ledger.capture(first.id, None)
    ledger.settle()
    app(Request("POST", "/v3/card/batch/capture", {}, {}, b""))
    assert VISA not in path.read_text()
    assert "999" not in path.read_text()
    later = Ledger(lambda: MORNING)
    kept(lambda _: Reply.of({}), later, path)
    assert [row.as_row() for row in later.rows.values()] == [first.as_row()]
    assert (later.get(first.id).card.brand, later.refund(first.id, Decimal("20.00")).id) == ("visa", "125500002")
