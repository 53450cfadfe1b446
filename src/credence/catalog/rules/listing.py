"""By what a course is found in the catalog, and until when it is offered."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

SHORT, MEDIUM = 30, 60
LENGTHS = ("short", "medium", "long")
PRICES = ("free", "paid")


def length_of(minutes: int) -> str:
    """Return the class of length: up to half an hour, up to an hour, or longer."""
    return "short" if minutes <= SHORT else "medium" if minutes <= MEDIUM else "long"


def price_class(price: Decimal) -> str:
    """Return whether a course is "free" or "paid"."""
    return "paid" if price else "free"


def closing(last_day: dt.date, zone: str, withdrawn_at: dt.datetime | None) -> dt.datetime:
    """Return the first moment without credit: the end of the last day in the provider's zone, or the withdrawal."""
    end = dt.datetime.combine(last_day + dt.timedelta(days=1), dt.time(), tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
    return min(end, withdrawn_at) if withdrawn_at else end
