"""Pages in memory, as they are sent: with their headers, and compressed once for everybody.

A kept page is found again by what its bytes depend on, and is right as long as its stamp is: whoever keeps it says by
which stamp. Memory is bounded in bytes; what was asked for least lately goes first.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache
from threading import Lock

import brotli
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

MEGABYTE = 1024 * 1024
CODINGS = ("br", "gzip")
"""In the order in which they are preferred where a browser has no preference."""
COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda plain: brotli.compress(plain, mode=brotli.MODE_TEXT, quality=6),
    "gzip": lambda plain: gzip.compress(plain, mtime=0),
    "": bytes,
}
OF_CONTENT = frozenset({"content-type", "content-length", "content-encoding", "content-language"})
"""Headers that speak of what is sent, and so not of a page that is not sent again (RFC 9110, 15.4.5)."""


class KeptPage:
    """A page and its headers: its own, and those that every answer of the site has."""

    def __init__(self, content: bytes, headers: dict[str, str], stamp: Hashable) -> None:
        """Take the content as it is without compression."""
        self.stamp = stamp
        self._headers = {name: value for name, value in headers.items() if name.lower() != "content-length"}
        self._bare_headers = {name: value for name, value in headers.items() if name.lower() not in OF_CONTENT}
        self._digest = hashlib.sha256(content).hexdigest()[:32]
        self._bodies = {"": content, **{coding: COMPRESSORS[coding](content) for coding in CODINGS}}

    @property
    def size(self) -> int:
        """How many bytes it takes, roughly."""
        return sum(map(len, self._bodies.values())) + 4096

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Return the page as the browser takes it, or say that it has it."""
        coding = coding_of(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        etag = f'"{self._digest}-{coding}"' if coding else f'"{self._digest}"'
        if _has(request.META.get("HTTP_IF_NONE_MATCH", ""), etag):
            return HttpResponseNotModified(headers={**self._bare_headers, "ETag": etag})
        body = self._bodies[coding]
        said = {**self._headers, "ETag": etag, "Content-Length": str(len(body))}
        return HttpResponse(body, headers={**said, "Content-Encoding": coding} if coding else said)


class Shelf:
    """Kept pages by name, for any number of threads; `room` is in bytes."""

    def __init__(self, room: int) -> None:
        """Begin without a page."""
        self._room, self._taken = room, 0
        self._pages: OrderedDict[Hashable, KeptPage] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, name: Hashable) -> KeptPage | None:
        """Return a page, and remember that it was asked for."""
        with self._lock:
            page = self._pages.get(name)
            if page is not None:
                self._pages.move_to_end(name)
            return page

    def put(self, name: Hashable, page: KeptPage) -> None:
        """Keep a page under a name instead of the one that was there."""
        with self._lock:
            former = self._pages.pop(name, None)
            self._taken += page.size - (former.size if former else 0)
            self._pages[name] = page
            while self._taken > self._room:
                self._taken -= self._pages.popitem(last=False)[1].size

    def clear(self) -> None:
        """Forget every page."""
        with self._lock:
            self._pages.clear()
            self._taken = 0


@lru_cache(maxsize=512)
def coding_of(accepted: str) -> str:
    """Return the coding for a browser that says `accepted` (RFC 9110, 12.5.3), "" for none."""
    weights = dict(map(_weighed, accepted.lower().split(",")))
    of_others = weights.get("*", 0.0)
    best = max(CODINGS, key=lambda coding: weights.get(coding, of_others))
    return best if weights.get(best, of_others) > 0 else ""


def _weighed(part: str) -> tuple[str, float]:
    name, _, parameter = part.partition(";")
    weight = parameter.strip().removeprefix("q=") if parameter.strip() else "1"
    try:
        return name.strip(), float(weight)
    except ValueError:
        return name.strip(), 0.0


def _has(known: str, etag: str) -> bool:
    if not known:
        return False
    return any(each == "*" or each.removeprefix("W/") == etag for each in parse_etags(known))
