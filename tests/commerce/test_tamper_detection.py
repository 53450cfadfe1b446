"""The script of the payment page is what somebody approved, or finance is told."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command

from credence.audit.models import Event
from credence.commerce.actions.refunds import ReasonMissing
from credence.commerce.actions.tamper_detection import approve_script, check_script
from credence.commerce.gateway.chosen import fields_as_delivered
from credence.outbox.models import Letter

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def paytrace_set_up(settings, simulator):
    values = {
        "paytrace_api": simulator.api,
        "paytrace_frame": simulator.frame,
        "paytrace_script": f"{simulator.frame}/js/protect.min.js",
    }
    settings.ENV = settings.ENV.model_copy(update=values)


def command(*words):
    out = io.StringIO()
    call_command("check_payment_script", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def approved(paytrace_set_up):
    delivered = fields_as_delivered()
    approve_script(delivered=delivered, reason="Read it", by="olga", now=NOW)
    return delivered


def test_a_script_as_approved_is_no_news(approved):
    assert check_script(now=NOW) == []
    assert command() == "The script is as approved.\n"
    assert not Letter.objects.exists()


def test_an_approval_is_on_record_with_its_reason(paytrace_set_up):
    told = command("--approve", "Read it line by line", "--by", "olga")
    event = Event.objects.get(action="payment-script.approved")
    assert (event.actor, event.reason, len(event.subject_id)) == ("olga", "Read it line by line", 64)
    assert f"script: {event.subject_id}\n" in told
    assert event.details["script content-type"] == "text/javascript; charset=utf-8"
    assert check_script(now=NOW) == []


def test_nobody_approves_namelessly_or_without_a_reason(paytrace_set_up):
    with pytest.raises(CommandError, match="Say who approves"):
        command("--approve", "Read it")
    with pytest.raises(ReasonMissing):
        approve_script(delivered={"script": "x"}, reason=" ", by="olga", now=NOW)


def test_before_anything_was_approved_finance_is_told(paytrace_set_up):
    with pytest.raises(CommandError, match="nobody has approved the script yet"):
        command()


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("script", "0" * 64, "script: 0000"),
        ("frame x-frame-options", "DENY", "frame x-frame-options: DENY became nothing"),
    ],
)
def test_another_script_or_header_is_told_each_day_until_it_is_approved(approved, name, value, fault):
    approve_script(delivered={**approved, name: value}, reason="Of last year", by="olga", now=NOW)
    for _ in range(2):
        (found,) = check_script(now=NOW)
        assert found.startswith(fault)
    check_script(now=NOW + dt.timedelta(days=1))
    assert set(Letter.objects.values_list("key", flat=True)) == {
        "finance:script:2026-03-01",
        "finance:script:2026-03-02",
    }
    approve_script(delivered=approved, reason="Read it anew", by="olga", now=NOW)
    assert check_script(now=NOW) == []


def test_a_script_that_cannot_be_read_is_told(approved, settings):
    settings.ENV = settings.ENV.model_copy(update={"paytrace_script": f"{settings.ENV.paytrace_frame}/none.js"})
    (fault,) = check_script(now=NOW)
    assert fault.startswith("could not be read: ")
    with pytest.raises(CommandError, match="could not be read"):
        command("--approve", "Read it", "--by", "olga")


def test_a_site_without_cards_has_no_script(settings):
    settings.ENV = settings.ENV.model_copy(update={"paytrace_api": ""})
    assert command() == "This site takes no cards.\n"
