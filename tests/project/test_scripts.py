"""`script/setup` and `script/run`, as real processes in a copy of the project: stopped at any moment, started again.

Nothing is fetched: pip and npm are told that their registries are at a port of loopback where nobody answers, or where
somebody listens and says nothing.
"""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installations import ROOT
from tests.journeys.conftest import free_port
from tests.project.running import LONGEST_END, running, wait_until

PARTS = ("script", "src", "pyproject.toml", "constraints.txt", "README.md", "LICENSE", "frontend", "fonts")
NETWORK = "PyPI could not be reached. Look after the network, or after HTTPS_PROXY where it goes through a proxy,"
UNREACHED = f"pip failed: {NETWORK} and start again; what is whole already is kept."
MOMENTS = int(os.environ.get("CREDENCE_TEST_MOMENTS", "2"))
"""How many moments are tried at which somebody stops a set-up; a sweep asks for more."""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of what a set-up needs, in which nothing is set up."""
    place = tmp_path / "copy"
    place.mkdir()
    leave = shutil.ignore_patterns("node_modules", "built*", "__pycache__", "locale")
    for each in PARTS:
        if (ROOT / each).is_dir():
            shutil.copytree(ROOT / each, place / each, ignore=leave)
        else:
            shutil.copy2(ROOT / each, place / each)
    return place


@pytest.fixture
def silence() -> Iterator[int]:
    """Return a port at which somebody listens and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def surroundings(registry: int, **more: str) -> dict[str, str]:
    """Return an environment of nobody's settings, in which all registries are at one port of loopback."""
    ours = ("CREDENCE_", "PIP_", "npm_", "PYTHON", "VIRTUAL_ENV", "COVERAGE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    address = f"http://127.0.0.1:{registry}/"
    pip = {"PIP_INDEX_URL": address, "PIP_NO_CACHE_DIR": "1", "PIP_CONFIG_FILE": os.devnull}
    npm = {"npm_config_registry": address, "npm_config_fetch_retries": "0", "npm_config_prefer_online": "true"}
    return {**kept, **pip, **npm, "PYTHON": sys.executable, **more}


def do(copy: Path, command: str, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run a script of the copy to its end."""
    words = [str(copy / part) if number == 0 else part for number, part in enumerate(command.split())]
    return subprocess.run(words, env=environment, cwd=copy, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda asked: asked.name)
def test_a_set_up_that_is_stopped_ends_soon_and_mends_itself_at_the_next_start(
    copy: Path, silence: int, tmp_path: Path, asked: signal.Signals
) -> None:
    moments = random.Random(asked.name)  # noqa: S311 - no secret
    for number in range(MOMENTS):
        log = tmp_path / f"log-{number}"
        with running([str(copy / "script/run"), str(free_port())], surroundings(silence), log, cwd=copy) as run:
            wait_until(lambda: "Creating" in run.said or "Installing" in run.said)
            time.sleep(moments.uniform(0, 6))
            assert run.end(asked) < LONGEST_END
            assert run.process.returncode == 128 + asked
            assert "failed" not in run.said
    again = do(copy, "script/setup", surroundings(free_port()))
    assert (again.returncode, UNREACHED in again.stderr.splitlines()) == (1, True)


def test_an_environment_without_pip_is_made_anew(copy: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(copy / ".venv")], check=True)
    said = do(copy, "script/setup", surroundings(free_port()))
    assert (said.returncode, said.stdout.splitlines()[0]) == (1, "Creating the virtual environment .venv")
    assert UNREACHED in said.stderr.splitlines()
    assert "No module named pip" not in said.stderr


def test_a_port_in_use_is_refused_before_anything_is_done(copy: Path, silence: int) -> None:
    refused = do(copy, f"script/run {silence}", surroundings(free_port()))
    said = (
        f"Port {silence} is in use, perhaps by a Credence that still runs: stop that one, or choose another, "
        f"as in: script/run {silence + 1}\n"
    )
    assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", said)
    assert not (copy / ".venv").exists()


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_what_is_no_port_is_said(copy: Path, port: str) -> None:
    refused = do(copy, f"script/run {port}", surroundings(free_port()))
    said = f"{port} is no port. Choose a number from 1024 to 65535, as in: script/run 8001\n"
    assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", said)


OLD = """#!/bin/sh
case "$*" in
  *version_info*) exit 1 ;;
  -V) echo "Python 3.9.2" ;;
esac
"""
NO_VENV = """#!/bin/sh
case "$*" in
  *ensurepip*) exit 1 ;;
  *) exec {python} "$@" ;;
esac
"""


NO_VENV_SAID = (
    "{0} cannot make virtual environments. Install what it lacks (on Debian and Ubuntu: apt-get install python3-venv), "
    "then start again."
)


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        (OLD, "Credence needs Python 3.11 or newer; {0} is Python 3.9.2. Set PYTHON to a newer one."),
        (
            NO_VENV,
            NO_VENV_SAID,
        ),
        (None, "Credence needs Python 3.11 or newer, and there is no {0}. Install it, or set PYTHON to where it is."),
    ],
    ids=["too old", "without venv", "not there"],
)
def test_a_python_that_will_not_do_is_named(copy: Path, tmp_path: Path, program: str | None, sentence: str) -> None:
    python = tmp_path / "python"
    if program:
        python.write_text(program.replace("{python}", sys.executable))
        python.chmod(0o755)
    refused = do(copy, "script/setup", surroundings(free_port(), PYTHON=str(python)))
    assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", sentence.format(python) + "\n")


RIGHTS = "it may not write to {0}. Let this user write there, or use a copy of the folder that is yours,"
SAID = {
    "OSError: [Errno 28] No space left on device": "the disk is full. Make room",
    "npm error code ENOTFOUND": NETWORK,
    "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied": RIGHTS,
    "ERROR: No matching distribution found for Django": "what it said is above. Mend that",
}


@pytest.mark.parametrize("words", SAID)
def test_why_a_tool_failed_is_said_in_a_sentence(copy: Path, words: str) -> None:
    program = f". script/together.sh; log=log; attempt pip PyPI sh -c \"echo '{words}'; exit 1\""
    failed = subprocess.run(["bash", "-c", program], cwd=copy, capture_output=True, text=True, check=False)
    why = SAID[words].format(copy)
    sentence = f"pip failed: {why} and start again; what is whole already is kept."
    assert (failed.returncode, failed.stderr.splitlines()[-1]) == (1, sentence)
