"""What a process keeps of what it read, for as long as it is true."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Kept(Generic[K, T]):
    """What was read of things by their keys, each under the mark that stood before it was read.

    It is true as long as that mark stands (`kit.stamped`). At most `most` things are kept, those that were asked for
    last. All threads share them, so nobody may change what they are given.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: OrderedDict[tuple[str, K], T] = OrderedDict()
        self._lock = Lock()

    def get(self, mark: str, keys: Collection[K], read: Callable[[Collection[K]], Mapping[K, T]]) -> dict[K, T]:
        """Return what there is under `keys`, reading all that is not kept in one call of `read`.

        Args:
            mark: the one that stands, read before anything that depends on it; "" keeps nothing.
            keys: whose.
            read: returns what there is under the keys that it is given; what there is not is asked for again.
        """
        kept = self._kept(mark, keys) if mark else {}
        missing = [each for each in keys if each not in kept]
        if missing:
            fresh = read(missing)
            if mark:
                self._keep(mark, fresh)
            kept.update(fresh)
        return kept

    def _kept(self, mark: str, keys: Collection[K]) -> dict[K, T]:
        with self._lock:
            here = {each: self._found[mark, each] for each in keys if (mark, each) in self._found}
            for each in here:
                self._found.move_to_end((mark, each))
        return here

    def _keep(self, mark: str, fresh: Mapping[K, T]) -> None:
        with self._lock:
            for key, value in fresh.items():
                self._found[mark, key] = value
                self._found.move_to_end((mark, key))
            while len(self._found) > self._most:
                self._found.popitem(last=False)
