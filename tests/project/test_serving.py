"""`credence serve`, as real processes: whom it lets in, who follows whom, and how all of it ends."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from credence.project.supervision import GRACE
from tests.installations import ROOT, copy_of, environment_of, migrated
from tests.journeys.conftest import free_port
from tests.project.running import LONGEST_END, Running, alive, answers, ask_for, served, wait_until
from tests.visitor import Visitor

pytestmark = pytest.mark.own_database
SIMULATOR = (sys.executable, "-m", "simulators.paytrace", "--api-port", "0", "--frame-port", "0", "--run")
"""What `script/run` starts the site by."""

ASKED = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Give the environment of an installation of its own."""
    var = tmp_path / "var"
    with copy_of(migrated(), var) as database:
        yield environment_of(var, database, PYTHONPATH=f"{ROOT / 'src'}{os.pathsep}{ROOT}")


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.name)
def test_everything_ends_within_five_seconds_whoever_is_still_connected(
    environment: dict[str, str], tmp_path: Path, asked: signal.Signals
) -> None:
    port = free_port()
    with served(environment, tmp_path / "log", port, "--with-worker", by=SIMULATOR) as site:
        idle, unread = ask_for(port, "/healthz"), ask_for(port, "/static/built/site.css")
        wait_until(lambda: len(site.family) == 4)
        assert site.end(asked) < LONGEST_END
        assert site.process.returncode == 0
        idle.close()
        unread.close()
    assert site.said.splitlines()[0] == f"Credence is at http://127.0.0.1:{port}/"


def test_what_has_begun_is_finished_and_nobody_new_is_let_in(environment: dict[str, str], tmp_path: Path) -> None:
    port = free_port()
    head = f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
    with served(environment, tmp_path / "log", port) as site, socket.create_connection(("127.0.0.1", port)) as begun:
        begun.sendall(f"{head}Content-Length: 9\r\n\r\ncode".encode())
        time.sleep(0.5)
        site.ask(signal.SIGTERM)
        wait_until(lambda: _is_refused(port), 2)
        time.sleep(2 * GRACE)
        assert site.process.poll() is None
        begun.sendall(b"=abcd")
        assert begun.recv(12) == b"HTTP/1.1 200"
        assert site.process.wait(LONGEST_END) == 0


def _is_refused(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except ConnectionRefusedError:
        return True
    return False


def test_processes_do_not_outlive_the_one_that_started_them(environment: dict[str, str], tmp_path: Path) -> None:
    with served(environment, tmp_path / "log", free_port(), "--with-worker") as site:
        wait_until(lambda: len(site.children) == 3)
        family = site.family
        site.process.kill()
        site.process.wait()
        wait_until(lambda: not family & alive(), 3 * LONGEST_END)


@pytest.mark.parametrize("place", [0, 2], ids=["web server", "worker"])
def test_a_process_that_is_killed_is_followed_by_another(
    environment: dict[str, str], tmp_path: Path, place: int
) -> None:
    with served(environment, tmp_path / "log", free_port(), "--with-worker") as site:
        wait_until(lambda: len(site.children) == 3)
        before = site.children
        os.kill(before[place], signal.SIGKILL)
        wait_until(lambda: len(set(site.children) - set(before)) == 1)
        assert set(before) - set(site.children) == {before[place]}


def test_while_a_web_server_is_killed_again_and_again_the_others_answer(
    environment: dict[str, str], tmp_path: Path
) -> None:
    port = free_port()
    with served(environment, tmp_path / "log", port) as site:
        statuses: list[int | None] = []
        is_over = threading.Event()
        visitors = [threading.Thread(target=_visit, args=(port, statuses, is_over)) for _ in range(3)]
        for each in visitors:
            each.start()
        _kill_the_youngest(site, times=3)
        is_over.set()
        for each in visitors:
            each.join()
    failed = statuses.count(None)
    assert set(statuses) <= {200, None}
    assert failed <= 3 * len(visitors)  # a visitor has one request under way, and each death may take it along
    assert statuses.count(200) > 10 * failed


def _kill_the_youngest(site: Running, times: int) -> None:
    for _ in range(times):
        wait_until(lambda: len(site.children) == 2)
        time.sleep(0.5)
        os.kill(site.children[-1], signal.SIGKILL)
        time.sleep(0.2)


def _visit(port: int, statuses: list[int | None], is_over: threading.Event) -> None:
    while not is_over.is_set():
        try:
            statuses.append(Visitor(f"http://127.0.0.1:{port}", seconds=20).get("/healthz").status)
        except Exception:  # noqa: BLE001 - the connection died with the process
            statuses.append(None)


def _serve(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", "-m", "credence", "serve", *words]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


def test_a_port_in_use_is_refused_before_anything_is_announced(environment: dict[str, str], tmp_path: Path) -> None:
    port = free_port()
    with served(environment, tmp_path / "log", port) as site:
        second = _serve(environment, "--port", str(port), "--with-worker")
        assert answers(port)
        assert len(site.children) == 2
    said = (
        f"CommandError: Port {port} of 127.0.0.1 is in use, perhaps by a Credence that still runs: stop that one, "
        f"or choose another port, as in `script/run {port + 1}` or `credence serve --port {port + 1}`.\n"
    )
    assert (second.returncode, second.stdout, second.stderr) == (1, "", said)


def test_a_port_that_another_program_shares_is_refused_as_well(environment: dict[str, str]) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert _serve(environment, "--port", str(other.getsockname()[1])).returncode == 1


@pytest.mark.parametrize("written", ["65536", "-1", "http", "8000.5"])
def test_what_is_no_port_is_said(environment: dict[str, str], written: str) -> None:
    refused = _serve(environment, f"--port={written}")
    said = f"argument --port: {written} is no port: choose a number from 1024 to 65535."
    assert (refused.returncode, refused.stderr.splitlines()[-1].partition("error: ")[2]) == (2, said)
