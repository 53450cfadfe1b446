"""One at a time changes content."""

from credence.catalog.models import Stamp


def hold_content() -> None:
    """Wait until nobody else changes content, and let everybody else wait until the caller's transaction ends.

    Each change of content writes the one row of `Stamp` (`kit.stamped`). Whoever changes it takes that row first, so
    that no two wait for each other, one for the row and one for a course that the other holds.
    """
    Stamp.objects.select_for_update().filter(pk=1).first()
