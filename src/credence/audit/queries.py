"""Read the record."""

from credence.audit.models import Event


def last_event(action: str) -> Event | None:
    """Return the latest event of that name."""
    return Event.objects.filter(action=action).order_by("-at", "-id").first()
