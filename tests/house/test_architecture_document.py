"""docs/architecture.md draws the house as `.importlinter` builds it."""

import re
from configparser import ConfigParser
from pathlib import Path

import pytest

from credence.project.settings import ROOT

DOCUMENT = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
LINKED = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def layers(contract: str) -> list[list[str]]:
    """Return the layers of a contract from the top; those in parentheses need not be there."""
    parser = ConfigParser()
    parser.read(ROOT / ".importlinter")
    lines = parser[f"importlinter:contract:{contract}"]["layers"].split("\n")
    return [[name.strip("() ") for name in line.split("|")] for line in lines if line.strip()]


def apps() -> set[str]:
    """Return every app that is there."""
    return {path.parent.name for path in (ROOT / "src/credence").glob("*/__init__.py")}


def drawn() -> list[str]:
    """Return the apps of the diagram from the top, each with its own box and words."""
    diagram = DOCUMENT.split("```mermaid")[1].split("```")[0]
    return [name.replace("main", "__main__") for name in re.findall(r"(\w+)\[\"\w+ · ", diagram)]


def test_every_app_is_drawn_in_the_order_of_the_contract() -> None:
    built = [name for line in layers("storeys") for name in line if name in apps() | {"__main__"}]
    assert drawn() == built


def test_apps_that_are_not_built_are_named_as_such() -> None:
    missing = {name for line in layers("storeys") for name in line} - apps() - {"__main__"}
    sentence = next(line for line in DOCUMENT.splitlines() if line.endswith("not built yet."))
    assert set(re.findall(r"`(\w+)`", sentence)) == missing


def test_rooms_stand_in_the_order_of_the_contract() -> None:
    table = DOCUMENT.split("| Room |")[1].split("\n\n")[0]
    rooms = [re.findall(r"`(\w+)`", line.split("|")[1]) for line in table.splitlines()[2:]]
    assert rooms == layers("rooms")


@pytest.mark.parametrize(
    "document", [*sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*.md"))], ids=lambda path: path.name
)
def test_no_document_leads_nowhere(document: Path) -> None:
    found = LINKED.findall(document.read_text(encoding="utf-8"))
    assert [link for link in found if not (document.parent / link).exists()] == []
