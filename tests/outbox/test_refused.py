"""What a mail server refuses: tried for a day, then work for people; each answer is kept in the server's words."""

import datetime as dt
import smtplib
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from credence.outbox.actions import deliver_due, queue, send_now, stop
from credence.outbox.enums import LetterState
from credence.outbox.models import Letter
from credence.outbox.queries import IN_STATE, letters_in, queue_at
from credence.outbox.rules import Answer, answer_of

NOW = dt.datetime(2026, 3, 1, 15, tzinfo=dt.UTC)
GONE = "550 5.1.1 No such user: zoë"


class Server:
    """A mail server that answers every recipient as it is told, and keeps who was let in."""

    def __init__(self) -> None:
        self.answer, self.taken = GONE, list[str]()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: ARG002, N802 - aiosmtpd
        """Answer about a recipient."""
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
            self.taken.append(address)
        return self.answer


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    """Run a mail server that refuses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    refusing = Server()
    running = Controller(refusing, hostname="127.0.0.1", port=port)
    running.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield refusing
    running.stop()


def at(hours: float) -> Callable[[], dt.datetime]:
    """Return a clock that stands so many hours after the letter was written."""
    return lambda: NOW + dt.timedelta(hours=hours)


def written(key: str = "one") -> Letter:
    queue(key=key, to="zoe@example.org", subject="Hello", text="Hello", now=NOW)
    return Letter.objects.get(key=key)


def tried(hours: float) -> Letter:
    """Let the letter be due, try it, and return how it stands."""
    Letter.objects.update(next_attempt_at=NOW)
    deliver_due(clock=at(hours))
    return Letter.objects.get()


@pytest.mark.django_db
def test_a_refusal_for_good_is_doubted_for_a_day_and_then_given_up(server: Server) -> None:
    written()
    first = tried(1)
    assert (first.state, first.last_error, first.refused_at) == (LetterState.WAITING, GONE, at(1)())
    assert tried(24.9).state == LetterState.WAITING
    last = tried(25)
    assert (last.state, last.given_up_at, last.last_error, server.taken) == (LetterState.REFUSED, at(25)(), GONE, [])
    assert deliver_due(clock=at(1_000)) == 0
    assert Letter.objects.get().attempts == 3


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["450 4.2.1 Come back later", "421 4.3.2 Closing"])
def test_a_server_that_asks_for_patience_is_tried_for_as_long_as_it_takes(server: Server, answer: str) -> None:
    written()
    server.answer = answer
    assert [tried(hours).state for hours in (1, 30, 900)] == [LetterState.WAITING] * 3
    assert (Letter.objects.get().last_error, Letter.objects.get().refused_at) == (answer, None)


@pytest.mark.django_db
def test_a_server_that_was_mended_within_the_day_gets_the_letter(server: Server) -> None:
    written()
    tried(1)
    server.answer = "250 Welcome"
    assert (tried(20).state, server.taken) == (LetterState.SENT, ["zoe@example.org"])


@pytest.mark.django_db
def test_what_was_given_up_or_stopped_goes_out_when_somebody_says_so(server: Server) -> None:
    letter = written()
    tried(1)
    tried(25)
    server.answer = "250 Welcome"
    assert send_now(letters=letters_in(LetterState.REFUSED), now=at(26)()) == 1
    assert stop(letter=letter, now=at(26)())
    assert (stop(letter=letter, now=at(27)()), deliver_due(clock=at(27))) == (False, 0)
    assert Letter.objects.get().state == LetterState.STOPPED
    assert send_now(letters=Letter.objects.all(), now=at(28)()) == 1
    assert (deliver_due(clock=at(28)), server.taken) == (1, ["zoe@example.org"])
    assert (send_now(letters=Letter.objects.all(), now=at(29)()), stop(letter=letter, now=at(29)())) == (0, False)


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "moved"), [(45, False), (46, True)])
def test_a_letter_that_a_worker_holds_is_not_handed_to_another(seconds: int, moved: bool) -> None:
    written()
    held_until = NOW + dt.timedelta(seconds=seconds)
    Letter.objects.update(next_attempt_at=held_until)
    send_now(letters=Letter.objects.all(), now=NOW)
    assert Letter.objects.get().next_attempt_at == (NOW if moved else held_until)


@pytest.mark.django_db
def test_every_letter_is_in_one_state_and_a_row_says_the_same_as_the_database() -> None:
    moments = ("sent_at", "stopped_at", "given_up_at", "set_aside_at")
    for number in range(16):
        letter = written(f"{number}")
        Letter.objects.filter(pk=letter.pk).update(
            **{name: NOW for bit, name in enumerate(moments) if number & 1 << bit}
        )
    found = {letter.pk: state for state in LetterState for letter in Letter.objects.filter(IN_STATE[state])}
    assert found == {letter.pk: letter.state for letter in Letter.objects.all()}
    assert sum(letters_in(state).count() for state in LetterState) == 16


@pytest.mark.django_db
def test_the_queue_counts_each_letter_once_and_calls_none_late_that_is_refused(django_assert_num_queries: Any) -> None:
    for key in ("waits", "refused", "given up", "stopped", "sent"):
        written(key)
    Letter.objects.filter(key="refused").update(refused_at=NOW, created_at=NOW - dt.timedelta(hours=5))
    Letter.objects.filter(key="given up").update(refused_at=NOW, given_up_at=NOW)
    Letter.objects.filter(key="stopped").update(stopped_at=NOW)
    Letter.objects.filter(key="sent").update(sent_at=NOW)
    with django_assert_num_queries(1):
        queue_now = queue_at(at(1)())
    assert (queue_now.waiting, queue_now.oldest, queue_now.refused, queue_now.set_aside) == (
        2,
        dt.timedelta(hours=1),
        1,
        0,
    )


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b.org": (550, b"No such user")}), Answer("550 No such user", True)),
        (smtplib.SMTPRecipientsRefused({"a@b.org": (451, b"Later")}), Answer("451 Later", False)),
        (smtplib.SMTPDataError(554, b"Too\r\nspammy \xff"), Answer("554 Too spammy \ufffd", True)),
        (smtplib.SMTPDataError(499, b"Later"), Answer("499 Later", False)),
        (smtplib.SMTPSenderRefused(553, b"Not you", "x"), Answer("553 Not you", True)),
        (smtplib.SMTPAuthenticationError(535, b"Bad key"), Answer("535 Bad key", False)),
        (
            smtplib.SMTPServerDisconnected("Connection unexpectedly closed"),
            Answer("Connection unexpectedly closed", False),
        ),
        (ConnectionRefusedError(111, "Connection refused"), Answer("Connection refused", False)),
        (TimeoutError("timed out"), Answer("timed out", False)),
        (OSError(), Answer("OSError", False)),
        (ValueError("Header values can't contain newlines"), Answer("Header values can't contain newlines", True)),
    ],
)
def test_an_answer_is_kept_in_the_servers_words_and_known_for_what_it_is(error: Exception, answer: Answer) -> None:
    assert answer_of(error) == answer
