"""`script/faults`: make each fault on the site as it runs in production, and say what users saw and what was lost.

Ends with 1 where anything was lost or users saw a bare failure, with 2 where a fault could not be made here.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from attack.installing import take_prepared
from attack.registry import NoPremise
from attack.servers import NotStarted

import faults.subjects  # noqa: F401 - it registers all faults
from faults.registry import chosen
from faults.table import Row, as_json, as_text, ending


def main(words: list[str] | None = None) -> int:
    """Start everything in a temporary place, make each fault, print the table, and leave nothing behind."""
    options = _parser().parse_args(words)
    if options.list:
        sys.stdout.write("".join(f"{each.name}: {each.what}\n" for each in chosen(options.only)))
        return 0
    rows: list[Row] = []
    folder = Path(tempfile.mkdtemp(prefix="credence-faults-"))
    try:
        _make(options, folder, rows)
    except (NotStarted, NoPremise) as refused:
        sys.stderr.write(f"{refused}\n")
        return _told(options, folder, rows, is_whole=False)
    except KeyboardInterrupt:
        shutil.rmtree(folder)
    return _told(options, folder, rows, is_whole=folder.exists())


def _make(options: argparse.Namespace, folder: Path, rows: list[Row]) -> None:
    from faults.standing import standing  # noqa: PLC0415 - what it starts is not needed for a list

    with standing(options, folder) as site:
        from faults.run import make  # noqa: PLC0415 - needs Django

        make(chosen(options.only), site, options, rows)


def _told(options: argparse.Namespace, folder: Path, rows: list[Row], *, is_whole: bool) -> int:
    """Print the rows that are there, and return how the command ends; what servers said is kept where it may help."""
    sys.stdout.write((as_json if options.json else as_text)(rows))
    code = ending(rows) if is_whole else 1
    if code != 1:
        shutil.rmtree(folder)
    elif folder.exists():
        sys.stderr.write(f"What the servers said is in {folder}.\n")
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
    take_prepared(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
