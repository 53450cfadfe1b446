"""Every worked case comes out as it says, and a table that is not well written is told so by line and column."""

import csv
from io import StringIO
from pathlib import Path

import pytest

from tests.credit.casework.reading import COLUMNS, Case, Fault, read
from tests.credit.casework.running import outcome_of

TABLES = sorted((Path(__file__).parent / "cases").glob("*.csv"))
CASES = [(table, row) for table in TABLES for row in read(table.read_text(encoding="utf-8").splitlines(keepends=True))]
GOOD = {
    "id": "one",
    "professions": "physician+technologist@2026-06-02",
    "credit": "ama-pra-1",
    "amount": "1.50",
    "right": "12",
    "total": "15",
    "course_mark": "70",
    "attempt": "1",
    "attempt_limit": "3",
    "studied": "y",
    "front_matter": "y",
    "evaluated": "2026-06-02 23:59:59",
    "evaluation_required": "y",
    "completed_at": "2026-06-02 15:00:00",
    "claimed_at": "2026-06-03T09:00",
    "certified_on": "2026-01-10",
    "valid_from": "2026-01-15",
    "valid_to": "2028-12-31",
    "zone": "America/New_York",
    "prior": "",
    "identifiers": "npi+state-licence:CA+birthday:02-29",
    "claim": "0.75",
    "attested": "y",
    "expect": "award 0.75",
    "why": "R38: because",
}


@pytest.mark.django_db
@pytest.mark.parametrize(("table", "row"), CASES, ids=[f"{table.stem}: {row.id}" for table, row in CASES])
def test_a_worked_case_comes_out_as_it_says(table: Path, row: Case) -> None:
    outcome = outcome_of(row)
    assert outcome.is_as(row.expect), str(outcome)


def test_there_are_enough_cases_and_each_says_why() -> None:
    assert len(CASES) >= 150
    assert [row.id for _, row in CASES if not row.why] == []


def written(**cells: str) -> list[str]:
    """Return a table of one row, which is good but for `cells`."""
    sheet = StringIO()
    writer = csv.DictWriter(sheet, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerow({**GOOD, **cells})
    return sheet.getvalue().splitlines(keepends=True)


def test_a_good_row_is_a_case() -> None:
    (row,) = read(written())
    assert isinstance(row, Case)
    assert (row.held[1][0], str(row.held[1][1])) == ("radiologic-technologist", "2026-06-02")
    assert (row.birthday, row.identifiers[1]) == ((2, 29), ("state-licence", "CA", "12345"))


BAD = {
    "id": "",
    "professions": "wizard",
    "credit": "ama",
    "amount": "0",
    "right": "x",
    "total": "-1",
    "course_mark": "101",
    "attempt": "0",
    "attempt_limit": "0",
    "studied": "perhaps",
    "front_matter": "",
    "evaluated": "soon",
    "evaluation_required": "1",
    "completed_at": "yesterday",
    "claimed_at": "2026-06-03T09:00+02:00",
    "certified_on": "2026-02-30",
    "valid_from": "",
    "valid_to": "31.12.2028",
    "zone": "New York",
    "prior": "once",
    "identifiers": "birthday:02-30",
    "claim": "NaN",
    "attested": "Y!",
    "expect": "credit",
}


@pytest.mark.parametrize("column", BAD)
def test_a_cell_that_is_not_well_written_is_told_by_line_and_column(column: str) -> None:
    (fault,) = read(written(**{column: BAD[column]}))
    assert isinstance(fault, Fault)
    assert (fault.line, fault.column) == (2, column)
    assert str(fault).startswith(f"line 2, column {column}: ")
    assert fault.sentence.endswith(".")


@pytest.mark.parametrize(
    ("cells", "column"),
    [({"right": "16"}, "right"), ({"valid_to": "2026-01-14"}, "valid_to"), ({"valid_from": "2000-01-01"}, "credit")],
)
def test_cells_that_do_not_fit_together_are_told(cells: dict[str, str], column: str) -> None:
    (fault,) = read(written(**cells))
    assert isinstance(fault, Fault)
    assert fault.column == column


def test_a_row_of_another_length_and_a_table_of_other_columns_are_told() -> None:
    (short,) = read([written()[0], "one,two\n"])
    (other,) = read(["id,expect\n", "one,award whole\n"])
    assert str(short) == "line 2: There are 2 cells instead of 25."
    assert str(other).startswith("line 1: The columns must be id, professions, credit,")
    assert list(read([])) == [other]
