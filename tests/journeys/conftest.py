"""A real site for the journeys: its own database, its own server and worker, a real SMTP server, real Chromium."""

import email
import email.policy
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.installations import copy_for_good, copy_of, dressed, environment_of, made_once, run
from tests.journeys.courses import build_courses

HURRY = {"CREDENCE_CLOCK_SPEED": "600"}
"""Ten minutes of reading take a second: who has read a page says so at once."""

PATIENCE = 15_000  # milliseconds; a busy machine is slow
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


class Site:
    """An installation of its own: a database, a folder for files, and the sample courses."""

    def __init__(self, var: Path, database: str, smtp_port: int) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.var = var
        self.environment = environment_of(
            var, database, CREDENCE_BASE_URL=self.address, CREDENCE_SMTP_URL=f"smtp://127.0.0.1:{smtp_port}"
        )

    def run(self, module: str, *words: str) -> str:
        """Run a Python program on this installation and return what it prints."""
        return run(self.environment, module, *words)

    @contextmanager
    def served(self, port: int, *words: str, log: Path | None = None, **environment: str) -> Iterator[str]:
        """Serve the installation at `port` and give its address; what it says goes to `log`, if given."""
        command = [sys.executable, "-m", "credence", "serve", "--port", str(port), *words]
        said = log.open("w") if log else None
        server = subprocess.Popen(command, env={**self.environment, **environment}, stdout=said, stderr=said)
        if said:
            said.close()
        try:
            wait_until_served(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=30)

    def tell(self, act: str, *words: str) -> Any:
        """Let the program beside us do something on this installation, and return its answer."""
        return json.loads(self.run("tests.journeys.students", act, *words))

    def enroll(self, *names: str, slug: str = "contrast-reactions") -> dict[str, str]:
        """Make learners who are ready to study and return their session keys."""
        return json.loads(self.run("tests.journeys.students", "enroll", slug, *names))

    def study_of(self, name: str, chapter: str = "recognize") -> dict[str, Any]:
        """Return what the database holds of a learner's study."""
        return json.loads(self.run("tests.journeys.students", "study", name, chapter))


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
def installation(mailbox, tmp_path_factory) -> Iterator[Site]:
    """Set up an installation with the courses of the journeys."""
    var = tmp_path_factory.mktemp("var")
    with copy_of(made_once("studied", _furnish), var) as database:
        yield Site(var, database, mailbox.port)


def _furnish(var: Path) -> None:
    """Set up what the installations of all processes are copied from."""
    environment = environment_of(var, copy_for_good(dressed(), var))
    courses = build_courses(var / "courses")
    run(environment, "credence", "import-course", str(courses))


@pytest.fixture(scope="session")
def site(installation) -> Iterator[str]:
    """Serve the installation, with its worker, and return its address."""
    with installation.served(installation.port, "--with-worker", **HURRY) as address:
        yield address


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


def wait_until_listening(port: int, seconds: float = 15) -> None:
    """Wait until somebody listens at `port` of loopback."""
    until = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=2).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Run Chromium."""
    executable = os.environ.get("CREDENCE_TEST_CHROMIUM", "/usr/bin/chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, site) -> Iterator[Page]:
    """Open a fresh browser window at the site."""
    context = browser.new_context(base_url=site, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()
