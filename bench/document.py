"""The table of docs/performance.md, written between its two marks."""

import datetime as dt
from typing import Any

from bench.figures import CLIENT_SHARE, Line
from bench.rows import ROWS
from bench.standing import ROOT

DOCUMENT = ROOT / "docs/performance.md"
BEGIN, END = "<!-- script/bench --document writes from here -->", "<!-- to here -->"
HEADS = ("Row", "A second", "Reference", "Ratio", "CPU ms", "p50 ms", "p99 ms", "p99 ms, c=32")


def write(lines: list[Line], about: dict[str, Any]) -> None:
    """Put these figures in the place of the former ones."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    DOCUMENT.write_text(f"{before}{BEGIN}\n{table(lines, about)}\n{END}{after}", encoding="utf-8")


def table(lines: list[Line], about: dict[str, Any]) -> str:
    """Return the table in Markdown, under the words that say what it was measured with."""
    said = (
        f"{dt.datetime.now(tz=dt.UTC).date()}, {about['processors']} processors for everything, "
        f"Python {about['python']}, {about['database']}, {about['workers']} web server processes, "
        f"{about['courses']} courses, {about['learners']} learners "
        f"with ten enrollments each, medians of {about['rounds']} rounds of {about['seconds']:g} s, eight connections. "
        f"Load of the machine before: {about['load']:.1f}."
    )
    rows = ["| " + " | ".join(HEADS) + " |", "|" + "---|" * len(HEADS), *map(_row, lines)]
    return "\n".join([said, "", *rows])


def _row(line: Line) -> str:
    times = list(line.times().values())
    crowded = f"{times[-1]['p99']:.0f}" if len(times) > 1 else ""
    bound = "≥ " if line.client > CLIENT_SHARE else ""
    cells = (
        f"`{line.name}`: {ROWS[line.name].does}",
        f"{bound}{line.value:,.0f}" if line.value >= 100 else f"{bound}{line.value:.1f}",
        f"{line.reference:,.0f}",
        f"{bound}{line.ratio:.3g}",
        f"{line.cpu_ms:.2f}",
        f"{times[0]['p50']:.1f}",
        f"{times[0]['p99']:.0f}",
        crowded,
    )
    return "| " + " | ".join(cells) + " |"
