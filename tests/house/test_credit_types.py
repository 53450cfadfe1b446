"""No code of a credit type is written anywhere but in its entry: what code asks of a type is a field of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from credence.catalog.rules.credit_types import codes
from credence.project.settings import ROOT

ENTRIES = ROOT / "src/credence/catalog/rules/credit_types/entries.py"
FOLDERS = ("src", "frontend/js", "frontend/sass", "simulators", "soak", "bench", "script", "deploy")
READ = {".py", ".html", ".txt", ".js", ".typ", ".scss", ".css", ".toml", ".sh", ""}
ALSO_A_KIND_OF_TEXT = ("src/credence/catalog/enums.py", "src/credence/publishing")
"""Where `participation` is a kind of statement."""


def sources() -> Iterator[Path]:
    """Return every file of ours that runs, the migrations and what is built from others left out."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            is_ours = not {"migrations", "static", "node_modules", "__pycache__"} & set(path.parts)
            if is_ours and path.is_file() and path.suffix in READ and path != ENTRIES:
                yield path


def is_kind_of_text(path: Path, code: str) -> bool:
    """Return whether the word is that of a statement there."""
    place = path.relative_to(ROOT).as_posix()
    return code == "participation" and place.startswith(ALSO_A_KIND_OF_TEXT)


@pytest.mark.parametrize("code", codes())
def test_a_literal_code_of_a_credit_type_stands_in_its_entry_only(code: str) -> None:
    literal = re.compile(rf"""(["'`]){re.escape(code)}\1""")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources()
        if not is_kind_of_text(path, code)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if literal.search(line)
    ]
    assert found == []


def test_the_entry_itself_holds_each_code() -> None:
    text = ENTRIES.read_text(encoding="utf-8")
    assert [code for code in codes() if f'code="{code}"' not in text] == []


def test_no_code_asks_how_a_code_begins() -> None:
    asking = re.compile(r"credit_type\.(startswith|endswith)\(|kind\.code\.(startswith|endswith)\(")
    found = [str(path.relative_to(ROOT)) for path in sources() if asking.search(path.read_text(encoding="utf-8"))]
    assert found == []
