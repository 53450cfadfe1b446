"""Installations for tests that start processes: what takes long is made once in a run of the tests, and copied.

The first process of a run opens a folder for that; the processes that it starts find it in their environment.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from soak.database import beside, create, drop, of_its_own

ROOT = Path(__file__).parents[1]
FOLDER = "CREDENCE_TEST_FOLDER"


def open_folder() -> None:
    """Open the folder of this run."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="credence-tests-")


def remove_folder() -> None:
    """Remove the folder of this run, and the databases that were made beside it."""
    folder = Path(os.environ.pop(FOLDER))
    for mark in folder.glob("*.database"):
        drop(server(), mark.stem)
    shutil.rmtree(folder)


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder of this run, which the first who asks for it lets `make` fill while the others wait."""
    place = Path(os.environ[FOLDER]) / name
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            workbench = place.with_suffix(".new")
            shutil.rmtree(workbench, ignore_errors=True)
            workbench.mkdir()
            make(workbench)
            workbench.rename(place)
    return place


@contextmanager
def copy_of(folder: Path, var: Path) -> Iterator[str]:
    """Copy what `made_once` made to `var`, and its database; give the database's address, nothing for SQLite."""
    shutil.copytree(folder, var, dirs_exist_ok=True)
    with of_its_own(server(), template=_database(folder)) as address:
        yield address


def copy_for_good(folder: Path, var: Path) -> str:
    """Copy what `made_once` made to the folder `var` that it makes, to go on from there; return as `copy_of` does."""
    shutil.copytree(folder, var, dirs_exist_ok=True)
    return _new_database(var, template=_database(folder))


def migrated() -> Path:
    """Return the folder of an installation that holds nothing yet."""
    return made_once("migrated", _migrate)


def _migrate(var: Path) -> None:
    environment = environment_of(var, _new_database(var))
    for words in (["migrate", "--verbosity", "0"], ["createcachetable"]):
        run(environment, "credence", *words)


def dressed() -> Path:
    """Return the folder of an installation with its styles and scripts."""
    return made_once("dressed", _dress)


def _dress(var: Path) -> None:
    environment = environment_of(var, copy_for_good(migrated(), var))
    run(environment, "credence", "collectstatic", "--noinput", "--verbosity", "0")


def environment_of(var: Path, database: str, **more: str) -> dict[str, str]:
    """Return the environment of a process that works on an installation."""
    fixed = {"CREDENCE_DEMO": "true", "CREDENCE_VAR": str(var), "CREDENCE_DATABASE_URL": database}
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "credence.project.settings", **fixed, **more}


def run(environment: dict[str, str], module: str, *words: str) -> str:
    """Run a Python program and return what it prints."""
    command = [sys.executable, "-W", "ignore", "-m", module, *words]
    done = subprocess.run(command, env=environment, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _new_database(place: Path, template: str = "") -> str:
    """Make the database that belongs to a folder, and return its address; nothing for SQLite, which lies in it."""
    if not server():
        return ""
    name = _database(place)
    (Path(os.environ[FOLDER]) / f"{name}.database").touch()
    drop(server(), name)
    create(server(), name, template)
    return beside(server(), name)


def _database(folder: Path) -> str:
    """Return the name of the database of a folder, whether it is finished or still being made."""
    return f"credence_{hashlib.sha256(str(folder.with_suffix('')).encode()).hexdigest()[:16]}"


def server() -> str:
    """Return the address of the database of these tests; nothing for SQLite."""
    return os.environ.get("CREDENCE_DATABASE_URL", "")
