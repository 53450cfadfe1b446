"""Queue letters and send them."""

import datetime as dt
import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F

from credence.kit.encryption import decrypt, encrypt
from credence.kit.text import normal, normal_lines
from credence.outbox.models import Letter

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=5)
LONGEST_PAUSE = dt.timedelta(hours=6)


def queue(*, key: str, to: str, subject: str, text: str, now: dt.datetime, secret: bool = False) -> Letter:
    """Queue one letter inside the caller's transaction; the same `key` is queued once, whoever asks again.

    The worker sends it within seconds of the commit, and again with growing pauses while the mail server fails.
    """
    text = normal_lines(text)
    letter, _ = Letter.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": normal(subject)[:200],
            "text": encrypt(text) if secret else text,
            "secret": secret,
            "created_at": now,
            "next_attempt_at": now,
        },
    )
    return letter


def forget_letters(*, to: str) -> None:
    """Delete every letter to an address, sent or waiting, because the person behind it has left."""
    Letter.objects.filter(to__iexact=to).delete()


def forget_sent(*, keys_from: str) -> None:
    """Delete the letters whose key begins with `keys_from` once they are sent."""
    Letter.objects.filter(key__startswith=keys_from, sent_at__isnull=False).delete()


def deliver_due(*, now: dt.datetime, most: int = 50) -> int:
    """Send the letters that are due and return how many went out. Two workers never send the same one at once."""
    due = (
        Letter.objects.filter(sent_at=None, next_attempt_at__lte=now)
        .order_by("next_attempt_at")
        .values_list("pk", flat=True)
    )
    return sum(_deliver(pk, now) for pk in list(due[:most]))


def _deliver(pk: int, now: dt.datetime) -> bool:
    claimed = Letter.objects.filter(pk=pk, sent_at=None, next_attempt_at__lte=now).update(
        next_attempt_at=now + LEASE, attempts=F("attempts") + 1
    )
    if not claimed:
        return False
    letter = Letter.objects.get(pk=pk)
    text = decrypt(letter.text) if letter.secret else letter.text
    try:
        EmailMessage(letter.subject, text, settings.DEFAULT_FROM_EMAIL, [letter.to]).send()
    except OSError as error:  # smtplib's family of errors is under OSError
        logger.warning("Letter %s was not sent: %s", letter.key, type(error).__name__)
        _postpone(letter, error, now)
        return False
    Letter.objects.filter(pk=pk).update(sent_at=now, last_error="", text="" if letter.secret else letter.text)
    return True


def _postpone(letter: Letter, error: OSError, now: dt.datetime) -> None:
    pause = min(dt.timedelta(seconds=10 * 2 ** min(letter.attempts, 12)), LONGEST_PAUSE)
    Letter.objects.filter(pk=letter.pk).update(
        next_attempt_at=now + pause, last_error=f"{type(error).__name__}: {error}"[:500]
    )
