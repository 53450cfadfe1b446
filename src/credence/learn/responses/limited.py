"""An answer to what was tried too often."""

from typing import TypeVar

from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers

from credence.accounts.gateway.tries import TooOften

Answer = TypeVar("Answer", bound=HttpResponse)


def limited(answer: Answer, refused: TooOften) -> Answer:
    """Return `answer` as one to a try too many, with the seconds until the next may be made (RFC 9110, 10.2.3)."""
    add_never_cache_headers(answer)
    answer.status_code = 429
    answer["Retry-After"] = str(refused.seconds)
    return answer
