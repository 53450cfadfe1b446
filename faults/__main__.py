"""`script/faults`: make each fault on the site as it runs in production, and say what users saw and what was lost.

Ends with 1 where anything was lost or users saw a bare failure, with 2 where a fault could not be made here.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from attack.servers import NotStarted

import faults.subjects  # noqa: F401 - it registers all faults
from faults.registry import chosen


def main(words: list[str] | None = None) -> int:
    """Start everything in a temporary place, make each fault, print the table, and leave nothing behind."""
    options = _parser().parse_args(words)
    if options.list:
        sys.stdout.write("".join(f"{each.name}: {each.what}\n" for each in chosen(options.only)))
        return 0
    folder = Path(tempfile.mkdtemp(prefix="credence-faults-"))
    try:
        return _run(options, folder)
    except NotStarted as refused:
        sys.stderr.write(f"{refused}\nWhat was said is in {folder}.\n")
        return 1
    except KeyboardInterrupt:
        shutil.rmtree(folder)
        return 1


def _run(options: argparse.Namespace, folder: Path) -> int:
    from faults.standing import standing  # noqa: PLC0415 - what it starts is not needed for a list

    with standing(options, folder) as site:
        from faults.run import made, say  # noqa: PLC0415 - needs Django
        from faults.table import as_json, as_text, ending  # noqa: PLC0415 - beside it

        rows = made(chosen(options.only), site, options, say)
    sys.stdout.write((as_json if options.json else as_text)(rows))
    code = ending(rows)
    if code == 1:
        sys.stderr.write(f"What the servers said is in {folder}.\n")
    else:
        shutil.rmtree(folder)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="script/faults", description=__doc__)
    parser.add_argument("--only", action="append", default=[], metavar="PATTERN", help="such as 'database-*'")
    parser.add_argument("--list", action="store_true", help="print which faults there are, and make none")
    parser.add_argument("--json", action="store_true", help="print the table for programs")
    parser.add_argument("--quick", action="store_true", help="let each fault last for four seconds")
    parser.add_argument(
        "--away", type=float, default=60, metavar="SECONDS", help="how long the database is away (default 60)"
    )
    parser.add_argument("--faketime", type=Path, metavar="FILE", help="libfaketimeMT.so.1, if not where Debian has it")
    parser.add_argument(
        "--prepared",
        nargs=2,
        metavar=("FOLDER", "DATABASE"),
        help="an installation that holds nothing yet, with its database; it is changed (default: a new one)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
