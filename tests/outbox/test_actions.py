"""Letters: each goes out once, whoever works and whatever happens to them."""

import datetime as dt
import itertools
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.db import connection, connections

from credence.kit.clock import now
from credence.outbox import actions
from credence.outbox.actions import deliver_due, queue, take_up_again
from credence.outbox.models import Letter

NOW = dt.datetime(2026, 3, 1, 15, tzinfo=dt.UTC)


class Hand:
    """A clock that goes on by so many seconds each time it is read."""

    def __init__(self, step: float = 0) -> None:
        self.moment, self.step = NOW, dt.timedelta(seconds=step)

    def __call__(self) -> dt.datetime:
        """Return the moment, and go on."""
        self.moment += self.step
        return self.moment


def letters(count: int, *, secret: bool = False) -> list[Letter]:
    """Queue so many letters, one after the other."""
    then = NOW - dt.timedelta(days=1)
    for n in range(count):
        queue(key=f"{n}", to=f"{n}@example.org", subject="Hello", text=f"{n}", now=then, secret=secret)
    return list(Letter.objects.order_by("pk"))


@pytest.mark.django_db
def test_a_claim_counts_from_itself_and_not_from_the_first_of_its_batch(settings: Any) -> None:
    letters(3)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "127.0.0.1",
        9,
    )  # nobody listens, so each is postponed from its own try on
    hand = Hand(step=30)
    assert deliver_due(clock=hand) == 0
    tries = list(Letter.objects.order_by("pk").values_list("next_attempt_at", flat=True))
    assert [later - earlier for earlier, later in itertools.pairwise(tries)] == [dt.timedelta(minutes=1)] * 2


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "sent"), [(44, 0), (46, 1)])
def test_a_letter_whose_sender_died_goes_again_within_a_minute(seconds: int, sent: int) -> None:
    letters(1)
    assert actions._claimed(Letter.objects.get().pk, NOW) is not None  # and then the sender dies
    assert deliver_due(clock=lambda: NOW + dt.timedelta(seconds=seconds)) == sent == len(mail.outbox)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tries", "ahead", "sent"),
    [(0, 3_600, 1), (1, 65, 0), (1, 66, 1), (3, 125, 0), (3, 126, 1), (20, 21_645, 0), (20, 21_646, 1)],
)
def test_a_letter_waits_no_longer_than_its_pause_when_the_clock_went_back(tries: int, ahead: int, sent: int) -> None:
    letters(1)
    Letter.objects.update(attempts=tries, next_attempt_at=NOW + dt.timedelta(seconds=ahead))
    assert deliver_due(clock=Hand()) == sent


@pytest.mark.django_db
def test_a_letter_that_cannot_be_unsealed_is_set_aside_and_harms_no_other(settings: Any, caplog: Any) -> None:
    letters(1, secret=True)
    sealed = Letter.objects.get()
    letters(3)
    usual, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 10
    assert (deliver_due(clock=lambda: NOW), [each.to for each in mail.outbox]) == (
        2,
        [["1@example.org"], ["2@example.org"]],
    )
    assert deliver_due(clock=lambda: NOW + dt.timedelta(hours=12)) == 0
    sealed.refresh_from_db()
    assert (sealed.set_aside_at, sealed.sent_at, sealed.attempts) == (NOW, None, 1)
    said = "Letter 0 cannot be unsealed and is set aside: was CREDENCE_SECRET_KEY changed?"
    assert [each.getMessage() for each in caplog.records] == [said]
    settings.SECRET_KEY = usual
    take_up_again()
    assert (deliver_due(clock=lambda: NOW + dt.timedelta(hours=12)), mail.outbox[-1].body) == (1, "0")


@pytest.mark.django_db
def test_a_letter_with_a_header_that_cannot_be_written_harms_no_other() -> None:
    letters(2)
    Letter.objects.filter(key="0").update(to="a@example.org\nBcc: b@example.org")
    assert (deliver_due(clock=lambda: NOW), [each.to for each in mail.outbox]) == (1, [["1@example.org"]])


@pytest.mark.django_db
def test_a_letter_has_the_same_number_whenever_it_is_tried_and_another_than_the_next_of_its_key() -> None:
    (letter,) = letters(1)
    first, again = actions._message(letter), actions._message(letter)
    assert first.extra_headers == again.extra_headers
    letter.created_at += dt.timedelta(seconds=1)
    assert actions._message(letter).extra_headers != first.extra_headers


class Slow:
    """A mail server that takes its time over each letter."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.taken = seconds, list[str]()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: ARG002, N802 - aiosmtpd
        """Take a letter, later."""
        time.sleep(self.seconds)
        self.taken.append(envelope.rcpt_tos[0])
        return "250 Message accepted"


@pytest.fixture
def slow_server(settings: Any) -> Iterator[Slow]:
    """Run a mail server that needs two seconds for a letter, where a claim lasts for one and is renewed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    slow = Slow(2)
    server = Controller(slow, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield slow
    server.stop()


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_two_workers_and_a_slow_server_send_each_letter_once(slow_server: Slow, monkeypatch: Any) -> None:
    letters(4)
    monkeypatch.setattr(actions, "LEASE", dt.timedelta(seconds=1))
    monkeypatch.setattr(actions, "RENEWAL", dt.timedelta(seconds=0.3))

    def work() -> None:
        deliver_due(clock=now)
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for each in workers:
        each.start()
        time.sleep(1.2)  # longer than a claim that nobody renews
    for each in workers:
        each.join()
    assert sorted(slow_server.taken) == [f"{n}@example.org" for n in range(4)]
