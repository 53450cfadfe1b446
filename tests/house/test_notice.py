"""NOTICE names everything of others' that is served or goes into documents, with its licence and whose it is."""

import re
from importlib.metadata import metadata
from typing import Any

import pytest

from credence.project.settings import ROOT
from tests.house.test_sbom import SAID_IN_THEIR_FILES, components

pytestmark = pytest.mark.same
NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")
LICENCES = r"Apache-2\.0|MIT AND OFL-1\.1|MIT|OFL-1\.1|0BSD"
ENTRY = re.compile(rf"^  (@?[a-z0-9][\w./-]+)\s+({LICENCES})  +(\S.*)$", re.MULTILINE)
FACES = ("fontpkg-amiri", "fontpkg-eb-garamond")


def named() -> dict[str, str]:
    """Return the licence of each package that NOTICE names."""
    return {name: licence for name, licence, _ in ENTRY.findall(NOTICE)}


def licence_of(component: dict[str, Any]) -> str:
    """Return the licence by which the list of components knows a package."""
    if component["name"] in SAID_IN_THEIR_FILES:
        return "MIT"
    (said,) = component["licenses"]
    return str(said.get("expression") or said["license"]["id"])


def listed() -> dict[str, str]:
    """Return the licence of each package from npm that is more than a tool, and of each face from PyPI."""
    found = {
        f"{each['group']}/{each['name']}" if each.get("group") else each["name"]: licence_of(each)
        for folder in ("frontend", "fonts")
        for each in components(folder)
        if each.get("scope") == "required"
    }
    return {**found, **{name: str(metadata(name)["License-Expression"]) for name in FACES}}


def test_it_names_each_package_once_with_its_licence_and_no_other() -> None:
    assert named() == listed()
    assert len(ENTRY.findall(NOTICE)) == len(named())


def test_it_says_whose_each_one_is() -> None:
    assert [name for name, _, whose in ENTRY.findall(NOTICE) if not re.match(r"Copyright \S|Big Sky", whose)] == []


def test_it_holds_the_words_of_each_licence_or_says_where_they_are() -> None:
    told = set(re.findall(r"^  (Apache-2\.0|MIT|OFL-1\.1|0BSD) {3,}\S", NOTICE.partition("The licences")[2], re.M))
    assert told == {part for licence in named().values() for part in licence.split(" AND ")}
