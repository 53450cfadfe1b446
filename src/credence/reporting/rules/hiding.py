"""Groups so small that a person could be recognized in them are not shown, nor found by subtraction. Pure."""

from collections.abc import Mapping
from typing import TypeVar

LEAST = 5
"""The smallest group that is shown outside the provider (R64)."""

Key = TypeVar("Key")


def shown(groups: Mapping[Key, int], least: int = LEAST) -> dict[Key, int | None]:
    """Return the groups with None for what must not be known: small groups, and enough others to hide them.

    The sum of all groups may be shown beside them. What is hidden adds up to `least` or more and is at least two
    groups, so that no hidden one can be told from the sum; if that cannot be, all are hidden.
    """
    smallest_first = sorted(groups, key=lambda key: groups[key])
    hidden = [key for key in smallest_first if groups[key] < least]
    for key in smallest_first[len(hidden) :]:
        if not hidden or (len(hidden) > 1 and sum(groups[each] for each in hidden) >= least):
            break
        hidden.append(key)
    return {key: None if key in hidden else count for key, count in groups.items()}


def shown_total(groups: Mapping[Key, int], least: int = LEAST) -> int | None:
    """Return the sum of all groups, None where it is small itself."""
    total = sum(groups.values())
    return total if total >= least else None
