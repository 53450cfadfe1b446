"""Who made a course."""

from collections.abc import Iterable

from credence.catalog.models import Faculty
from credence.catalog.rules.faculty import is_called_alike


def called_alike(people: Iterable[Faculty], name: str) -> Faculty | None:
    """Return the first of some people who bears a name, if somebody does."""
    return next((each for each in people if is_called_alike(each.name, name)), None)
