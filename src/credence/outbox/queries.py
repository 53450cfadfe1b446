"""Which letters there are."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Min, Q, QuerySet

from credence.outbox.models import Letter


def letters_keyed(keys: Collection[str]) -> QuerySet[Letter]:
    """Return the letters with these keys, the earliest first."""
    return Letter.objects.filter(key__in=keys).order_by("created_at", "pk")


@dataclass(frozen=True, slots=True)
class Queue:
    """How many letters wait, for how long the oldest has, and how many were set aside."""

    waiting: int
    oldest: dt.timedelta
    set_aside: int


def queue_at(now: dt.datetime) -> Queue:
    """Return how the queue of letters stands, in one query."""
    aside = Q(set_aside_at__isnull=False)
    found = Letter.objects.filter(sent_at=None).aggregate(
        waiting=Count("pk", filter=~aside), since=Min("created_at", filter=~aside), set_aside=Count("pk", filter=aside)
    )
    oldest = now - found["since"] if found["since"] else dt.timedelta()
    return Queue(waiting=found["waiting"], oldest=oldest, set_aside=found["set_aside"])
