"""What finance is told: each alert in words, with everything in them that was seen."""

import re

import pytest
from django.utils.translation import override

from credence.commerce.letters import ALERTS, Alert, alert
from credence.outbox.models import Letter
from tests.factories.commerce import ORDERED

pytestmark = pytest.mark.django_db


def test_every_alert_has_its_words():
    assert set(ALERTS) == set(Alert)


@pytest.mark.parametrize("what", Alert)
def test_an_alert_says_all_that_was_seen(what):
    subject, text = (str(words) for words in ALERTS[what])
    seen = {name: f"<{name}>" for name in re.findall(r"%\((\w+)\)s", subject + text)}
    alert(what, "one", now=ORDERED, **seen)
    letter = Letter.objects.get()
    assert {name for name in seen if f"<{name}>" in letter.subject + letter.text} == set(seen)
    assert "%" not in letter.subject + letter.text


def test_finance_reads_the_language_of_the_site_whoever_was_at_the_checkout():
    with override("de"):
        alert(Alert.STRAY, "one", now=ORDERED, invoice="C7K2M9QX-01", transaction="7")
    assert Letter.objects.get().subject == "Stray payment for C7K2M9QX-01"


def test_an_alert_of_one_key_is_told_once():
    for transaction in ("7", "8"):
        alert(Alert.STRAY, "one", now=ORDERED, invoice="C7K2M9QX-01", transaction=transaction)
    assert Letter.objects.get().text.startswith("Transaction 7 ")
