"""How often one address may try something."""

from django.core.cache import cache
from django.http import HttpRequest


def is_too_often(request: HttpRequest, action: str, *, most: int, seconds: int) -> bool:
    """Count one try of `action` from the request's address; return whether there were more than `most` in `seconds`."""
    key = f"rate:{action}:{request.META.get('REMOTE_ADDR', '')}"
    if cache.add(key, 1, seconds):
        return False
    try:
        return cache.incr(key) > most
    except ValueError:  # it ran out between the two
        return False
