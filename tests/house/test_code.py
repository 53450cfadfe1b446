"""How code is written: what a linter does not see."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from credence.project.settings import ROOT
from tests.house.world import World

LONGEST_FILE = 400
MACHINE_MADE = "migrations"
SOURCES = [path for path in sorted((ROOT / "src").rglob("*.py")) if MACHINE_MADE not in path.parts]
FORBIDDEN = {"utils", "helpers", "services", "managers", "signals", "misc", "common"}


def lengths() -> Iterator[int]:
    """Return the number of lines of every function, decorators and docstring left out."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                said = node.body[0].end_lineno if ast.get_docstring(node) else None
                yield node.end_lineno - node.lineno + 1 - ((said or 0) - node.body[0].lineno + 1 if said else 0)


def test_functions_are_short() -> None:
    measured = sorted(lengths())
    assert median(measured) < 10
    assert measured[int(len(measured) * 0.95)] <= 40


FOLDERS = ("src", "simulators", "frontend/js", "frontend/sass", "script", "attack", "bench", "faults", "soak")


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_file_is_too_long_to_read(folder: str) -> None:
    files = [path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".js", ".scss", ".html", ""}]
    texts = [
        path for path in files if path.is_file() and not {"migrations", "static", "node_modules"} & set(path.parts)
    ]
    long = {str(path.relative_to(ROOT)): count for path in texts if (count := _lines(path)) > LONGEST_FILE}
    assert long == {}


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_module_is_named_for_nothing() -> None:
    named = {path.stem for path in SOURCES} | {path.parent.name for path in SOURCES}
    assert named & FORBIDDEN == set()


def test_no_migration_is_missing(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_import_no_code_of_apps() -> None:
    found = {
        (path.parent.parent.name, node.module)
        for path in sorted((ROOT / "src").rglob("migrations/*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("credence.")
    }
    assert {module for _app, module in found} <= {
        f"credence.kit.{name}" for name in ("append_only", "finding", "stamped", "written_along")
    }


def own_models() -> list[type[models.Model]]:
    """Return every model of ours."""
    return [model for model in apps.get_models() if model.__module__.startswith("credence.")]


def test_what_happened_says_when_and_days_are_days() -> None:
    wrong = {
        f"{model.__name__}.{field.name}"
        for model in own_models()
        for field in model._meta.concrete_fields
        if (field.name.endswith("_at") and not isinstance(field, models.DateTimeField))
        or (
            field.name.endswith("_on")
            and (isinstance(field, models.DateTimeField) or not isinstance(field, models.DateField))
        )
    }
    assert wrong == set()


ALONE = {
    "PaymentAttempt.claimed_by": "which worker holds it, until `claimed_until`",
    "Refund.claimed_by": "which worker holds it, until `claimed_until`",
    "Refund.approved_by": "the audit row of the approval says when",
}


def test_whoever_did_something_did_it_at_some_moment() -> None:
    alone = set()
    for model in own_models():
        names = {field.name for field in model._meta.concrete_fields}
        for name in names:
            if name.endswith("_by") and name.removesuffix("_by") + "_at" not in names:
                alone.add(f"{model.__name__}.{name}")
    assert alone == set(ALONE)


def test_every_model_has_a_row_in_the_world_of_the_tests(world: World) -> None:
    empty = {model.__name__ for model in own_models() if not model._default_manager.exists()}
    assert empty == set()
