"""`script/soak-learning`: learn, send twice, cheat, kill, and judge. Ends with 1 where an invariant is violated."""

import argparse
import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path


def main(words: list[str] | None = None) -> int:
    """Run once, in a database and a folder of its own."""
    parser = argparse.ArgumentParser(prog="script/soak-learning", description=__doc__)
    parser.add_argument("--learners", type=int, default=500, help="how many learners come (default 500)")
    parser.add_argument("--seed", type=int, default=1, help="what is tried is drawn from it (default 1)")
    parser.add_argument(
        "--database",
        default=os.environ.get("CREDENCE_DATABASE_URL", ""),
        help="a PostgreSQL server on which to make a database for the run (default: SQLite)",
    )
    options = parser.parse_args(words)
    os.environ["CREDENCE_DATABASE_URL"] = options.database
    from tests.installations import FOLDER, open_folder, remove_folder  # noqa: PLC0415 - reads which server it is

    if FOLDER in os.environ:
        return run_once(options.learners, options.seed)
    open_folder()
    try:
        return run_once(options.learners, options.seed)
    finally:
        remove_folder()


def run_once(learners: int, seed: int) -> int:
    """Copy the site that all runs share, let learners come, and return 1 where something is violated."""
    from tests.installations import copy_of, environment_of, made_once  # noqa: PLC0415 - needs the folder

    from soak.learning.site import furnish  # noqa: PLC0415 - needs the folder

    folder = Path(tempfile.mkdtemp(prefix="credence-soak-"))
    with copy_of(made_once("learning", furnish), folder / "var") as database:
        environment = environment_of(folder / "var", database)
        os.environ.update(environment)
        violations = _soak(learners, seed, environment, folder)
    if violations:
        sys.stderr.write(f"What happened is in {folder}.\n")
        return 1
    shutil.rmtree(folder)
    return 0


def _soak(learners: int, seed: int, environment: dict[str, str], folder: Path) -> int:
    import django  # noqa: PLC0415 - only now is it known which database

    django.setup()
    logging.getLogger().handlers = [logging.FileHandler(folder / "end.log")]
    from soak.learning import run  # noqa: PLC0415 - needs Django

    return run.soak(learners=learners, seed=seed, environment=environment, folder=folder)


if __name__ == "__main__":
    sys.exit(main())
