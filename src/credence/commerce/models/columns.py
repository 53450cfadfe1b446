"""Conditions that several tables have."""

from typing import Any

from django.db.models import Q


def values(states: frozenset[Any]) -> list[str]:
    """Return states as columns hold them, always in the same order."""
    return sorted(state.value for state in states)


def one_of(field: str, states: type[Any]) -> Q:
    """Return the condition that a column holds one of a closed list."""
    return Q(**{f"{field}__in": [state.value for state in states]})
