"""Queue letters and send them."""

import datetime as dt
import hashlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import DatabaseError, OperationalError, connection
from django.db.models import F, Q, QuerySet

from credence.kit.encryption import decrypt, encrypt
from credence.kit.text import normal, normal_lines
from credence.outbox.enums import LetterState
from credence.outbox.models import Letter
from credence.outbox.queries import IN_STATE
from credence.outbox.rules import answer_of

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=45)
"""So long a claim lasts unless it is renewed: a letter whose sender died goes out again within a minute."""

RENEWAL = dt.timedelta(seconds=15)
PATIENCE = 60
"""Seconds for which the sender of a letter waits for a database that went away meanwhile."""

LONGEST_PAUSE = dt.timedelta(hours=6)
MOST_DOUBLINGS = 12
GIVEN_UP_AFTER = dt.timedelta(days=1)
"""So long a refusal for good is doubted: servers refuse by mistake, and are mended within a day."""


def queue(*, key: str, to: str, subject: str, text: str, now: dt.datetime, secret: bool = False) -> None:
    """Queue one letter inside the caller's transaction; the same `key` is queued once, whoever asks again.

    The worker sends it within seconds of the commit, and again with growing pauses while the mail server fails.
    """
    text = normal_lines(text)
    letter = Letter(
        key=key,
        to=to,
        subject=normal(subject)[:200],
        text=encrypt(text) if secret else text,
        secret=secret,
        created_at=now,
        next_attempt_at=now,
    )
    Letter.objects.bulk_create([letter], ignore_conflicts=True)


def forget_letters(*, to: str) -> None:
    """Delete every letter to an address, sent or waiting, because the person behind it has left."""
    Letter.objects.filter(to__iexact=to).delete()


def forget_sent(*, keys_from: str) -> None:
    """Delete the letters whose key begins with `keys_from` once they are sent."""
    Letter.objects.filter(key__startswith=keys_from, sent_at__isnull=False).delete()


def forget_waiting(*, keys_from: str) -> None:
    """Delete the letters whose key begins with `keys_from` and that were not sent yet."""
    Letter.objects.filter(key__startswith=keys_from, sent_at=None).delete()


def take_up_again() -> None:
    """Let the letters that were set aside be tried once more: the key under which they were sealed may be back."""
    Letter.objects.filter(sent_at=None).exclude(set_aside_at=None).update(set_aside_at=None)


def send_now(*, letters: QuerySet[Letter], now: dt.datetime) -> int:
    """Let letters that are not sent go out within seconds, also those that were given up or stopped; return how many.

    One that a worker holds at this moment keeps its claim, so that it does not go out twice.
    """
    wanted = list(letters.filter(sent_at=None).values_list("pk", flat=True))
    Letter.objects.filter(pk__in=wanted).update(set_aside_at=None, refused_at=None, given_up_at=None, stopped_at=None)
    Letter.objects.filter(pk__in=wanted, next_attempt_at__gt=now + LEASE).update(next_attempt_at=now)
    return len(wanted)


def stop(*, letter: Letter, now: dt.datetime) -> bool:
    """Keep a letter from being sent; return whether it was still here. One on its way at this moment may arrive."""
    return bool(Letter.objects.filter(pk=letter.pk, sent_at=None, stopped_at=None).update(stopped_at=now))


def deliver_due(*, clock: Callable[[], dt.datetime], most: int = 50) -> int:
    """Send the letters that are due and return how many went out. Two workers never send the same one at once.

    Each is held from its own claim on, however long those before it took. `clock` is asked for the moment of each step.
    """
    due = Letter.objects.filter(IN_STATE[LetterState.WAITING], _is_due(clock()))
    return sum(_deliver(pk, clock) for pk in list(due.order_by("next_attempt_at").values_list("pk", flat=True)[:most]))


def _is_due(now: dt.datetime) -> Q:
    """Say which letters go out now: those whose moment has come, and those whose moment was set by a wrong clock.

    A letter that was never tried waits for nothing. One that was waits no longer than its pause: where its moment is
    farther away, the clock has gone back meanwhile.
    """
    due = Q(next_attempt_at__lte=now) | Q(attempts=0) | Q(next_attempt_at__gt=now + LONGEST_PAUSE + LEASE)
    for tries in range(1, MOST_DOUBLINGS):
        due |= Q(attempts=tries, next_attempt_at__gt=now + _pause_after(tries) + LEASE)
    return due


def _pause_after(tries: int) -> dt.timedelta:
    return min(dt.timedelta(seconds=10 * 2 ** min(tries, MOST_DOUBLINGS)), LONGEST_PAUSE)


def _deliver(pk: int, clock: Callable[[], dt.datetime]) -> bool:
    letter = _claimed(pk, clock())
    if letter is None:
        return False
    try:
        message = _message(letter)
    except InvalidToken:
        _set_aside(letter, clock())
        return False
    try:
        with _held(pk, clock):
            message.send()
    except (OSError, ValueError) as error:  # smtplib's family of errors is under OSError; ValueError: no such header
        logger.warning("Letter %s was not sent: %s", letter.key, type(error).__name__)
        _postpone(letter, error, clock())
        return False
    _mark_sent(letter, clock())
    return True


def _claimed(pk: int, now: dt.datetime) -> Letter | None:
    free = Letter.objects.filter(IN_STATE[LetterState.WAITING], _is_due(now), pk=pk)
    is_mine = free.update(next_attempt_at=now + LEASE, attempts=F("attempts") + 1)
    return Letter.objects.get(pk=pk) if is_mine else None


def _message(letter: Letter) -> EmailMessage:
    """Return the letter as it goes out: under one number however often it is tried, so that twins are known."""
    text = decrypt(letter.text) if letter.secret else letter.text
    digest = hashlib.sha256(f"{letter.key} {letter.created_at.isoformat()}".encode()).hexdigest()
    number = {"Message-ID": f"<{digest[:40]}@{urlsplit(settings.ENV.base_url).hostname}>"}
    return EmailMessage(letter.subject, text, settings.DEFAULT_FROM_EMAIL, [letter.to], headers=number)


@contextmanager
def _held(pk: int, clock: Callable[[], dt.datetime]) -> Iterator[None]:
    """Renew the claim for as long as the mail server takes, so that it ends soon only where its sender has died."""
    is_over = threading.Event()
    renewing = threading.Thread(target=_renew, args=(pk, clock, is_over), daemon=True)
    renewing.start()
    try:
        yield
    finally:
        is_over.set()
        renewing.join()


def _renew(pk: int, clock: Callable[[], dt.datetime], is_over: threading.Event) -> None:
    while not is_over.wait(RENEWAL.total_seconds()):
        try:
            Letter.objects.filter(pk=pk, sent_at=None).update(next_attempt_at=clock() + LEASE)
        except DatabaseError:
            logger.warning("The claim of a letter that is being sent was not renewed.")
        finally:
            connection.close()


def _mark_sent(letter: Letter, now: dt.datetime) -> None:
    """Write down that a letter is out, or it goes out again; a database that is away is waited for."""
    for _second in range(PATIENCE):
        try:
            _write_sent(letter, now)
        except OperationalError:
            connection.close()
            time.sleep(1)
        else:
            return
    _write_sent(letter, now)


def _write_sent(letter: Letter, now: dt.datetime) -> None:
    text = "" if letter.secret else letter.text
    Letter.objects.filter(pk=letter.pk).update(sent_at=now, last_error="", text=text)


def _set_aside(letter: Letter, now: dt.datetime) -> None:
    logger.error("Letter %s cannot be unsealed and is set aside: was CREDENCE_SECRET_KEY changed?", letter.key)
    Letter.objects.filter(pk=letter.pk).update(set_aside_at=now, last_error="it cannot be unsealed")


def _postpone(letter: Letter, error: Exception, now: dt.datetime) -> None:
    pause = _pause_after(letter.attempts)
    answer = answer_of(error)
    refused_at = letter.refused_at or (now if answer.is_final else None)
    is_given_up = answer.is_final and refused_at is not None and now - refused_at >= GIVEN_UP_AFTER
    Letter.objects.filter(pk=letter.pk).update(
        next_attempt_at=now + pause,
        last_error=answer.words[:500],
        refused_at=refused_at,
        given_up_at=now if is_given_up else None,
    )
