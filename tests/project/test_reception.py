"""Requests that come slowly, never end, or are never read: the real server goes on answering everybody else."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from credence.project.arrivals import LARGEST, PATIENCE
from tests.installations import ROOT, copy_of, dressed, environment_of
from tests.journeys.conftest import free_port
from tests.project.running import served
from tests.visitor import Answer, Visitor

pytestmark = pytest.mark.own_database
SOON = 5.0
"""Seconds within which whoever asks properly is answered, on a machine that is busy."""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Serve an installation, by one process, and give its port."""
    folder, port = tmp_path_factory.mktemp("reception"), free_port()
    with copy_of(dressed(), folder / "var") as database:
        paths = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
        environment = environment_of(folder / "var", database, PYTHONPATH=paths, CREDENCE_WORKERS="1")
        with served(environment, folder / "log", port):
            yield port


def head(method: str, path: str, *headers: str) -> bytes:
    """Return the head of a request."""
    return "\r\n".join((f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers, "", "")).encode()


@contextmanager
def lines(port: int, count: int, sent: bytes) -> Iterator[list[socket.socket]]:
    """Open connections that send so much and then nothing."""
    with ExitStack() as stack:
        opened = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(count)]
        for each in opened:
            each.sendall(sent)
        time.sleep(1)
        yield opened


def ask(port: int, path: str = "/faq/") -> Answer:
    """Ask as everybody does, and see that the answer comes soon."""
    begun = time.monotonic()
    answer = Visitor(f"http://127.0.0.1:{port}", seconds=30).get(path)
    assert time.monotonic() - begun < SOON
    return answer


def answer_to(port: int, sent: bytes, *more: bytes) -> bytes:
    """Send a request in pieces, and return all that comes back until the connection ends."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        for piece in (sent, *more):
            line.sendall(piece)
            time.sleep(0.1)
        return b"".join(iter(lambda: line.recv(65536), b""))


@pytest.mark.parametrize(
    "sent",
    [
        head("POST", "/verify/", "Content-Length: 1000") + b"code=",
        head("POST", "/verify/", "Transfer-Encoding: chunked") + b"5\r\ncode=\r\n",
        head("GET", "/faq/", "Content-Length: 1000") + b"x",
        b"POST /verify/ HTTP/1.1\r\nHost: 127",
        b"",
    ],
    ids=["body", "body in chunks", "body of a question", "head", "nothing"],
)
def test_forty_connections_that_send_slowly_keep_nobody_waiting(port: int, sent: bytes) -> None:
    with lines(port, 40, sent):
        for _ in range(5):
            assert ask(port).status == 200
        answer = Visitor(f"http://127.0.0.1:{port}", seconds=30).post("/verify/", data={"code": "AAAAA"})
        assert answer.status in (200, 422)


def test_five_hundred_idle_connections_keep_nobody_waiting(port: int) -> None:
    with lines(port, 500, head("HEAD", "/robots.txt").replace(b"close", b"keep-alive")) as opened:
        assert {line.recv(65536)[:12] for line in opened} == {b"HTTP/1.1 200"}
        for _ in range(5):
            assert ask(port).status == 200


def test_a_body_that_does_not_come_is_given_up_in_words(port: int) -> None:
    sent = head("POST", "/verify/", "Content-Length: 1000") + b"code="
    with lines(port, 1, sent) as (line,):
        line.settimeout(PATIENCE + 15)
        answer = line.recv(65536)
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"connection: close" in answer
        assert b"Please send it again." in answer + line.recv(65536)


def test_a_body_that_keeps_coming_may_take_its_time(port: int) -> None:
    body = b"code=" + b"A" * 20
    pieces = [body[index : index + 5] for index in range(0, len(body), 5)]
    answer = answer_to(port, head("POST", "/verify/", FORM, f"Content-Length: {len(body)}"), *pieces)
    assert answer.startswith(b"HTTP/1.1 200 ")


FORM = "Content-Type: application/x-www-form-urlencoded"


def test_a_body_in_chunks_is_read_as_one(port: int) -> None:
    chunks = (b"5\r\ncode=\r\n", b"5\r\nAAAAA\r\n", b"0\r\n\r\n")
    in_chunks = answer_to(port, head("POST", "/verify/", FORM, "Transfer-Encoding: chunked"), *chunks)
    whole = answer_to(port, head("POST", "/verify/", FORM, "Content-Length: 10"), b"code=AAAAA")
    assert in_chunks.splitlines()[0] == whole.splitlines()[0] == b"HTTP/1.1 200 OK"
    assert b"AAAAA" in in_chunks


@pytest.mark.parametrize("said", [f"Content-Length: {LARGEST + 1}", "Transfer-Encoding: chunked"])
def test_what_is_larger_than_anything_we_take_is_refused_in_words(port: int, said: str) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(head("POST", "/verify/", said))
        if "chunked" in said:
            _send_until_refused(line)
        answer = line.recv(65536)
    assert answer.startswith(b"HTTP/1.1 413 ")


def _send_until_refused(line: socket.socket) -> None:
    piece = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    try:
        for _ in range(LARGEST // 0x100000 + 1):
            line.sendall(piece)
    except OSError:
        return


def test_a_body_that_is_cut_off_reaches_no_page(port: int) -> None:
    with lines(port, 3, head("POST", "/verify/", FORM, "Content-Length: 1000") + b"code=AAAAA"):
        pass
    assert ask(port).status == 200


def test_a_header_with_an_underscore_passes_for_no_other(port: int) -> None:
    plain, feigned = (
        answer_to(port, head("GET", "/my-courses/", said)) for said in ("X-Other: https", "X_Forwarded_Proto: https")
    )
    assert plain.splitlines()[0] == feigned.splitlines()[0]


@pytest.mark.parametrize(
    ("path", "status"), [("/courses/%E4%B8%AD/", 404), ("/courses/%ff/", 404), ("//", 404), ("/?q=%ff", 200)]
)
def test_odd_addresses_are_answered(port: int, path: str, status: int) -> None:
    assert ask(port, path).status == status
