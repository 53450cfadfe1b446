"""The demo's workshop, in which its films are made: once in a run of the tests, for they take a while."""

from pathlib import Path

from credence.kit.clock import now
from credence.project.demo.building import build
from credence.project.settings import ROOT
from tests.installations import made_once


def workshop() -> Path:
    """Return the folder in which the demo stands built as of today, not to be written to."""
    return made_once("workshop", _build)


def _build(folder: Path) -> None:
    build(ROOT / "demo", folder, today=now().date())
