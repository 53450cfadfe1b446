"""The one place that asks what time it is, and how fast it goes for those who wait."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def now() -> dt.datetime:
    """Return the present moment in UTC. Faces and tasks call it once and pass the answer down."""
    return timezone.now()


def day_in(zone: str, moment: dt.datetime) -> dt.date:
    """Return the calendar day that `moment` falls on in `zone`, an IANA name (R42, R70)."""
    return moment.astimezone(ZoneInfo(zone)).date()


def speed() -> int:
    """Return how many seconds of study and of waiting a second of real time stands for: 1 but in a demo or a test.

    Moments are never changed by it: what is stored is when it happened. Only spans that a learner must sit out are.
    """
    return int(settings.CLOCK_SPEED)


def after(since: dt.datetime, wait: dt.timedelta) -> dt.datetime:
    """Return the moment at which a wait is over that began at `since`."""
    return since + wait / speed()
