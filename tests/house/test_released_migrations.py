"""A migration that is released never changes: databases that have run it would miss whatever was added to it.

`released_migrations.txt` has a line for each, its SHA-256 and its path. A new one is added to it by
`.venv/bin/python -m tests.house.test_released_migrations`, which changes no line that is there.
"""

import hashlib
from pathlib import Path

from credence.project.settings import ROOT

LIST = Path(__file__).parent / "released_migrations.txt"
WHAT_TO_DO = (
    "Put these back as they were and write a new migration. Only of one that was never on main, such as one that got "
    "another number in a merge, take the old line out of the list."
)
COMMAND = "python -m tests.house.test_released_migrations"


def released() -> dict[str, str]:
    """Return the hash of each released migration, by its path."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return {path: digest for digest, path in (line.split() for line in lines)}


def present() -> dict[str, str]:
    """Return the hash of each migration that stands here, by its path."""
    files = sorted((ROOT / "src/credence").glob("*/migrations/[0-9]*.py"))
    return {str(file.relative_to(ROOT)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_no_released_migration_was_changed_or_taken_away() -> None:
    here = present()
    changed = [path for path, digest in released().items() if here.get(path) != digest]
    assert changed == [], WHAT_TO_DO


def test_every_migration_is_on_the_list() -> None:
    assert sorted(present().keys() - released().keys()) == [], f"add them by: {COMMAND}"


def add_what_is_new() -> None:
    """Add a line for each migration that has none."""
    lines = {**present(), **released()}
    LIST.write_text("".join(f"{digest}  {path}\n" for path, digest in sorted(lines.items())), encoding="utf-8")


if __name__ == "__main__":
    add_what_is_new()
