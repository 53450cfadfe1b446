"""The processor time that a process and all that descend from it have used, as Linux tells it."""

import os
from collections.abc import Iterable
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def used_by(tops: Iterable[int]) -> float:
    """Return the seconds of processor time of these processes and all that descend from them and are alive."""
    told = dict(_processes())
    wanted = set(tops)
    while more := {pid for pid, (parent, _) in told.items() if parent in wanted} - wanted:
        wanted |= more
    return sum(told[pid][1] for pid in wanted if pid in told) / TICK


def _processes() -> Iterable[tuple[int, tuple[int, int]]]:
    """Give the number of each process with its parent's and the ticks that it has used."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        yield int(folder.name), (int(fields[1]), int(fields[11]) + int(fields[12]))
