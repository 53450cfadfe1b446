"""A site with a row in every table and a file on every shelf, its backup, and places to restore it to."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from soak.database import of_its_own

from tests.installations import ROOT, copy_of, environment_of, made_once, migrated, run, server
from tests.journeys.conftest import free_port, wait_until_served

PASSPHRASE = "a pass phrase of tests"
KEY = "k" * 50
MADE_ANEW = {"catalog.edition", "catalog.facet", "catalog.listing", "catalog.term"}
"""What a restore makes from the versions, with other keys."""

FILL = """
import hashlib
from io import BytesIO
from credence.media.gateway.shelf import keep
from credence.media.models import Asset
from tests.house.world import World
World()
for asset in Asset.objects.all():
    content = f"The bytes of {asset.public_id}".encode()
    asset.sha256, asset.size = hashlib.sha256(content).hexdigest(), len(content)
    asset.file = keep(lambda: BytesIO(content), sha256=asset.sha256, size=asset.size, content_type=asset.content_type)
    asset.save()
"""


def settings(var: Path, database: str, **more: str) -> dict[str, str]:
    """Return the environment of a site with the key and pass phrase of these tests."""
    fixed = {"CREDENCE_SECRET_KEY": KEY, "CREDENCE_BACKUP_PASSPHRASE": PASSPHRASE}
    return environment_of(var, database, **{**fixed, **more})


def ask(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of ours, whatever comes of it."""
    command = [sys.executable, "-W", "ignore", "-m", "credence", *words]
    return subprocess.run(command, env=environment, cwd=ROOT, check=False, capture_output=True, text=True)


@contextmanager
def lived_in(var: Path) -> Iterator[dict[str, str]]:
    """Give the environment of a site of the tests' own database with a row in every table."""
    with copy_of(migrated(), var) as database:
        environment = settings(var, database)
        run(environment, "credence", "shell", "--no-imports", "-c", FILL)
        yield environment


def backed_up() -> Path:
    """Return a place that holds one backup of such a site."""
    return made_once("backed-up", _back_up)


def _back_up(place: Path) -> None:
    with lived_in(place / "var") as environment:
        run(environment, "credence", "backup", str(place / "backups"))


def the_backup(place: Path) -> Path:
    """Return the folder of the one backup in a place."""
    (folder,) = (place / "backups").glob("*Z")
    return folder


def digests(folder: Path) -> dict[str, tuple[int, str]]:
    """Return how many rows a backup has of each table, and the sum of their hashes."""
    tables = json.loads((folder / "contents.json").read_text())["tables"]
    return {label: (each["count"], each["digest"]) for label, each in tables.items() if label not in MADE_ANEW}


@contextmanager
def empty_place(var: Path, kind: str) -> Iterator[dict[str, str]]:
    """Give the environment of a site that has nothing yet, on "sqlite" or "postgresql"."""
    with of_its_own(server() if kind == "postgresql" else "") as database:
        yield settings(var, database)


@contextmanager
def served(environment: dict[str, str]) -> Iterator[str]:
    """Serve a site, and give its address."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "credence", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        wait_until_served(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)
