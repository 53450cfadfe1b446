"""Answers for machines."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from credence.kit.clock import now
from credence.project.settings import ENV


@pytest.mark.django_db
def test_health_is_not_redirected_to_https_but_everything_else_is(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert [client.get(path).status_code for path in ("/healthz", "/faq/")] == [200, 301]


def test_a_manager_of_passwords_finds_the_page_and_an_old_browser_the_icon(client: Client) -> None:
    assert client.get("/.well-known/change-password")["Location"] == "/account/password/change/"
    assert client.get("/favicon.ico")["Location"].startswith("/static/icon")


def test_whoever_finds_a_weakness_is_told_whom_to_tell(client: Client, settings: Any) -> None:
    settings.ENV = ENV.model_copy(update={"support_email": "cme@example.org", "base_url": "https://cme.example.org/"})
    response = client.get("/.well-known/security.txt")
    said = response.content.decode()
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert re.sub(r"Expires: .*", "Expires: …", said) == (
        "Contact: mailto:cme@example.org\n"
        "Expires: …\n"
        "Preferred-Languages: en\n"
        "Canonical: https://cme.example.org/.well-known/security.txt\n"
    )
    until = dt.datetime.fromisoformat(re.search(r"Expires: (\S+)", said)[1])  # type: ignore[index]
    assert dt.timedelta(days=178) < until - now() <= dt.timedelta(days=180)


@pytest.mark.parametrize("path", ["/healthz", "/.well-known/security.txt", "/demo/mail/"])
def test_machines_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
