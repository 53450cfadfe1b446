"""`script/bench`: measure, print, leave nothing behind. Ends with 1 where an answer was wrong."""

import argparse
import os
import platform
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attack.servers import NotStarted

from bench import large_site, pages, starts
from bench.document import write
from bench.figures import Line, as_json, as_text, starts_as_json, starts_as_text
from bench.parts import profiled
from bench.rounds import Pace, load, measured
from bench.rows import ROWS
from bench.server import Unfit
from bench.standing import SQLITE, Standing, Wanted, standing

PACE, WANTED = Pace(), Wanted()
NOWHERE = "there is nothing like this on any page"


def main(words: Sequence[str] | None = None) -> int:
    """Measure what was asked for and print it."""
    options = _parser().parse_args(words)
    signal.signal(signal.SIGTERM, _end)
    try:
        if options.list:
            return _list()
        if options.large:
            return large_site.run(options.large)
        if options.starts or options.tests:
            return _starts(options)
        if options.pages:
            return pages.main(options.at)
        with tempfile.TemporaryDirectory(prefix="credence-bench-", ignore_cleanup_errors=True) as folder:
            return _profile(options, Path(folder)) if options.profile else _table(options, Path(folder))
    except (Unfit, NotStarted) as refusal:
        _say(str(refusal))
        return 1


def _end(*_signal: object) -> None:
    """End as a program that came to its end does, so that all that was started ends, too."""
    raise SystemExit(143)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    add = parser.add_argument
    add("--json", action="store_true", help="print for machines")
    add("--list", action="store_true", help="print what there is to measure, and measure nothing")
    add("--rows", type=_names, default=list(ROWS), metavar="NAME,…", help="only these")
    add("--rounds", type=int, default=PACE.rounds, help="how often each row is measured (default %(default)s)")
    add("--seconds", type=float, default=PACE.seconds, help="for how long each time (default %(default)s)")
    add("--connections", type=_numbers, default=PACE.connections, metavar="N,…", help="visitors at once (default 8,32)")
    add("--database", default="", metavar="URL", help=f"'{SQLITE}', or a PostgreSQL server (default: one of our own)")
    add("--workers", type=int, default=WANTED.workers, help="web server processes (default %(default)s)")
    add("--courses", type=int, default=WANTED.courses, help="(default %(default)s)")
    add("--learners", type=int, default=WANTED.learners, help="with ten enrollments each (default %(default)s)")
    add("--profile", choices=list(ROWS), metavar="NAME", help="what one visit of a row asks, and where its time goes")
    add("--document", action="store_true", help="write the table into docs/performance.md")
    add("--plant", choices=list(ROWS), metavar="NAME", help="expect a wrong thing of one visitor: the run must fail")
    told = "an installation that holds nothing yet, with its database; it is changed (default: a new one)"
    many = "make so many learners in the database that CREDENCE_DATABASE_URL names, and print what each page costs"
    add("--large", type=int, metavar="N", help=many)
    add("--prepared", nargs=2, metavar=("FOLDER", "DATABASE"), help=told)
    add("--starts", action="store_true", help="fresh clone to a served page, and second start, only")
    add("--tests", action="store_true", help="time of script/test, only")
    add("--pages", action="store_true", help="what first visits to the learner's pages cost in Chromium, only")
    add("--at", default="", metavar="URL", help="with --pages: a demo that is served already")
    return parser


def _names(written: str) -> list[str]:
    names = written.split(",")
    if unknown := set(names) - set(ROWS):
        raise argparse.ArgumentTypeError(f"there is no row {', '.join(sorted(unknown))}; --list prints all")
    return [name for name in ROWS if name in names]


def _numbers(written: str) -> tuple[int, ...]:
    return tuple(int(each) for each in written.split(","))


def _list() -> int:
    sys.stdout.write("".join(f"{row.name:18} {row.does}, against {row.reference}\n" for row in ROWS.values()))
    return 0


def _starts(options: argparse.Namespace) -> int:
    asked = ((options.starts, starts.of_starts), (options.tests, starts.of_tests))
    figures = [figure for is_on, measure in asked if is_on for figure in measure()]
    sys.stdout.write((starts_as_json if options.json else starts_as_text)(figures) + "\n")
    return 0


def _wanted(options: argparse.Namespace) -> Wanted:
    return Wanted(
        database=options.database,
        workers=options.workers,
        courses=options.courses,
        learners=options.learners,
        prepared=(Path(options.prepared[0]), options.prepared[1]) if options.prepared else None,
    )


def _profile(options: argparse.Namespace, folder: Path) -> int:
    sys.stdout.write(profiled(folder, _wanted(options), options.profile) + "\n")
    return 0


def _table(options: argparse.Namespace, folder: Path) -> int:
    load_before = os.getloadavg()[0]
    _say("making courses, learners and what they did")
    with standing(folder, _wanted(options)) as site:
        names = [name for name in options.rows if site.port_of(name)]
        if left := [name for name in options.rows if name not in names]:
            _say(f"left out, for nginx is not installed: {', '.join(left)}")
        if options.plant:
            plant(site, options.plant)
        pace = Pace(options.seconds, options.rounds, options.connections)
        with load(folder, site) as visitors:
            lines = measured(visitors, names, pace, _say)
        if faults := site.faults():
            _say(f"The servers failed, and said last:\n{faults}")
        about = _about(options, site, load_before)
    return _tell(options, lines, about)


def plant(site: Standing, name: str) -> None:
    """Let the first visitor of a row expect what cannot be there."""
    item = site.plan[name]["items"][0]
    item["marks"] = [*item.get("marks", []), NOWHERE]


def _about(options: argparse.Namespace, site: Standing, load_before: float) -> dict[str, Any]:
    return {
        "database": site.database,
        "workers": options.workers,
        "courses": options.courses,
        "learners": options.learners,
        "rounds": options.rounds,
        "seconds": options.seconds,
        "processors": os.cpu_count(),
        "load": load_before,
        "python": platform.python_version(),
    }


def _tell(options: argparse.Namespace, lines: list[Line], about: dict[str, Any]) -> int:
    sys.stdout.write((as_json(lines, **about) if options.json else as_text(lines)) + "\n")
    wrong = sum(line.wrong for line in lines)
    if options.document and not wrong:
        write(lines, about)
    if wrong:
        _say(f"{wrong} answers were wrong:")
        _say("\n".join(f"{line.name}: {each}" for line in lines for each in line.told[:3]))
    return 1 if wrong or not lines else 0


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    sys.exit(main())
