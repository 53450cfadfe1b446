"""The site behind a real Caddy that runs `deploy/Caddyfile`."""

import http.client
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from attack.servers import ended, wait_until_listening

from tests.installations import ROOT
from tests.journeys.conftest import Site, free_port
from tests.journeys.test_nginx import Answer, ask, film_of

pytestmark = [pytest.mark.nginx, pytest.mark.skipif(not shutil.which("caddy"), reason="Caddy is not installed")]
CADDYFILE = ROOT / "deploy/Caddyfile"
CHAPTER = "/courses/contrast-reactions/learn/recognize/"
SOON = 5.0
"""Seconds within which whoever asks properly is answered, on a machine that is busy."""


@dataclass(frozen=True, slots=True)
class Front:
    """The site as the world sees it."""

    port: int

    def get(self, path: str, session: str = "", **headers: str) -> Answer:
        """Ask for a page or a file as the learner of `session`."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=30)
        return ask(connection, path, {"Cookie": f"sessionid={session}", **headers})


def caddy(folder: Path, app_port: int) -> "tuple[subprocess.Popen[bytes], int]":
    """Start Caddy with our file and other values in place of its examples; return it and its port."""
    text, port = CADDYFILE.read_text(encoding="utf-8"), free_port()
    for example, ours in (
        ("cme.example.org {", f"http://localhost:{port} {{"),
        ("127.0.0.1:8000", f"127.0.0.1:{app_port}"),
    ):
        assert text.count(example) == 1
        text = text.replace(example, ours)
    (folder / "Caddyfile").write_text(text, encoding="utf-8")
    own = {"HOME": str(folder), "CADDY_ADMIN": f"localhost:{free_port()}", "PATH": os.environ["PATH"]}
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(["caddy", "run", "--config", "Caddyfile"], cwd=folder, env=own, stderr=log), port


@pytest.fixture(scope="module")
def front(installation: Site, tmp_path_factory) -> Iterator[Front]:
    """Run Caddy before a site that sends its files itself."""
    folder, app_port = tmp_path_factory.mktemp("caddy"), free_port()
    process, port = caddy(folder, app_port)
    with ended(process), installation.served(app_port):
        wait_until_listening(port, process, "Caddy")
        yield Front(port)


@pytest.fixture(scope="module")
def film(installation: Site, front: Front) -> tuple[str, str]:
    """Return the address of a film, and the session of the learner that it is for."""
    session = installation.enroll("caddy-viewer")["caddy-viewer"]
    page = front.get(CHAPTER, session).body.decode()
    return page.partition('<source src="')[2].partition("#")[0].partition('"')[0], session


def test_the_file_as_shipped_is_read() -> None:
    adapted = subprocess.run(
        ["caddy", "adapt", "--config", str(CADDYFILE)], capture_output=True, text=True, check=False
    )
    assert (adapted.returncode, "cme.example.org" in adapted.stdout) == (0, True)


def test_pages_and_parts_of_films_come_through(front: Front, film: tuple[str, str], installation: Site) -> None:
    assert front.get("/courses/").status == 200
    address, session = film
    part = front.get(address, session, Range="bytes=1000-1999")
    assert (part.status, part.body) == (206, film_of(installation).read_bytes()[1000:2000])


def lines(port: int, count: int, sent: bytes, stack: ExitStack) -> list[socket.socket]:
    """Open connections that send so much and then nothing, nor read anything."""
    opened = [stack.enter_context(socket.create_connection(("localhost", port))) for _ in range(count)]
    for each in opened:
        each.sendall(sent)
    time.sleep(1)
    return opened


def check_that_others_are_answered(front: Front) -> None:
    for _ in range(5):
        begun = time.monotonic()
        assert front.get("/sign-in/").status == 200
        assert time.monotonic() - begun < SOON


@pytest.mark.parametrize(
    "sent",
    [
        "POST /verify/ HTTP/1.1\r\nHost: localhost:{}\r\nContent-Length: 1000\r\n\r\ncode=",
        "POST /verify/ HTTP/1.1\r\nHo",
    ],
)
def test_forty_that_send_slowly_keep_nobody_waiting(front: Front, sent: str) -> None:
    with ExitStack() as stack:
        lines(front.port, 40, sent.format(front.port).encode(), stack)
        check_that_others_are_answered(front)


def test_forty_films_that_are_not_read_keep_nobody_waiting(front: Front, film: tuple[str, str]) -> None:
    address, session = film
    head = f"GET {address} HTTP/1.1\r\nHost: localhost:{front.port}\r\nCookie: sessionid={session}\r\n\r\n"
    with ExitStack() as stack:
        opened = lines(front.port, 40, head.encode(), stack)
        check_that_others_are_answered(front)
        assert {line.recv(12) for line in opened} == {b"HTTP/1.1 200"}


def test_while_credence_starts_anew_whoever_asks_is_told_so(tmp_path: Path) -> None:
    process, port = caddy(tmp_path, free_port())
    with ended(process):
        wait_until_listening(port, process, "Caddy")
        answer = Front(port).get("/courses/")
    assert (answer.status, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (503, "5", "no-store")
    assert "<h1>We are back in a moment</h1>" in answer.body.decode()
