"""Addresses of pages by their names, each found once a process: Django looks anew each time."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import get_script_prefix, reverse


def route(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the address of a page by its name and what stands in the address, as Django's `reverse` does.

    Raises:
        NoReverseMatch: there is no such page.
    """
    return _found(settings.ROOT_URLCONF, get_script_prefix(), name, args, tuple(kwargs.items()))


@lru_cache(maxsize=10_000)
def _found(urls: str, _prefix: str, name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]) -> str:
    return reverse(name, urlconf=urls, args=args, kwargs=dict(kwargs))
