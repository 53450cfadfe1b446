"""The list of components (`sbom/`, CycloneDX) names each pinned release once, with its licence."""

import json
import re
from collections import Counter
from typing import Any

import pytest
from packaging.utils import canonicalize_name
from packaging.version import Version

from credence.project.settings import ROOT

pytestmark = pytest.mark.same
SAID_IN_THEIR_FILES = {"axe-playwright-python", "dom-walk", "pypdfium2"}
"""Packages whose metadata name no licence by its identifier: files of theirs say MIT of the first two, BSD-3-Clause and
Apache-2.0 of the third."""


def components(name: str) -> list[dict[str, Any]]:
    """Return what a list names."""
    listed: list[dict[str, Any]] = json.loads((ROOT / f"sbom/{name}.cdx.json").read_text())["components"]
    return listed


def pinned() -> Counter[str]:
    """Return the releases of constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return Counter(_plain(line) for line in lines if not line.startswith("#"))


def _plain(release: str) -> str:
    """Return a release by the one spelling of its name and its number (PEP 503, PEP 440)."""
    name, _, version = release.partition("==")
    return f"{canonicalize_name(name)}=={Version(version)}"


def locked(folder: str) -> Counter[str]:
    """Return the releases of a lock file of npm."""
    packages = json.loads((ROOT / folder / "package-lock.json").read_text())["packages"]
    names = {f"{path.rpartition('node_modules/')[2]}=={each['version']}" for path, each in packages.items() if path}
    return Counter(names)


def test_each_pinned_python_release_is_listed_once():
    listed = Counter(_plain(f"{each['name']}=={each['version']}") for each in components("python"))
    tools = {each for each in listed if each.partition("==")[0] in {"pip", "setuptools", "credence"}}
    assert Counter({each: count for each, count in listed.items() if each not in tools}) == pinned()


@pytest.mark.parametrize("folder", ["frontend", "fonts"])
def test_each_locked_npm_release_is_listed(folder: str) -> None:
    listed = {f"{_scoped(each)}=={each['version']}" for each in components(folder)}
    assert listed == set(locked(folder))


def _scoped(component: dict[str, Any]) -> str:
    group = component.get("group", "")
    return f"{group}/{component['name']}" if group else component["name"]


@pytest.mark.parametrize("name", ["python", "frontend", "fonts"])
def test_each_component_has_a_licence(name: str) -> None:
    assert {each["name"] for each in components(name) if not each.get("licenses")} <= SAID_IN_THEIR_FILES


@pytest.mark.parametrize("name", ["python", "frontend", "fonts"])
def test_no_list_says_where_it_was_made(name: str) -> None:
    assert re.findall(r"file:/|/home/|/root/|/work/|/tmp/", (ROOT / f"sbom/{name}.cdx.json").read_text()) == []
