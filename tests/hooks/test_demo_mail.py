"""The letters of the demo in the browser, and nowhere else."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from credence.project.settings import ENV

pytestmark = pytest.mark.django_db


@pytest.fixture
def outbox(tmp_path: Path, settings: Any) -> Path:
    """Send letters to a folder of the test, as the demo does."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "outbox"
    return tmp_path / "outbox"


def test_letters_of_the_demo_are_read_in_the_browser_the_newest_first(outbox: Path, client: Client) -> None:
    assert "Nothing was sent yet." in client.get("/demo/mail/").content.decode()
    EmailMessage("The first", "Grüße, see https://credence.example/x", None, ["one@demo.example"]).send()
    EmailMessage("The second", "<b>not bold</b>", None, ["two@demo.example"]).send()
    page = client.get("/demo/mail/").content.decode()
    assert page.index("The second") < page.index("The first")
    assert "To two@demo.example · " in page
    assert re.search(r"To two@demo\.example · \w+\.? \d+, \d{4}, .+ E[SD]T</p>", page)
    assert "&lt;b&gt;not bold&lt;/b&gt;" in page
    assert 'Grüße, see <a href="https://credence.example/x" rel="nofollow' in page


def test_letters_are_not_shown_where_they_are_really_sent(outbox: Path, client: Client, settings: Any) -> None:
    assert client.get("/demo/mail/").status_code == 200
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert client.get("/demo/mail/").status_code == 404


def test_letters_are_not_shown_outside_the_demo(outbox: Path, client: Client, settings: Any) -> None:
    assert client.get("/demo/mail/").status_code == 200
    settings.ENV = ENV.model_copy(update={"demo": False})
    assert client.get("/demo/mail/").status_code == 404
