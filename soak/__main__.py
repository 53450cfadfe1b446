"""`script/soak-orders`: buy, fail, die, settle, and compare the books. Ends with 1 where they differ."""

import argparse
import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path

from soak.database import of_its_own


def main(words: list[str] | None = None) -> int:
    """Run once, in a database, a folder and a simulator of its own."""
    parser = argparse.ArgumentParser(prog="script/soak-orders", description=__doc__)
    parser.add_argument("--orders", type=int, default=2000, help="how many orders to make (default 2000)")
    parser.add_argument("--seed", type=int, default=1, help="what is tried is drawn from it (default 1)")
    parser.add_argument(
        "--database-url",
        default=os.environ.get("CREDENCE_DATABASE_URL", ""),
        help="a PostgreSQL server on which to make a database for the run (default: SQLite)",
    )
    options = parser.parse_args(words)
    folder = Path(tempfile.mkdtemp(prefix="credence-soak-"))
    with of_its_own(options.database_url) as database:
        os.environ.update(CREDENCE_DEMO="true", CREDENCE_VAR=str(folder), CREDENCE_DATABASE_URL=database)
        os.environ["DJANGO_SETTINGS_MODULE"] = "credence.project.settings"
        found = _soak(options.orders, options.seed, folder)
    if found:
        sys.stderr.write("".join(f"DIFFERENCE {line}\n" for line in found) + f"What happened is in {folder}.\n")
        return 1
    shutil.rmtree(folder)
    return 0


def _soak(orders: int, seed: int, folder: Path) -> list[str]:
    import django  # noqa: PLC0415 - only now is it known which database

    django.setup()
    logging.getLogger().handlers = [logging.FileHandler(folder / "end.log")]
    from soak import run  # noqa: PLC0415 - needs Django

    return run.soak(orders=orders, seed=seed, folder=folder)


if __name__ == "__main__":
    sys.exit(main())
