"""The worker, as a process of its own: every chore is done at its start, a letter goes out, a signal ends it."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from credence.project.chores import CHORES, MONEY_CHORES, REPORT_CHORES
from tests.installations import ROOT, copy_of, environment_of, migrated, run

pytestmark = pytest.mark.own_database
PATIENCE = 60
JOIN = """
from credence.accounts.actions import register
from credence.kit.clock import now
register(username="ada", email="ada@example.org", now=now())
"""


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Give the environment of an installation in which somebody has just registered."""
    with copy_of(migrated(), tmp_path) as database:
        environment = environment_of(tmp_path, database)
        run(environment, "credence", "shell", "--no-imports", "-c", JOIN)
        yield environment


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT], ids=lambda asked: asked.name)
def test_the_worker_does_every_chore_and_stops_when_it_is_asked(
    installation: dict[str, str], tmp_path: Path, asked: signal.Signals
) -> None:
    with (tmp_path / "log").open("w") as log:
        worker = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "credence", "worker"], env=installation, cwd=ROOT, stderr=log
        )
        letter = _first_letter(tmp_path / "outbox")
        worker.send_signal(asked)
        assert worker.wait(PATIENCE) == 0
    assert "To: ada@example.org" in letter
    assert (tmp_path / "log").read_text() == ""


def _first_letter(outbox: Path) -> str:
    """Wait until a letter lies there whole."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        texts = [each.read_text() for each in outbox.glob("*")]
        if any("ada@example.org" in text and text.endswith("\n") for text in texts):
            return texts[0]
        time.sleep(0.1)
    raise AssertionError("no letter came")


def test_chores_have_names_of_their_own() -> None:
    names = [chore.name for chore in (*CHORES, *MONEY_CHORES, *REPORT_CHORES)]
    assert len(set(names)) == len(names)
