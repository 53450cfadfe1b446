"""Days of the site's own zone, as moments."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q


def beginning(day: dt.date) -> dt.datetime:
    """Return the first moment of a day."""
    return dt.datetime.combine(day, dt.time.min, ZoneInfo(settings.TIME_ZONE))


def within(column: str, first: dt.date | None, last: dt.date | None) -> Q:
    """Return the condition that a moment lies from the first day through the last; None is no bound."""
    found = Q()
    if first:
        found &= Q(**{f"{column}__gte": beginning(first)})
    if last:
        found &= Q(**{f"{column}__lt": beginning(last + dt.timedelta(days=1))})
    return found
