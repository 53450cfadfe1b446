"""Who a visitor is, behind a web server and without one."""

from typing import Any

import pytest
from django.core.signals import request_started
from django.test import RequestFactory

from credence.project.wsgi import application


@pytest.fixture
def seen_as() -> Any:
    """Return a function that asks for a page and returns the address that pages take the visitor for."""
    seen: list[str] = []

    def note(environ: dict[str, Any], **_more: Any) -> None:
        seen.append(environ["REMOTE_ADDR"])

    def ask(address: str, forwarded: str | None) -> str:
        headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
        environ = RequestFactory().get("/healthz", REMOTE_ADDR=address, **headers).environ
        list(application(environ, lambda *_: None))
        return seen[-1]

    request_started.connect(note, weak=False, dispatch_uid="seen_as")
    yield ask
    request_started.disconnect(dispatch_uid="seen_as")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "forwarded", "visitor"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
    ],
    ids=["by the web server", "no web server", "what the visitor claimed is passed over", "not from this machine"],
)
def test_a_visitor_is_who_the_web_server_says_and_nobody_else_is_believed(
    seen_as: Any, address: str, forwarded: str | None, visitor: str
) -> None:
    assert seen_as(address, forwarded) == visitor
