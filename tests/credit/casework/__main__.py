"""Run tables of worked cases: `script/credit-cases FILE.csv …` prints a line a case, what is not well written, a total.

It works on the empty database of its environment. It ends with 0 where all is as expected, with 1 where something is
not, and with 2 where there is nothing to read.
"""

import logging
import sys
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - models come after the settings
from django.db import DatabaseError, transaction  # noqa: E402

from credence.kit.refusal import Refusal  # noqa: E402
from tests.credit.casework.reading import Case, Fault, read  # noqa: E402
from tests.credit.casework.running import outcome_of  # noqa: E402

LINE = "{:<28} {:<32} {:<32} {}\n"


def main(files: list[str]) -> int:
    """Run the tables of `files`, and return how it ends."""
    if not files:
        return _nothing("Say which table to run: script/credit-cases FILE.csv")
    tables = {}
    for each in files:
        try:
            tables[each] = list(read(Path(each).read_text(encoding="utf-8-sig").splitlines(keepends=True)))
        except (OSError, UnicodeDecodeError) as error:
            return _nothing(f"{each} cannot be read: {error}")
    logging.disable(logging.CRITICAL)  # papers without a provider's texts wait, and say so to staff
    call_command("migrate", verbosity=0)
    sys.stdout.write(LINE.format("id", "expected", "got", "ok"))
    ends = [_run(row, name) for name, rows in tables.items() for row in rows]
    sys.stdout.write(f"{len(ends)} cases, {ends.count(True)} as expected, {ends.count(False)} not.\n")
    return 0 if ends and all(ends) else 1


def _run(row: Case | Fault, name: str) -> bool:
    if isinstance(row, Fault):
        sys.stdout.write(f"{name}, {row}\n")
        return False
    try:
        with transaction.atomic():
            outcome = outcome_of(row)
            transaction.set_rollback(True)
    except (Refusal, ValueError, ArithmeticError, DatabaseError) as error:
        sys.stdout.write(LINE.format(row.id, row.expect, f"cannot be run: {error}", "NO"))
        return False
    is_as_expected = outcome.is_as(row.expect)
    sys.stdout.write(LINE.format(row.id, row.expect, str(outcome), "ok" if is_as_expected else "NO"))
    return is_as_expected


def _nothing(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
