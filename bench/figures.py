"""Figures, and how they are printed: for people, for machines, and into docs/performance.md."""

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from time import perf_counter
from typing import Any

from bench.rows import ROWS, VIEW


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Something measured by itself: its median, and how often it was tried."""

    name: str
    median: float
    unit: str
    tries: int


def median_ms(name: str, act: Callable[[], object], *, warm: int = 3, tries: int = 30) -> Figure:
    """Return the median time of `act` in milliseconds, after some tries that do not count."""
    for _ in range(warm):
        act()
    return Figure(name=name, median=statistics.median(_once(act) for _ in range(tries)), unit="ms", tries=tries)


def _once(act: Callable[[], object]) -> float:
    begun = perf_counter()
    act()
    return (perf_counter() - begun) * 1000


@dataclass(frozen=True, kw_only=True)
class Met:
    """What one order of visitors met: visits a second, seconds of each, processor time of each, wrong answers."""

    visits: list[float]
    taken: float
    asked: int = 0
    used: float = 0.0
    served: float = 0.0
    wrong: int = 0
    told: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Visits a second."""
        return len(self.visits) / self.taken if self.taken else 0.0

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of the servers' processors that one visit took."""
        return self.served * 1000 / len(self.visits) if self.visits else 0.0


def percentile(seconds: Sequence[float], share: float) -> float:
    """Return the milliseconds within which that share of the visits was over."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else 0.0


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of the table: rounds of it and of its reference at the first number of connections, and the others.

    Of what came before, to get warm, only wrong answers count.
    """

    name: str
    connections: int
    rounds: list[Met] = field(default_factory=list)
    references: list[Met] = field(default_factory=list)
    warming: list[Met] = field(default_factory=list)
    crowded: dict[int, Met] = field(default_factory=dict)

    @property
    def value(self) -> float:
        """The median of visits a second."""
        return statistics.median(met.rate for met in self.rounds)

    @property
    def reference(self) -> float:
        """The same of what it is compared with, measured in turn with it."""
        return statistics.median(met.rate for met in self.references)

    @property
    def ratio(self) -> float:
        """How many times as much as the reference."""
        return self.value / self.reference if self.reference else 0.0

    @property
    def wrong(self) -> int:
        """How many answers were not what they had to be."""
        return sum(met.wrong for met in self._all)

    @property
    def told(self) -> list[str]:
        """What was wrong with the first of them."""
        return [each for met in self._all for each in met.told]

    @property
    def _all(self) -> list[Met]:
        return [*self.warming, *self.rounds, *self.references, *self.crowded.values()]

    @property
    def cpu_ms(self) -> float:
        """The median of the processor time of a visit."""
        return statistics.median(met.cpu_ms for met in self.rounds)

    @property
    def client(self) -> float:
        """The largest share of one processor that the load process itself took."""
        return max((met.used / met.taken for met in self.rounds if met.taken), default=0.0)

    @property
    def is_empty(self) -> bool:
        """Whether some round had no visitor: those who come once were used up."""
        return any(not met.visits for met in self._all)

    def times(self) -> dict[str, dict[str, float]]:
        """Return p50, p95 and p99 in milliseconds for each number of connections."""
        every = [one for met in self.rounds for one in met.visits]
        each = {self.connections: every, **{number: met.visits for number, met in self.crowded.items()}}
        shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
        return {
            str(number): {name: round(percentile(seconds, share), 2) for name, share in shares.items()}
            for number, seconds in each.items()
        }


def row_of(line: Line) -> dict[str, Any]:
    """Return a row for machines."""
    return {
        "name": line.name,
        "value": round(line.value, 2),
        "unit": "a second",
        "reference": round(line.reference, 2),
        "ratio": round(line.ratio, 4),
        "against": ROWS[line.name].reference,
        "cpu_ms": round(line.cpu_ms, 3),
        "reference_cpu_ms": round(statistics.median(met.cpu_ms for met in line.references), 3),
        "connections": line.connections,
        "times_ms": line.times(),
        "visits": sum(len(met.visits) for met in line.rounds),
        "load_process": round(line.client, 2),
        "wrong": line.wrong,
    }


def as_json(lines: list[Line], **about: Any) -> str:
    """Return the table for machines."""
    return json.dumps({"rows": [row_of(line) for line in lines], **about}, indent=2)


def as_text(lines: list[Line]) -> str:
    """Return the table for people."""
    crowded = next((f" p99 c={number}" for line in lines for number in line.crowded), "")
    heads = ("a second", "reference", "ratio", "CPU ms", "p50", "p95", "p99")
    told = [f"{'':18}" + "".join(f"{head:>11}" for head in heads) + f"{crowded:>12}"]
    for line in lines:
        row, times = row_of(line), list(line.times().values())
        cells = [f"{row['value']:.1f}", f"{row['reference']:.0f}", f"{row['ratio']:.3f}", f"{row['cpu_ms']:.2f}"]
        cells += [f"{times[0][name]:.1f}" for name in ("p50", "p95", "p99")]
        last = f"{times[-1]['p99']:>12.1f}" if len(times) > 1 else ""
        told.append(f"{line.name:18}" + "".join(f"{cell:>11}" for cell in cells) + last)
    return "\n".join([*told, *notes(lines)])


CLIENT_SHARE = 0.6


def notes(lines: list[Line]) -> list[str]:
    """Return what must be known of the figures beside them."""
    busy = [line.name for line in lines if line.client > CLIENT_SHARE]
    wrong = [f"{line.name}: {line.wrong} wrong: {'; '.join(line.told[:3])}" for line in lines if line.wrong]
    empty = [line.name for line in lines if line.is_empty]
    told = [f"Against {ROWS[line.name].reference}: {line.name}" for line in lines if ROWS[line.name].reference != VIEW]
    if busy:
        told.append(f"The load process itself was busy, so that more would be served: {', '.join(busy)}")
    if empty:
        told.append(f"Those who can come once were used up (more --learners): {', '.join(empty)}")
    return told + wrong


def starts_as_text(figures: list[Figure]) -> str:
    """Return figures that stand by themselves, for people."""
    return "\n".join(f"{each.name:34}{each.median:>9.1f} {each.unit:2}" for each in figures)


def starts_as_json(figures: list[Figure]) -> str:
    """Return figures that stand by themselves, for machines."""
    return json.dumps([asdict(each) for each in figures], indent=2)
