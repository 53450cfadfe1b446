"""docs/security.md names a test for each thing that could go wrong, and the tests exist."""

import pytest

from credence.project.settings import ROOT
from tests.house.test_rules_document import CODE, docstrings


def rows() -> list[list[str]]:
    """Return the cells of every line of the table."""
    lines = (ROOT / "docs/security.md").read_text(encoding="utf-8").splitlines()
    table = [line.strip("|").split("|") for line in lines if line.startswith("| ")][1:]
    return [[cell.strip() for cell in cells] for cells in table]


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
