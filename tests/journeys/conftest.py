"""A real site for the journeys: its own database, its own server and worker, a real SMTP server, real Chromium."""

import email
import email.policy
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, Page, sync_playwright

from tests.publishing.samples import copy_samples, edit

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]


CREDIT_OF_THE_SHORT_COURSE = """
credit:
  - type: participation
    amount: "0.25"
    certified_on: 2026-01-10
    valid: {from: 2026-01-15, to: 2027-01-14}
    evaluation_required: false
"""


class Mailbox:
    """Keeps every letter that the site sends over SMTP."""

    def __init__(self) -> None:
        self.letters: list[email.message.EmailMessage] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: ARG002, N802 - aiosmtpd's interface
        """Take one letter."""
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 Message accepted"

    def wait_for(self, to: str, subject: str, seconds: float = 15) -> str:
        """Return the text of the first letter to `to` whose subject holds `subject`, waiting for it."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for letter in self.letters:
                if letter["To"] == to and subject in letter["Subject"]:
                    return letter.get_content()
            time.sleep(0.1)
        raise AssertionError(f"no letter to {to} about {subject!r} among {[each['Subject'] for each in self.letters]}")


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    """Run an SMTP server."""
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    box.port = server.port
    yield box
    server.stop()


@pytest.fixture(scope="session")
def courses(tmp_path_factory) -> Path:
    """Return the sample courses, the one with the video free of charge."""
    tree = copy_samples(tmp_path_factory.mktemp("courses") / "tree")
    course = tree / "courses/contrast-reactions/course.yaml"
    edit(course, "price: {amount: 25, currency: USD}", "price: {amount: 0, currency: USD}")
    edit(course, "study_minutes: 5", "study_minutes: 0")
    short = tree / "courses/hand-washing/course.yaml"
    short.write_text(short.read_text() + CREDIT_OF_THE_SHORT_COURSE)
    return tree


@pytest.fixture(scope="session")
def site(mailbox, courses, tmp_path_factory) -> Iterator[str]:
    """Run the site on a database of its own and return its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "credence.project.settings",
        "CREDENCE_DEMO": "true",
        "CREDENCE_VAR": str(tmp_path_factory.mktemp("var")),
        "CREDENCE_BASE_URL": address,
        "CREDENCE_SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}",
        "CREDENCE_DATABASE_URL": own_database(),
    }

    def credence(*words: str) -> None:
        subprocess.run([sys.executable, "-m", "credence", *words], env=environment, check=True, capture_output=True)

    credence("migrate")
    credence("createcachetable")
    credence("collectstatic", "--noinput")
    credence("import-course", str(courses))
    command = [sys.executable, "-m", "credence", "serve", "--port", str(port), "--with-worker"]
    server = subprocess.Popen(command, env=environment)
    wait_until_served(f"{address}/healthz")
    yield address
    server.terminate()
    server.wait(timeout=30)


def own_database() -> str:
    """Return the address of a new PostgreSQL database where the tests run on PostgreSQL, else nothing: SQLite."""
    url = os.environ.get("CREDENCE_DATABASE_URL", "")
    if not url:
        return ""
    name = f"journeys_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def wait_until_served(address: str, seconds: float = 30) -> None:
    """Wait until `address` answers."""
    until = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - our own server
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Run Chromium."""
    executable = os.environ.get("CREDENCE_TEST_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, site) -> Iterator[Page]:
    """Open a fresh browser window at the site."""
    context = browser.new_context(base_url=site, accept_downloads=True)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()
