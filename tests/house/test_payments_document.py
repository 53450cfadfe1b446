"""docs/payments.md names a test for every failure of a payment, and the tests exist."""

import re
from collections.abc import Iterator

import pytest

from credence.project.settings import ROOT
from tests.house.test_rules_document import CODE, docstrings

ROW = re.compile(r"^\| (A?\d+) \|.*\| ([^|]+) \|$", re.MULTILINE)
OPEN = {"A12"}
"""What cannot be shown without somebody else's credentials."""


def rows() -> list[tuple[str, str]]:
    """Return number and proof of every line of the tables."""
    return ROW.findall((ROOT / "docs/payments.md").read_text(encoding="utf-8"))


PROOFS = [(number, place) for number, proof in rows() for place in CODE.findall(proof)]


def numbered() -> Iterator[str]:
    """Return the numbers that stand in names of tests."""
    for file in (ROOT / "tests/commerce/failures").glob("test_*.py"):
        yield from re.findall(r"^def test_(\d\d)_", file.read_text(encoding="utf-8"), re.MULTILINE)


def test_every_failure_stands_once_in_its_order() -> None:
    failures = [str(number) for number in range(1, 43)]
    assert [number for number, _ in rows()] == [*failures, *(f"A{number}" for number in range(1, 13))]


def test_every_failure_has_a_test_or_says_what_it_waits_for() -> None:
    assert {number for number, proof in rows() if not CODE.findall(proof)} == OPEN
    assert all(proof.startswith("open: ") for number, proof in rows() if number in OPEN)


@pytest.mark.parametrize(("number", "place"), PROOFS, ids=[" ".join(each) for each in PROOFS])
def test_what_shows_a_failure_exists(number: str, place: str) -> None:
    file, _, name = place.partition("::")
    assert name in docstrings(ROOT / "tests" / file)


def test_every_test_that_bears_a_number_is_named() -> None:
    named = {int(name[1]) for _, place in PROOFS if (name := re.search(r"failures/.*::test_(\d\d)_", place))}
    assert {int(number) for number in numbered()} == named
