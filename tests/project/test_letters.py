"""`credence letters`: the queue on a command line."""

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from credence.audit.models import Event
from credence.kit.clock import now
from credence.outbox.actions import queue
from credence.outbox.enums import LetterState
from credence.outbox.models import Letter

pytestmark = pytest.mark.django_db
THEN = dt.datetime(2026, 3, 1, 15, tzinfo=dt.UTC)


def said(*words: str, **options: Any) -> list[str]:
    out = StringIO()
    call_command("letters", *words, stdout=out, **options)
    return out.getvalue().splitlines()


def written(key: str, **how: Any) -> Letter:
    queue(key=key, to="zoë@example.org", subject="Hello", text="Hello", now=THEN)
    letter = Letter.objects.get(key=key)
    Letter.objects.filter(pk=letter.pk).update(**how)
    return letter


def test_the_queue_and_what_is_stuck_are_told() -> None:
    assert said() == ["0 waiting; 0 refused; 0 set aside."]
    waiting, stuck = written("one"), written("two", given_up_at=THEN, last_error="550 No")
    written("three", sent_at=THEN)
    assert said() == [
        "1 waiting, the oldest since 2026-03-01 15:00 UTC; 1 refused; 0 set aside.",
        f"{stuck.pk}  refused  zoë@example.org  Hello · 550 No",
        f"{waiting.pk}  waiting  zoë@example.org  Hello",
    ]
    assert said("--state", "sent")[1:] == [f"{stuck.pk + 1}  sent  zoë@example.org  Hello"]


def test_letters_are_sent_and_stopped_by_their_number_and_on_record() -> None:
    letter, refused = written("one"), written("two", given_up_at=THEN)
    with pytest.raises(CommandError, match=r"Say why with --reason"):
        said("--stop", str(letter.pk))
    said("--stop", str(letter.pk), "--reason", "A mistake")
    assert Letter.objects.get(pk=letter.pk).state == LetterState.STOPPED
    with pytest.raises(CommandError, match=r"There is no letter"):
        said("--stop", str(letter.pk), "--reason", "A mistake")
    said("--send", str(letter.pk))
    assert said("--send-refused") == ["1 letters are tried again."]
    assert {letter.state for letter in Letter.objects.all()} == {LetterState.WAITING}
    Letter.objects.filter(pk=refused.pk).update(sent_at=now())
    with pytest.raises(CommandError, match=r"There is no letter"):
        said("--send", str(refused.pk))
    assert list(Event.objects.order_by("pk").values_list("action", "actor")) == [
        ("letter.stopped", "operator"),
        ("letter.sent-again", "operator"),
        ("letter.sent-again", "operator"),
    ]
