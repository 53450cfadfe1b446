"""Which letters there are."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Min, Q, QuerySet

from credence.outbox.enums import LetterState
from credence.outbox.models import Letter

UNSENT = Q(sent_at=None)
RUNNING = UNSENT & Q(stopped_at=None)
IN_STATE: dict[LetterState, Q] = {
    LetterState.WAITING: RUNNING & Q(given_up_at=None, set_aside_at=None),
    LetterState.REFUSED: RUNNING & Q(given_up_at__isnull=False),
    LetterState.SET_ASIDE: RUNNING & Q(given_up_at=None, set_aside_at__isnull=False),
    LetterState.STOPPED: UNSENT & Q(stopped_at__isnull=False),
    LetterState.SENT: Q(sent_at__isnull=False),
}
"""Each state as the database is asked for it; `Letter.state` says the same of one."""


def letters_keyed(keys: Collection[str]) -> QuerySet[Letter]:
    """Return the letters with these keys, the earliest first."""
    return Letter.objects.filter(key__in=keys).order_by("created_at", "pk")


def letters_in(state: LetterState | None, to: str = "") -> QuerySet[Letter]:
    """Return the letters in a state, or all, to one address where it is named, the newest first."""
    letters = Letter.objects.filter(IN_STATE[state] if state else Q()).order_by("-pk")
    return letters.filter(to__iexact=to) if to else letters


@dataclass(frozen=True, slots=True)
class Queue:
    """How many letters wait, since when the oldest of those that nobody refuses, and how many need people."""

    waiting: int
    since: dt.datetime | None
    oldest: dt.timedelta
    set_aside: int
    refused: int


def queue_at(now: dt.datetime) -> Queue:
    """Return how the queue of letters stands, in one query.

    What a mail server refuses says nothing of the site's health, so it does not count as late.
    """
    waiting = IN_STATE[LetterState.WAITING]
    found = Letter.objects.filter(UNSENT).aggregate(
        waiting=Count("pk", filter=waiting),
        since=Min("created_at", filter=waiting & Q(refused_at=None)),
        set_aside=Count("pk", filter=IN_STATE[LetterState.SET_ASIDE]),
        refused=Count("pk", filter=IN_STATE[LetterState.REFUSED]),
    )
    since = found["since"]
    return Queue(oldest=now - since if since else dt.timedelta(), **found)
