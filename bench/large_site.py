"""`script/bench --large N`: an installation of the demo's courses for many learners, and what is measured in it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.standing import ROOT

FILMS = ROOT / "var" / "demo" / "made"
"""Films of the demo that were drawn before: they take a while."""


def run(learners: int) -> int:
    """Set up the database that `CREDENCE_DATABASE_URL` names, which must be empty or of such a run, and measure in it.

    It is left as it is; on SQLite it goes again.
    """
    with tempfile.TemporaryDirectory(prefix="credence-large-", ignore_cleanup_errors=True) as folder:
        var = Path(folder)
        if FILMS.is_dir():
            (var / "demo").mkdir()
            (var / "demo" / "made").symlink_to(FILMS)
        for words in (["credence", "prepare"], ["credence", "demo"], ["bench.large", str(learners)]):
            code = _python(var, *words, quiet=words[0] == "credence")
            if code:
                return code
    return 0


def _python(var: Path, *words: str, quiet: bool) -> int:
    environment = {
        **os.environ,
        "CREDENCE_DEMO": "true",
        "CREDENCE_VAR": str(var),
        "DJANGO_SETTINGS_MODULE": "credence.project.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    command = [sys.executable, "-W", "ignore", "-m", *words]
    out = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, env=environment, cwd=ROOT, check=False, stdout=out).returncode
