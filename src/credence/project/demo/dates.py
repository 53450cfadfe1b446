"""Days that do not rot: sources are written as of one day, and read as if that day were today."""

import datetime as dt
import re
from pathlib import Path

WRITTEN_AS_OF = dt.date(2026, 6, 1)
"""The day that everybody who writes a date under demo/ or tests/courses takes for today."""

DAY = re.compile(r"\b20\d\d-[01]\d-[0-3]\d\b")


def moved(text: str, days: int) -> str:
    """Return `text` with every day in it (2026-01-15) moved by `days`, so that all distances stay what they are.

    >>> moved("{released: 2026-01-15, expires: 2028-12-31}", 1)
    '{released: 2026-01-16, expires: 2029-01-01}'
    """
    return DAY.sub(lambda match: (dt.date.fromisoformat(match[0]) + dt.timedelta(days)).isoformat(), text)


def make_current(tree: Path, today: dt.date) -> None:
    """Move the days in every course.yaml under `tree` so that they stand to `today` as written to `WRITTEN_AS_OF`."""
    for path in tree.rglob("course.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(moved(text, (today - WRITTEN_AS_OF).days), encoding="utf-8")
