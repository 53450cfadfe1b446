"""A figure, and how figures are printed."""

import json
import statistics
from collections.abc import Callable
from dataclasses import asdict, dataclass
from time import perf_counter


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Something measured: its median, and how often it was tried. `rate` is how many a second, side by side."""

    name: str
    median: float
    unit: str
    tries: int
    rate: float | None = None


def median_ms(name: str, act: Callable[[], object], *, warm: int = 3, tries: int = 30) -> Figure:
    """Return the median time of `act` in milliseconds, after some tries that do not count."""
    for _ in range(warm):
        act()
    return Figure(name=name, median=statistics.median(_once(act) for _ in range(tries)), unit="ms", tries=tries)


def _once(act: Callable[[], object]) -> float:
    begun = perf_counter()
    act()
    return (perf_counter() - begun) * 1000


def as_text(figures: list[Figure]) -> str:
    """Return figures as a table for people."""
    lines = [f"{'':34}{'median':>12}{'a second':>12}"]
    for each in figures:
        rate = "" if each.rate is None else f"{each.rate:.0f}"
        lines.append(f"{each.name:34}{each.median:>9.1f} {each.unit:2}{rate:>12}")
    return "\n".join(lines)


def as_json(figures: list[Figure]) -> str:
    """Return figures for machines."""
    return json.dumps([asdict(each) for each in figures], indent=2)
