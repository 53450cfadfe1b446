"""How often one place, or one person, may try something."""

from django.http import HttpRequest

from credence.accounts.gateway.tries import count_try
from credence.kit.clock import now


def limit(request: HttpRequest, action: str, *, person: str = "") -> None:
    """Count one try of `action` by `person`, or by whoever is signed in, from the place of the request.

    Raises:
        TooOften: there were more than `accounts.rules.limits` allows.
    """
    who = person or (str(request.user.pk) if request.user.is_authenticated else "")
    count_try(action, person=who, address=request.META.get("REMOTE_ADDR", ""), now=now())
