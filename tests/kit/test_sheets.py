"""Whatever stands in a cell, the file is made and opens, and gives the text back."""

import csv
from io import StringIO
from typing import IO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from credence.kit.sheets import csv_lines, harmless, workbook, workbook_of
from credence.kit.text import normal_lines

ANY = st.text(st.characters(codec=None)) | st.text(st.sampled_from("_x0041=+-@'\t\r\n, \ufffe\x00\ud800\U0001f600"))


def opened(file: IO[bytes]) -> list[list[object]]:
    """Return the cells of the first sheet of an Excel file."""
    with file:
        return [[cell.value for cell in row] for row in load_workbook(file).worksheets[0].iter_rows()]


def names(file: IO[bytes]) -> list[str]:
    """Return how the sheets of an Excel file are called."""
    with file:
        return load_workbook(file).sheetnames


def in_excel(text: str) -> object:
    """Return what an Excel file gives back of a text."""
    (_head, (_beside, cell)) = opened(workbook("one", [["head", "head"], ["x", text]], "UTC"))
    return cell


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("A\ufffeB\uffffC", "ABC"),
        ("A\x00B\x0bC\x1fD", "ABCD"),
        ("A\ud800B", "AB"),
        ("_x0041_", "_x0041_"),
        ("a_x0041_x0042_", "a_x0041_x0042_"),
        ("=1+1", "=1+1"),
        ("=_x0041_", "=_x0041_"),
        ("@x", "@x"),
        ("'quoted", "'quoted"),
        ("  blanks  ", "  blanks  "),
        ("two\nlines", "two\nlines"),
        ("x" * 32_767, "x" * 32_767),
        ("x" * 32_768, "x" * 32_766 + "…"),
        ("\U0001f600" * 16_384, "\U0001f600" * 16_383 + "…"),
        ("#N/A", "#N/A"),
        ("", None),
    ],
)
def test_excel_gives_the_text_back(text: str, back: str | None) -> None:
    assert in_excel(text) == back


def test_a_head_is_written_like_any_other_text() -> None:
    assert opened(workbook("one", [["A\ufffeB", "_x0041_", "x" * 40_000]], "UTC")) == [
        ["AB", "_x0041_", "x" * 32_766 + "…"]
    ]


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("CME: in/out? [2026]*\\", "CME  in out   2026"),
        ("'quoted'", "quoted"),
        ("x" * 40, "x" * 30 + "…"),
        ("\ufffe", "…"),
        ("", "…"),
    ],
)
def test_a_sheet_is_named_as_nearly_as_excel_allows(title: str, named: str) -> None:
    assert names(workbook(title, [["head"]], "UTC")) == [named]


def test_two_sheets_of_one_name_stand_beside_each_other() -> None:
    assert len(names(workbook_of([("a", [["1"]]), ("A", [["2"]])], "UTC"))) == 2


@given(ANY)
def test_any_text_comes_back_from_excel_as_it_is_stored(text: str) -> None:
    stored = normal_lines(text)
    assert in_excel(stored) == (stored or None)


@given(ANY)
def test_a_row_of_the_past_makes_no_file_fail(text: str) -> None:
    assert in_excel(text) is None or isinstance(in_excel(text), str)
    assert "".join(csv_lines([[text]], "UTC")).encode()


@given(ANY)
def test_any_text_comes_back_from_a_table_of_comma_separated_values(text: str) -> None:
    stored = normal_lines(text)
    file = "".join(csv_lines([["x", stored]], "UTC")).removeprefix("\ufeff")
    assert list(csv.reader(StringIO(file, newline=""))) == [["x", harmless(stored)]]


@pytest.mark.parametrize("text", ["＝1+1", "＋1", "－1", "＠x", "\u00a0=1", "\u200b=1", "\ufeff=1", " \t=1"])
def test_a_formula_in_disguise_is_made_harmless(text: str) -> None:
    assert harmless(text) == f"'{text}"
