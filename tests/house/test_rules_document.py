"""docs/rules.md says where each rule lives, and what it says is so."""

import ast
import re
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

import pytest

from credence.project.settings import ROOT

OUT_OF_REACH = ("later: ", "does not apply because ")
CODE = re.compile(r"`([^`]+)`")


class Row(NamedTuple):
    """One line of the table."""

    rule: str
    says: str
    kept: str
    shown: str


def rows() -> list[Row]:
    """Return every line of the tables of docs/rules.md."""
    lines = (ROOT / "docs/rules.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if line.startswith("| R")]
    return [Row(*each) for each in cells if each[0] != "Rule"]


ROWS = rows()
KEEPERS = [(row.rule, place) for row in ROWS for place in CODE.findall(row.kept)]
PROOFS = [(row.rule, place) for row in ROWS for place in CODE.findall(row.shown)]


@cache
def docstrings(file: Path) -> dict[str, str]:
    """Return the docstring of a module (""), of its classes and functions, and of the constants that have one."""
    module = ast.parse(file.read_text(encoding="utf-8"))
    found = {"": ast.get_docstring(module) or ""}

    def walk(body: list[ast.stmt], prefix: str) -> None:
        for node, after in zip_longest(body, body[1:]):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                found[prefix + node.name] = ast.get_docstring(node) or ""
                walk(node.body, f"{prefix}{node.name}.")
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(after, ast.Expr):
                found[prefix + node.targets[0].id] = ast.unparse(after)

    walk(module.body, "")
    return found


def source_of(dotted: str) -> Path:
    """Return the file of a module named below `credence`."""
    path = ROOT / "src/credence" / dotted.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def rules_in(text: str) -> set[str]:
    """Return the rules that a docstring names: "R1, R14" and "R45 to R48"."""
    named: set[str] = set()
    for first, last in re.findall(r"\bR(\d+)\b(?: to R(\d+))?", text):
        named |= {f"R{number}" for number in range(int(first), int(last or first) + 1)}
    return named


def test_every_rule_stands_once_in_its_order() -> None:
    assert [row.rule for row in ROWS] == [f"R{number}" for number in range(1, 75)]


def test_every_rule_is_said_in_one_short_sentence() -> None:
    assert [row.rule for row in ROWS if not row.says.endswith(".") or len(row.says) > 110] == []


@pytest.mark.parametrize("row", ROWS, ids=[row.rule for row in ROWS])
def test_a_rule_is_kept_and_shown_or_the_row_says_why_not(row: Row) -> None:
    if row.kept.startswith(OUT_OF_REACH):
        assert len(row.kept) > len("later: x")
    else:
        assert CODE.findall(row.kept)
        assert CODE.findall(row.shown)


@pytest.mark.parametrize(("rule", "place"), KEEPERS, ids=[" ".join(each) for each in KEEPERS])
def test_what_keeps_a_rule_exists_and_names_it(rule: str, place: str) -> None:
    dotted, _, name = place.partition(":")
    assert rule in rules_in(docstrings(source_of(dotted))[name])


@pytest.mark.parametrize(("rule", "place"), PROOFS, ids=[" ".join(each) for each in PROOFS])
def test_what_shows_a_rule_exists(rule: str, place: str) -> None:
    file, _, name = place.partition("::")
    assert name in docstrings(ROOT / "tests" / file)


def test_no_rule_is_cited_that_does_not_exist() -> None:
    cited = {
        (str(file.relative_to(ROOT)), rule)
        for file in (ROOT / "src").rglob("*.py")
        for text in docstrings(file).values()
        for rule in rules_in(text)
        if not 1 <= int(rule[1:]) <= 74
    }
    assert cited == set()


KEY = re.compile(r"\[((?:AAFP|AAPA|ABR|ACC|AI|AMA|ARRT|DEN|FL|GEN|JA|MOC|MQSA|NPI|NUR|PHA|PRV|SDMS|STD)-\w+)\]")


def sources() -> list[str]:
    """Return the keys of docs/sources.md, in order."""
    lines = (ROOT / "docs/sources.md").read_text(encoding="utf-8").splitlines()
    return [cells[1].strip() for line in lines if len(cells := line.split("|")) == 5 and "-" in cells[1].strip(" -")]


def test_every_key_of_a_source_that_is_named_has_its_line_and_no_other_has_one() -> None:
    files = [*(ROOT / "src").rglob("*.py"), *(ROOT / "docs").rglob("*.md")]
    named = {key for file in files for key in KEY.findall(file.read_text(encoding="utf-8"))}
    assert sorted(named) == sorted(sources())


def test_sources_stand_once_each_in_their_order_and_lead_somewhere() -> None:
    found = sources()
    assert found == sorted(set(found), key=lambda key: (key.split("-")[0], _number(key), key))
    lines = [line for line in (ROOT / "docs/sources.md").read_text(encoding="utf-8").splitlines() if "http" in line]
    assert len(lines) >= len(found) - 1


def _number(key: str) -> int:
    return int(re.sub(r"\D", "", key))
