"""What is made once in the life of a process: of threads that ask for it at once the first makes it and others wait."""

from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def once(make: Callable[P, T]) -> Callable[P, T]:
    """Keep what `make` returns for its arguments; what it raises is not kept, and the next one tries again.

    `functools.cache` lets as many threads make a thing as ask before it is there.
    """
    made: dict[object, T] = {}
    making = Lock()

    @wraps(make)
    def asked(*args: P.args, **named: P.kwargs) -> T:
        key = args, tuple(sorted(named.items()))
        if key not in made:
            with making:
                if key not in made:
                    made[key] = make(*args, **named)
        return made[key]

    return asked
