"""Every letter renders as text, to one person, with nothing left to fill in."""

import datetime as dt
import importlib
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from credence.accounts import letters as accounts
from credence.commerce import letters as commerce
from credence.commerce.models import Order, PaymentAttempt, Refund
from credence.credit import letters as credit
from credence.credit.models import CaseParty, Certificate, Correction, NumberCase, Reinstatement, Revocation
from credence.kit.encryption import decrypt
from credence.outbox.models import Letter
from credence.project.settings import ENV, ROOT
from credence.reporting import letters as reporting
from tests.factories.accounts import make_registration
from tests.house.pseudo import LANGUAGE, pseudo_language, without
from tests.house.seeing import LETTERS
from tests.house.world import World

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
LEFT_OPEN = re.compile(r"%\(|\{\w*\}|\bNone\b|<[a-z/]|&\w+;|  +\S")

EXAMPLES: dict[Callable[..., None], Callable[[World], None]] = {
    accounts.welcome: lambda w: accounts.welcome(w.other, "apple-river-42", now=NOW),
    accounts.confirm_address: lambda _: accounts.confirm_address(
        make_registration("erin", token="a-link"), "a-link", now=NOW
    ),
    accounts.already_known: lambda w: accounts.already_known(w.other, now=NOW),
    accounts.invited: lambda w: accounts.invited(w.invitation, "a-link", now=NOW),
    accounts.closed: lambda w: accounts.closed(w.other, "bob@example.org", kept_until=NOW.date(), now=NOW),
    commerce.receipt: lambda _: commerce.receipt(
        Order.objects.earliest("pk"), PaymentAttempt.objects.earliest("pk"), now=NOW
    ),
    commerce.payment_uncertain: lambda _: commerce.payment_uncertain(Order.objects.earliest("pk"), now=NOW),
    commerce.payment_undone: lambda _: commerce.payment_undone(
        Order.objects.earliest("pk"), PaymentAttempt.objects.earliest("pk"), now=NOW
    ),
    commerce.paid_but_not_open: lambda _: commerce.paid_but_not_open(Order.objects.earliest("pk"), now=NOW),
    commerce.refunded: lambda _: commerce.refunded(Refund.objects.get(), now=NOW),
    commerce.alert: lambda _: commerce.alert(
        commerce.Alert.STRAY, "stray:7", now=NOW, invoice="C7K2M9QX-01", transaction="7"
    ),
    credit.certificate_ready: lambda w: credit.certificate_ready(w.certificate, now=NOW),
    credit.certificate_corrected: lambda w: credit.certificate_corrected(w.certificate, now=NOW),
    credit.certificate_delayed: lambda w: credit.certificate_delayed(w.certificate, now=NOW),
    credit.credit_revoked: lambda _: credit.credit_revoked(
        Certificate.objects.get(award__revocation__isnull=False, replaced_by=None), Revocation.objects.latest("pk")
    ),
    credit.credit_reinstated: lambda w: credit.credit_reinstated(w.certificate, Reinstatement.objects.get(), now=NOW),
    credit.number_decided: lambda _: credit.number_decided(
        NumberCase.objects.exclude(decided_at=None).get(),
        CaseParty.objects.filter(is_owner=False).latest("pk"),
        now=NOW,
    ),
    credit.amount_corrected: lambda w: credit.amount_corrected(w.certificate, Correction.objects.get(), now=NOW),
    reporting.over: lambda w: reporting.over(w.report_request, now=NOW),
}


GIVEN = ["A stray charge", "Transaction 7 is none of ours."]
"""What the example of an alert hands over as it is: whoever raises an alert has worded it."""


def letters() -> set[Callable[..., None]]:
    """Return every public function of every room of letters."""
    found: set[Callable[..., None]] = set()
    for file in (ROOT / "src/credence").glob("*/letters*"):
        module = importlib.import_module(f"credence.{file.parent.name}.{Path(file).stem}")
        functions = inspect.getmembers(module, inspect.isfunction)
        found |= {each for name, each in functions if each.__module__ == module.__name__ and not name.startswith("_")}
    return found


def test_every_letter_has_an_example() -> None:
    assert letters() == set(EXAMPLES)


@pytest.mark.parametrize("write", EXAMPLES.values(), ids=[f"{each.__module__}.{each.__name__}" for each in EXAMPLES])
def test_a_letter_is_text_for_one_person(world: World, write: Callable[[World], None]) -> None:
    Letter.objects.all().delete()
    write(world)
    letter = Letter.objects.get()
    assert letter.to in {
        "bob@example.org",
        "alice@example.org",
        "carol@example.org",
        "frank@example.org",
        "erin@example.org",
        "dana@example.org",
        ENV.support_email,
    }
    assert (LEFT_OPEN.findall(letter.subject), LEFT_OPEN.findall(letter.text)) == ([], [])
    assert 5 < len(letter.subject) < 120
    assert "\n" not in letter.subject
    assert len(letter.text) > 20


@pytest.mark.parametrize("write", EXAMPLES.values(), ids=[f"{each.__module__}.{each.__name__}" for each in EXAMPLES])
def test_every_sentence_of_a_letter_goes_through_gettext(
    world: World, write: Callable[[World], None], settings: Any
) -> None:
    Letter.objects.all().delete()
    settings.LANGUAGE_CODE = LANGUAGE  # in which finance is written to
    with pseudo_language(), translation.override(LANGUAGE):
        write(world)
    letter = Letter.objects.get()
    text = decrypt(letter.text) if letter.secret else letter.text
    assert [part for part in (letter.subject, text) if LETTERS.search(without(part, GIVEN))] == []
