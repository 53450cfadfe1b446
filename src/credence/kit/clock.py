"""The one place that asks what time it is."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone


def now() -> dt.datetime:
    """Return the present moment in UTC. Faces and tasks call it once and pass the answer down."""
    return timezone.now()


def day_in(zone: str, moment: dt.datetime) -> dt.date:
    """Return the calendar day that `moment` falls on in `zone`, an IANA name (R42, R70)."""
    return moment.astimezone(ZoneInfo(zone)).date()
