"""What the processes of a site share beside the database: a Redis, where the operator set one up.

It holds nothing that must be kept. Where it does not answer, whoever asks does without, at once.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache.backends.redis import RedisCache
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)
T = TypeVar("T")

SHORT = {"socket_connect_timeout": 0.25, "socket_timeout": 0.25, "retry": Retry(NoBackoff(), 0)}
"""How long anybody waits for it, in seconds; nothing is tried again."""


def count(name: str, part: int, ends_at: dt.datetime) -> int | None:
    """Count one more in a part of a name, and return the number; it is forgotten after `ends_at`. None: no Redis."""
    redis = _redis(settings.ENV.redis_url)
    if redis is None:
        return None

    def ask() -> int:
        with redis.pipeline() as both:
            both.hincrby(name, str(part))
            both.expireat(name, ends_at)
            return int(both.execute()[0])

    return _asked(ask, None)


def forget(names: Iterable[str]) -> None:
    """Forget what was counted in any part of these names."""
    redis, known = _redis(settings.ENV.redis_url), list(names)
    if redis is not None and known:
        _asked(lambda: redis.delete(*known), 0)


@cache
def _redis(url: str) -> Redis | None:
    return Redis.from_url(url, **SHORT) if url else None


def _asked(ask: Callable[[], T], without: T) -> T:
    try:
        return ask()
    except RedisError as fault:
        logger.warning("The Redis does not answer (%s); the site does without.", fault)
        return without


class Forgiving(RedisCache):
    """A cache of Django's in a Redis, in which nothing is found where that does not answer."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, {**params, "OPTIONS": SHORT})

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return what is kept."""
        return _asked(lambda: super(Forgiving, self).get(key, default, version), default)

    def set(self, key: str, value: Any, timeout: Any = None, version: int | None = None) -> None:
        """Keep something."""
        _asked(lambda: super(Forgiving, self).set(key, value, timeout, version), None)

    def add(self, key: str, value: Any, timeout: Any = None, version: int | None = None) -> bool:
        """Keep something, unless there is something already."""
        return bool(_asked(lambda: super(Forgiving, self).add(key, value, timeout, version), None))
