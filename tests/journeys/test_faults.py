"""`script/faults` says of each fault what users saw and what was lost, and fails where anything was."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.installations import ROOT, copy_of, environment_of
from tests.journeys.conftest import dressed

pytestmark = pytest.mark.nginx


def made(module: str, var: Path, *names: str) -> tuple[int, dict[str, dict[str, Any]]]:
    """Run `script/faults` on an installation of our own; return its end, and its rows by their names."""
    only = [word for name in names for word in ("--only", name)]
    with copy_of(dressed(), var) as database:
        command = [sys.executable, "-W", "ignore", "-m", module, "--quick", "--json", "--prepared", str(var), database]
        environment = environment_of(var, database, TMPDIR=str(var.parent))
        done = subprocess.run([*command, *only], env=environment, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.stdout, done.stderr
    return done.returncode, {row["name"]: row for row in json.loads(done.stdout)["rows"]}


def test_web_processes_that_are_killed_lose_nothing_and_what_cannot_be_made_here_is_told(tmp_path: Path) -> None:
    end, rows = made("faults", tmp_path / "var", "web-processes-killed", "database-away")
    assert {name: row["verdict"] for name, row in rows.items()} == {
        "web-processes-killed": "held",
        "database-away": "skipped",
    }
    assert (end, rows["web-processes-killed"]["lost"]) == (2, [])
    assert rows["database-away"]["skipped"] == ["a PostgreSQL of its own"]
    assert list(tmp_path.glob("credence-faults-*")) == []


def test_of_two_machines_each_may_end_or_be_killed_and_nobody_notices(tmp_path: Path) -> None:
    end, rows = made("faults", tmp_path / "var", "one-of-two-*")
    assert {name: row["verdict"] for name, row in rows.items()} == {
        "one-of-two-machines-ended": "held",
        "one-of-two-machines-killed": "held",
    }
    assert end == 0


def test_a_loss_and_a_bare_failure_are_found(tmp_path: Path) -> None:
    end, rows = made("tests.journeys.losing", tmp_path / "var", "something-*")
    assert end == 1
    assert {name: row["verdict"] for name, row in rows.items()} == {"something-bare": "LOST", "something-lost": "LOST"}
