"""Faces take the steps of learners through the doors that refuse and award by themselves, and through no other."""

import ast
from pathlib import Path

import pytest

from credence.project.settings import ROOT

BEHIND_A_DOOR = {
    "credence.assessment.actions": {"hand_in", "count_attempt"},
    "credence.evaluation.actions": {"respond", "store_answers"},
    "credence.accounts.actions": {"save_profile", "add_identifiers"},
    "credence.enrollment.actions": {"show_front_matter"},
}
"""What only `journey.actions.steps` calls."""
FACES = ("learn", "backoffice", "hooks", "project", "publishing")
SOURCES = [path for face in FACES for path in sorted((ROOT / "src/credence" / face).rglob("*.py"))]


def around(path: Path) -> set[str]:
    """Return what a file imports past the doors; a whole module of actions counts as all that is in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {each.name for each in node.names} & BEHIND_A_DOOR.get(node.module, set())
            found |= {f"{node.module}.{each.name}" for each in node.names} & set(BEHIND_A_DOOR)
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names} & set(BEHIND_A_DOOR)
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_face_goes_around_the_doors(path: Path) -> None:
    assert around(path) == set()
