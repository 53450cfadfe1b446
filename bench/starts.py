"""How long a stranger waits: a fresh clone to a served page, and the second start; and how long all tests take."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure
from bench.server import free_port, running

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 900.0
OWN = ("CREDENCE_VAR", "CREDENCE_DATABASE_URL", "CREDENCE_BASE_URL", "VIRTUAL_ENV")


def of_starts() -> Iterator[Figure]:
    """Clone what is committed, start it twice, and remove it."""
    with tempfile.TemporaryDirectory(prefix="credence-bench-") as folder:
        clone = str(Path(folder) / "clone")
        subprocess.run(["git", "clone", "--quiet", str(ROOT), clone], check=True)
        for name in OWN:
            os.environ.pop(name, None)
        for name in ("fresh clone to a page", "second start"):
            port = free_port()
            with running(["script/run", str(port)], port, cwd=clone, patience=LONGEST) as seconds:
                yield Figure(name=name, median=seconds, unit="s", tries=1)


def of_tests() -> Iterator[Figure]:
    """Run all that decides whether Credence is whole."""
    begun = time.perf_counter()
    subprocess.run([str(ROOT / "script/test")], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    yield Figure(name="script/test", median=time.perf_counter() - begun, unit="s", tries=1)
