"""The `credence` command itself: what it says before there is a site."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.installations import ROOT

HOSTS = "CREDENCE_ALLOWED_HOSTS must name the hosts this site answers to."
KEY = "CREDENCE_SECRET_KEY must hold at least 50 characters. Set it, or set CREDENCE_DEMO=true on a laptop."


def credence(folder: Path, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run the command in a folder without settings but these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CREDENCE_")}
    paths = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    environment = {**kept, "PYTHONPATH": paths, "DJANGO_SETTINGS_MODULE": "credence.project.settings", **settings}
    command = [sys.executable, "-m", "credence", *words]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("words", [("--version",), ("version",), ("serve", "--version")], ids=" ".join)
def test_the_version_is_ours_and_needs_no_settings(tmp_path: Path, words: tuple[str, ...]) -> None:
    said = credence(tmp_path, *words)
    assert (said.returncode, said.stdout, said.stderr) == (0, f"Credence {version('credence')}\n", "")


@pytest.mark.parametrize("words", [("serve", "--help"), ("help", "serve"), ("import-course", "-h")], ids=" ".join)
def test_help_needs_no_settings_and_makes_nothing(tmp_path: Path, words: tuple[str, ...]) -> None:
    said = credence(tmp_path, *words, CREDENCE_WORKERS="many")
    assert (said.returncode, said.stdout[:16], said.stderr) == (0, "usage: credence ", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("settings", "lines"),
    [
        ({}, [KEY, HOSTS]),
        ({"CREDENCE_SECRET_KEY": "k" * 50}, [HOSTS]),
        (
            {"CREDENCE_TIME_ZONE": "Mars", "CREDENCE_PAYTRACE_API": "https://api.paytrace.com"},
            [
                KEY,
                HOSTS,
                "CREDENCE_TIME_ZONE is 'Mars', which is not an IANA time zone.",
                "CREDENCE_PAYTRACE_API also needs CREDENCE_PAYTRACE_FRAME, _SCRIPT and _MERCHANT.",
            ],
        ),
        (
            {"CREDENCE_WORKERS": "many", "CREDENCE_RETENTION_YEARS": "5"},
            [
                "CREDENCE_RETENTION_YEARS: Input should be greater than or equal to 6",
                "CREDENCE_WORKERS: Input should be a valid integer, unable to parse string as an integer",
            ],
        ),
    ],
    ids=["none", "one of two", "missing and wrong", "of another kind"],
)
def test_all_settings_at_fault_are_named_at_once(tmp_path: Path, settings: dict[str, str], lines: list[str]) -> None:
    said = credence(tmp_path, "check", **settings)
    assert (said.returncode, said.stdout, said.stderr.splitlines()) == (1, "", lines)


@pytest.mark.parametrize("command", ["check", "serve", "worker"])
def test_a_folder_that_cannot_be_used_is_named_with_what_to_do(tmp_path: Path, command: str) -> None:
    (tmp_path / "file").touch()
    said = credence(tmp_path, command, CREDENCE_DEMO="true", CREDENCE_VAR="file/var")
    sentence = (
        f"{tmp_path.resolve()}/file/var cannot be used: Not a directory. Let this user read and write it, or name "
        "another folder by CREDENCE_VAR.\n"
    )
    assert (said.returncode, said.stdout, said.stderr) == (1, "", sentence)


def test_settings_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"CREDENCE_SITE_NAME=Caf\xe9\n")
    said = credence(tmp_path, "check", CREDENCE_DEMO="true")
    sentence = f"{tmp_path.resolve()}/.env cannot be used: it is not in UTF-8. Save it in UTF-8.\n"
    assert (said.returncode, said.stdout, said.stderr) == (1, "", sentence)
