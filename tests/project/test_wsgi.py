"""Who a visitor is, behind a web server and without one."""

from typing import Any

import pytest
from django.core.signals import request_started
from django.test import RequestFactory
from pydantic import ValidationError

from credence.project.environment import Environment
from credence.project.proxies import behind
from credence.project.wsgi import application

LOOPBACK = "127.0.0.1,::1"
FORGED = {"HTTP_X_FORWARDED_FOR": "198.51.100.1", "HTTP_X_FORWARDED_PROTO": "https"}


def seen(trusted: str, address: str, **headers: str) -> dict[str, Any]:
    """Return what the application sees of a request from `address`."""
    environs: list[dict[str, Any]] = []

    def note(environ: dict[str, Any], _respond: Any) -> list[bytes]:
        environs.append(environ)
        return []

    behind(note, trusted)({"REMOTE_ADDR": address, "wsgi.url_scheme": "http", **headers}, print)
    return environs[0]


@pytest.mark.parametrize(
    ("trusted", "address", "forwarded", "visitor"),
    [
        (LOOPBACK, "127.0.0.1", "203.0.113.7", "203.0.113.7"),
        (LOOPBACK, "::1", "2001:db8::7", "2001:db8::7"),
        (LOOPBACK, "127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("10.0.0.0/24", "10.0.0.9", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.0/24", "10.0.1.9", "203.0.113.7", "10.0.1.9"),
        (LOOPBACK, "203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("", "127.0.0.1", "198.51.100.1", "127.0.0.1"),
        (LOOPBACK, "unix:", "198.51.100.1", "unix:"),
    ],
    ids=[
        "by the web server",
        "by the web server, in IPv6",
        "what the visitor claimed is passed over",
        "by a web server of a network",
        "not of that network",
        "not from this machine",
        "no web server is in front",
        "no address at all",
    ],
)
def test_a_visitor_is_who_the_web_server_says_and_nobody_else_is_believed(
    trusted: str, address: str, forwarded: str, visitor: str
) -> None:
    assert seen(trusted, address, HTTP_X_FORWARDED_FOR=forwarded)["REMOTE_ADDR"] == visitor


def test_forged_headers_from_an_untrusted_address_change_nothing() -> None:
    assert seen(LOOPBACK, "203.0.113.9", **FORGED) == seen(LOOPBACK, "203.0.113.9")
    assert seen(LOOPBACK, "127.0.0.1", **FORGED) != seen(LOOPBACK, "127.0.0.1")


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "visitor"), [("127.0.0.1", "198.51.100.1"), ("203.0.113.9", "203.0.113.9")])
def test_the_entrance_of_the_site_stands_behind_the_proxies_of_its_settings(address: str, visitor: str) -> None:
    visitors: list[str] = []

    def note(environ: dict[str, Any], **_more: Any) -> None:
        visitors.append(environ["REMOTE_ADDR"])

    request_started.connect(note)
    try:
        list(application(RequestFactory().get("/healthz", REMOTE_ADDR=address, **FORGED).environ, lambda *_: None))
    finally:
        request_started.disconnect(note)
    assert visitors == [visitor]


@pytest.mark.parametrize("written", ["*", "proxy.example.org", "10.0.0.1/8", "127.0.0.1;::1"])
def test_a_list_of_proxies_that_would_trust_by_accident_stops_the_start(written: str) -> None:
    with pytest.raises(ValidationError, match="CREDENCE_TRUSTED_PROXIES must list addresses or networks"):
        Environment(demo=True, trusted_proxies=written)
