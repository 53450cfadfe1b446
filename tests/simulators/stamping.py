"""Starts a time stamping authority as a process of its own."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def authority() -> Iterator[str]:
    """Give the address of a new authority; what is asked for below it says how it answers."""
    command = [sys.executable, "-m", "simulators.timestamps"]
    environment = {**os.environ, "CREDENCE_DEMO": "true"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield json.loads(process.stdout.readline())["address"]
        finally:
            process.terminate()
