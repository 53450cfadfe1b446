"""The guide to a first change, followed word for word in a copy: its test fails first, and passes with the change."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from credence.project.settings import ROOT
from tests.house.documents import code_of

pytestmark = pytest.mark.same
GUIDE = (ROOT / "docs/first-change.md").read_text(encoding="utf-8")
PROFESSIONS, TABLE = "src/credence/accounts/rules/professions.py", "tests/learn/test_accounts_profile.py"
LEFT = shutil.ignore_patterns(".*", "node_modules", "__pycache__", "var")


def lines_to_add() -> list[str]:
    """Return what the guide tells to write: first in the test, then in the code."""
    return [code for language, code in code_of(GUIDE) if language == "text"]


def add_after(file: Path, before: str, line: str) -> None:
    """Write a line below the only one that begins as told."""
    text = file.read_text(encoding="utf-8")
    (found,) = re.findall(rf"^ +{re.escape(before)}.*\n", text, re.MULTILINE)
    file.write_text(text.replace(found, found + line), encoding="utf-8")


def followed(copy: Path) -> "subprocess.CompletedProcess[str]":
    """Run the tests of the professions there, as the guide says, but for what it leaves as it is."""
    (command,) = re.findall(rf"^\$ \.venv/bin/(pytest .*{TABLE})$", GUIDE, re.MULTILINE)
    words = [sys.executable, "-m", *shlex.split(command), "-k", "every_profession or optometrist"]
    environment = {**os.environ, "PYTHONPATH": f"{copy / 'src'}:{copy}", "CREDENCE_DEMO": "true"}
    environment["CREDENCE_VAR"] = str(copy / "var")
    return subprocess.run(words, cwd=copy, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the project, without what is set up in it."""
    return Path(shutil.copytree(ROOT, tmp_path / "credence", ignore=LEFT))


def test_the_test_of_the_guide_fails_without_the_change_and_passes_with_it(copy: Path) -> None:
    in_test, in_code = lines_to_add()
    add_after(copy / TABLE, '"dentist": LICENSE', in_test)
    failed = followed(copy)
    assert (failed.returncode, "optometrist" in failed.stdout) == (1, True), failed.stdout + failed.stderr
    add_after(copy / PROFESSIONS, 'Profession(code="dentist"', in_code)
    passed = followed(copy)
    assert passed.returncode == 0, passed.stdout + passed.stderr


def test_the_search_of_the_guide_finds_both_places() -> None:
    (pattern, *folders) = re.findall(r"^\$ git grep -n '(.*)' -- (\w+) (\w+)$", GUIDE, re.MULTILINE)[0]
    found = {
        file.relative_to(ROOT).as_posix()
        for folder in folders
        for file in (ROOT / folder).rglob("*.py")
        if pattern in file.read_text(encoding="utf-8")
    }
    assert {PROFESSIONS, TABLE} <= found
