"""Who a visitor is, where a web server stands in front: its word counts, and nobody else's."""

import ipaddress
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from granian.utils.proxies import wrap_wsgi_with_proxy_headers

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

SAID_BY_PROXIES = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")


def networks(written: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """Return the addresses and networks in a text that separates them by commas.

    Raises:
        ValueError: one of them is neither, such as a host name or `*`.
    """
    return tuple(ipaddress.ip_network(each.strip()) for each in written.split(",") if each.strip())


def behind(application: WSGI, trusted: str) -> WSGI:
    """Return `application` as seen through the web servers at `trusted` addresses.

    A visitor is then who such a server says, which rate limits go by. From everybody else the same headers are struck
    out: who reaches the application directly cannot say to be another, nor that the line is encrypted.
    """
    believed = networks(trusted)
    told: WSGI = wrap_wsgi_with_proxy_headers(application, trusted_hosts=[str(each) for each in believed])

    def answer(environ: dict[str, Any], respond: Callable[..., Any]) -> Iterable[bytes]:
        if not _is_in(environ.get("REMOTE_ADDR", ""), believed):
            for name in SAID_BY_PROXIES:
                environ.pop(name, None)
        return told(environ, respond)

    return answer


def _is_in(address: str, believed: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    try:
        visitor = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(visitor in each for each in believed)
