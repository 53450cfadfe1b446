"""The table: for each fault what users saw, what was lost, and how long it took until all was well again."""

import json
from dataclasses import dataclass, field
from typing import Any

from faults.registry import Fault
from faults.seen import Seen

HEAD = ("fault", "lasted", "good", "users saw", "longest wait", "lost", "pages back", "all done")
LOST, BARE, SKIPPED, HELD = "LOST", "BARE", "skipped", "held"


@dataclass(slots=True, kw_only=True)
class _Result:
    lasted: float = 0.0
    seen: Seen = field(default_factory=Seen)
    back: float | None = None
    done: float | None = None
    lost: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Row(_Result):
    """What came of one fault. Times in seconds; `back` and `done` from its end, nothing where it never came to that."""

    fault: Fault

    @property
    def bare(self) -> list[str]:
        """What nobody should see, and what never came back."""
        if self.skipped:
            return []
        ends = (("pages back", self.back), ("all done", self.done))
        never = [f"{what}: never" for what, seconds in ends if seconds is None]
        noticed = [self.seen.told()] if self.fault.whole and not self.seen.is_whole(self.fault.told) else []
        return [*self.seen.bare(cuts=self.fault.cuts), *noticed, *never]

    @property
    def verdict(self) -> str:
        """How it ended, in one word."""
        return SKIPPED if self.skipped else LOST if self.lost else BARE if self.bare else HELD

    @property
    def cells(self) -> tuple[str, ...]:
        """The row in words."""
        if self.skipped:
            return (self.fault.name, "skipped: it needs " + " and ".join(self.skipped), *[""] * (len(HEAD) - 2))
        lost = "; ".join(self.lost) or "nothing"
        return (
            self.fault.name,
            f"{self.lasted:.0f} s",
            str(self.seen.good),
            self.seen.told(),
            f"{self.seen.worst:.1f} s",
            lost,
            _seconds(self.back),
            _seconds(self.done),
        )

    def as_json(self) -> dict[str, Any]:
        """The row for programs."""
        return {
            "name": self.fault.name,
            "verdict": self.verdict,
            "skipped": self.skipped,
            "lasted": round(self.lasted, 1),
            "good": self.seen.good,
            "saw": self.seen.told(),
            "bare": self.bare,
            "longest_wait": round(self.seen.worst, 1),
            "lost": self.lost,
            "back": self.back and round(self.back, 1),
            "done": self.done and round(self.done, 1),
        }


def _seconds(taken: float | None) -> str:
    return "never" if taken is None else f"{taken:.1f} s"


def as_json(rows: list[Row]) -> str:
    """Return the whole table for programs."""
    return json.dumps({"rows": [row.as_json() for row in rows]}, ensure_ascii=False, indent=1) + "\n"


def as_text(rows: list[Row]) -> str:
    """Return the table as Markdown, and below it what was wrong."""
    lines = [HEAD, ("---",) * len(HEAD), *(row.cells for row in rows)]
    table = "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
    wrong = "".join(f"{row.verdict} {row.fault.name}: {line}\n" for row in rows for line in (*row.lost, *row.bare))
    return f"{table}\n{wrong}" if wrong else table


def ending(rows: list[Row]) -> int:
    """Return how the command ends: 1 where anything was lost or bare, or nothing was made; 2 where one was skipped."""
    verdicts = {row.verdict for row in rows}
    if not verdicts or verdicts & {LOST, BARE}:
        return 1
    return 2 if SKIPPED in verdicts else 0
