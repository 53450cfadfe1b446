"""A run: the site set up as in production, each fault made once, and a row for each."""

import argparse
import sys
import time
from contextlib import suppress

from attack.servers import NotStarted
from django.db import connections
from soak.learning.browser import Tally

from faults import books
from faults.registry import AWAY, DISKS, FAKETIME, OWN_DATABASE, QUICK, Fault, Span
from faults.seen import Seen
from faults.site import Site
from faults.table import Row
from faults.visitors import Visitors

CALM = 3.0
"""Seconds of good weather before a fault."""

PATIENCE = 120.0
"""Seconds in which everything must be back."""

TRIED_AGAIN = 3


def make(faults: list[Fault], site: Site, options: argparse.Namespace, rows: list[Row]) -> None:
    """Make each fault, and add a row for each as soon as it is there."""
    tally = Tally()
    for each in faults:
        missing = [need for need in each.needs if not _has(site, need)]
        rows.append(Row(each, skipped=missing) if missing else _made(each, site, options, tally))
        _say(rows[-1])


def _has(site: Site, need: str) -> bool:
    return {OWN_DATABASE: site.database, DISKS: site.var_disk, FAKETIME: site.faketime}[need] is not None


def _made(each: Fault, site: Site, options: argparse.Namespace, tally: Tally) -> Row:
    """Make one fault while visitors come, wait until everything is back, and look what is lost."""
    seen = Seen()
    seconds = QUICK if options.quick else options.away if each.seconds == AWAY else each.seconds
    with site.changed(each.changes(site)):
        visitors = Visitors(site, seen, tally, each.kinds)
        with visitors.about():
            time.sleep(CALM)
            _see_all(visitors, seen)
            span = Span(seconds)
            each.run(site, span)
            span.over()
            back = _back(visitors, seen, span)
        done = _done(span)
        return Row(
            each,
            lasted=(span.over_at or 0) - span.begun_at,
            seen=seen,
            back=back,
            done=done,
            lost=_lost(site, tally),
        )


def _see_all(visitors: Visitors, seen: Seen) -> None:
    """Wait until every kind of visit went well once, so that the fault meets all of them.

    Raises:
        NotStarted: one never does.
    """
    if _waited(visitors, seen, 0.0) is None:
        raise NotStarted(f"the site does not work before the fault: {seen.told()}")


def _back(visitors: Visitors, seen: Seen, span: Span) -> float | None:
    """Return the seconds from the end of the fault until every kind of visit went well again."""
    over_at = span.over_at or time.monotonic()
    at = _waited(visitors, seen, over_at)
    return None if at is None else at - over_at


def _waited(visitors: Visitors, seen: Seen, moment: float) -> float | None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        ends = [seen.good_since(kind, moment) for kind in visitors.kinds]
        if None not in ends:
            return max(end for end in ends if end is not None)
        time.sleep(0.05)
    return None


def _done(span: Span) -> float | None:
    connections.close_all()
    return books.settled_after(span.over_at or 0.0)


def _lost(site: Site, tally: Tally) -> list[str]:
    """Look at the books; money that is on its way may take a moment more."""
    found: list[str] = []
    for _ in range(TRIED_AGAIN):
        with suppress(OSError):
            found = books.lost(site, tally)
        if not found:
            break
        time.sleep(5)
    return found


def _say(row: Row) -> None:
    """Say how it ended."""
    sys.stderr.write(f"{row.verdict:8} {row.fault.name}\n")
    sys.stderr.writelines(f"         {line}\n" for line in (*row.bare, *row.lost))
