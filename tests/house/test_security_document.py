"""docs/security.md names a test for each thing that could go wrong, and an attack for each that is tried; all exist."""

import re

import attack.subjects
import pytest
from attack.registry import ATTACKS

from credence.project.settings import ROOT
from tests.house.test_rules_document import CODE, docstrings

ATTACK = re.compile(r"`([a-z]+\.[a-z_]+)`")
SUBJECTS = set(attack.subjects.__all__)


def tables() -> list[list[list[str]]]:
    """Return the cells of every line of each table, its head left out."""
    parts = (ROOT / "docs/security.md").read_text(encoding="utf-8").split("\n## ")[1:]
    return [[_cells(line) for line in part.splitlines() if line.startswith("| ")][1:] for part in parts]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def rows() -> list[list[str]]:
    """Return the cells of every line of all tables."""
    return [cells for table in tables() for cells in table]


PROOFS = [place for cells in rows() for place in CODE.findall(cells[-1])]


def test_every_row_has_three_cells_and_a_test() -> None:
    assert [cells for cells in rows() if len(cells) != 3 or not CODE.findall(cells[-1])] == []


def test_no_row_stands_twice() -> None:
    named = [cells[0] for cells in rows()]
    assert sorted(set(named)) == sorted(named)


@pytest.mark.parametrize("place", PROOFS)
def test_what_holds_it_exists(place: str) -> None:
    file, _, name = place.partition("::")
    assert name in docstrings(ROOT / "tests" / file)


def test_every_attack_stands_at_its_kind_once() -> None:
    named = [name for cells in tables()[-1] for name in ATTACK.findall(cells[1])]
    assert sorted(named) == sorted(each.name for each in ATTACKS)


def test_every_kind_is_tried() -> None:
    assert [cells[0] for cells in tables()[-1] if not ATTACK.findall(cells[1])] == []


def test_every_attack_says_in_a_sentence_what_it_tries() -> None:
    assert [each.name for each in ATTACKS if len(each.tries.split()) < 4] == []
    assert {each.name.partition(".")[0] for each in ATTACKS} == SUBJECTS
