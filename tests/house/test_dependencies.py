"""Every dependency says what it is for, and stands at the release with which everything was tested."""

import re
import tomllib
from importlib.metadata import version

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from credence.project.settings import ROOT

TEXT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PROJECT = tomllib.loads(TEXT)
DIRECT = [Requirement(line) for line in PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]]
LINES = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
PINS = {canonicalize_name(name): pin for name, pin in (line.split("==") for line in LINES if "==" in line)}


@pytest.mark.parametrize("wanted", DIRECT, ids=lambda wanted: wanted.name)
def test_a_dependency_is_pinned_within_what_it_asks_for_and_installed_so(wanted: Requirement) -> None:
    pin = PINS[canonicalize_name(wanted.name)]
    assert wanted.specifier.contains(pin)
    assert Version(version(wanted.name)) == Version(pin)


@pytest.mark.parametrize("wanted", DIRECT, ids=lambda wanted: wanted.name)
def test_a_dependency_says_what_it_is_for(wanted: Requirement) -> None:
    assert re.search(rf'^    "{re.escape(wanted.name)}[\[>].*", *# \w', TEXT, re.MULTILINE)


def test_nothing_is_pinned_to_a_place() -> None:
    assert [line for line in LINES if not re.fullmatch(r"# .*|[\w.\-]+==[\w.+\-]+", line)] == []
