"""Runs the soak and breaks the books once they have agreed. Test code only: `python -m tests.commerce.tampering`."""

import sys
from pathlib import Path
from typing import Any

from soak import __main__ as command

whole = command._soak


def broken(orders: int, seed: int, folder: Path) -> list[str]:
    """Soak, see that the books agree, charge one learner twice at the gateway, and compare again."""
    import django  # noqa: PLC0415 - the command knows its database only now

    django.setup()
    from soak import books  # noqa: PLC0415

    differences = books.differences

    def tampered(rows: list[dict[str, Any]]) -> list[str]:
        sys.stderr.write(f"BEFORE {differences(rows)}\n")
        row = next(row for row in rows if row["status"] == "settled" and row["kind"] == "AUTH")
        rows.append({**row, "id": "1"})
        sys.stderr.write(f"TWICE {row['reference']}\n")
        return differences(rows)

    books.differences = tampered
    return whole(orders, seed, folder)


command._soak = broken
if __name__ == "__main__":
    sys.exit(command.main(sys.argv[1:]))
