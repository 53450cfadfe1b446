"""How often one address, or one person, may try something."""

from django.core.cache import cache
from django.http import HttpRequest


def is_too_often(request: HttpRequest, action: str, *, most: int, seconds: int, by: str = "") -> bool:
    """Count one try of `action` and return whether there were more than `most` in `seconds`.

    Tries are counted by the address that the request comes from, or by whoever is named in `by`.
    """
    key = f"rate:{action}:{by or request.META.get('REMOTE_ADDR', '')}"
    if cache.add(key, 1, seconds):
        return False
    try:
        return cache.incr(key) > most
    except ValueError:  # it ran out between the two
        return False
