"""Real money only where it is meant, and never the reverse (failure 40)."""

import pytest
from pydantic import ValidationError

from credence.commerce.actions.leases import LENGTH
from credence.commerce.gateway.paytrace.transport import LATEST
from credence.project.environment import Environment

REAL = {
    "paytrace_api": "https://api.paytrace.com",
    "paytrace_frame": "https://secure.paytrace.com",
    "paytrace_script": "https://protect.paytrace.com/js/protect.min.js",
    "paytrace_merchant": 123456,
}
SANDBOX = {
    "paytrace_api": "https://api.sandbox.paytrace.com",
    "paytrace_frame": "https://secure.sandbox.paytrace.com",
    "paytrace_script": "https://protect.sandbox.paytrace.com/js/protect.min.js",
    "paytrace_merchant": 123456,
}
SIMULATED = {
    "paytrace_api": "http://127.0.0.1:8801",
    "paytrace_frame": "http://127.0.0.1:8802",
    "paytrace_script": "http://127.0.0.1:8802/js/protect.min.js",
    "paytrace_merchant": 123456,
}
LIVE = {"demo": False, "secret_key": "x" * 50, "allowed_hosts": "cme.example.org"}


def environment(**values):
    return Environment(_env_file=None, **values)


def test_production_takes_the_real_gateway_and_the_demo_the_simulator():
    assert environment(**LIVE, **REAL).paytrace_api == "https://api.paytrace.com"
    assert environment(demo=True, **SIMULATED).paytrace_api == "http://127.0.0.1:8801"


def test_a_staging_site_and_the_demo_take_the_sandbox():
    assert environment(**LIVE, paytrace_sandbox=True, **SANDBOX).paytrace_sandbox
    assert environment(demo=True, **SANDBOX).paytrace_api == "https://api.sandbox.paytrace.com"


@pytest.mark.parametrize(
    ("name", "address", "kind"),
    [
        ("paytrace_api", "https://api.sandbox.paytrace.com", "PayTrace's sandbox"),
        ("paytrace_api", "http://api.paytrace.com", "a simulator"),
        ("paytrace_api", "https://api.paytrace.com.example.org", "a simulator"),
        ("paytrace_api", "http://127.0.0.1:8801", "a simulator"),
        ("paytrace_frame", "https://secure.sandbox.paytrace.com", "PayTrace's sandbox"),
        ("paytrace_script", "http://127.0.0.1:8802/js/protect.min.js", "a simulator"),
    ],
)
def test_production_refuses_a_sandbox_or_simulator(name, address, kind):
    with pytest.raises(ValidationError, match=f"CREDENCE_{name.upper()} names {kind}, and this site takes the real"):
        environment(**LIVE, **{**REAL, name: address})


@pytest.mark.parametrize("name", ["paytrace_api", "paytrace_frame", "paytrace_script"])
@pytest.mark.parametrize(("others", "kind"), [(REAL, "the real PayTrace"), (SIMULATED, "a simulator")])
def test_a_staging_site_refuses_everything_but_the_sandbox(name, others, kind):
    with pytest.raises(ValidationError, match=f"CREDENCE_{name.upper()} names {kind}"):
        environment(**LIVE, paytrace_sandbox=True, **{**SANDBOX, name: others[name]})


@pytest.mark.parametrize("name", ["paytrace_api", "paytrace_frame", "paytrace_script"])
def test_the_demo_refuses_the_real_gateway(name):
    with pytest.raises(ValidationError, match=f"CREDENCE_{name.upper()} names the real PayTrace"):
        environment(demo=True, **{**SIMULATED, name: REAL[name]})


def test_nobody_waits_longer_for_an_answer_than_a_lease_lasts():
    assert environment(demo=True, paytrace_patience=60).paytrace_patience + LATEST + 20 <= LENGTH.total_seconds()
    with pytest.raises(ValidationError):
        environment(demo=True, paytrace_patience=61)


@pytest.mark.parametrize("name", ["paytrace_frame", "paytrace_script", "paytrace_merchant"])
def test_half_a_gateway_is_refused(name):
    with pytest.raises(ValidationError, match="CREDENCE_PAYTRACE_API also needs"):
        environment(demo=True, **{key: value for key, value in SIMULATED.items() if key != name})


def test_a_site_without_card_payment_starts():
    assert environment(**LIVE).paytrace_api == ""
