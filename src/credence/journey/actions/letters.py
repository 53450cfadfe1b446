"""What people decide about letters that wait, on record."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from credence.audit.actions import record
from credence.audit.enums import Act
from credence.outbox import actions as outbox
from credence.outbox.models import Letter


@transaction.atomic
def send_now(*, letters: QuerySet[Letter], by: str, now: dt.datetime) -> int:
    """Let the letters among these that are not sent go out within seconds; return how many (R66)."""
    waiting = list(letters.filter(sent_at=None))
    for letter in waiting:
        record(Act.LETTER_SENT_AGAIN, by=by, subject=_named(letter), now=now, details={"letter": letter.subject})
    return outbox.send_now(letters=Letter.objects.filter(pk__in=[each.pk for each in waiting]), now=now)


@transaction.atomic
def stop(*, letter: Letter, reason: str, by: str, now: dt.datetime) -> bool:
    """Keep a letter from being sent, and say why; return False where it was sent or stopped before (R66)."""
    if not outbox.stop(letter=letter, now=now):
        return False
    details = {"letter": letter.subject}
    record(Act.LETTER_STOPPED, by=by, subject=_named(letter), now=now, reason=reason, details=details)
    return True


def _named(letter: Letter) -> tuple[str, str]:
    return ("letter", str(letter.pk))
