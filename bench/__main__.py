"""`script/bench`: measure, print, leave nothing behind."""

import argparse
import sys
from collections.abc import Callable, Iterator
from functools import partial

from bench.figures import Figure, as_json, as_text
from bench.server import Unfit


def wanted(options: argparse.Namespace) -> list[Callable[[], Iterator[Figure]]]:
    """Return what to measure."""
    if options.starts or options.tests:
        from bench import starts  # noqa: PLC0415 - needs no Django

        return [
            measure
            for is_on, measure in ((options.starts, starts.of_starts), (options.tests, starts.of_tests))
            if is_on
        ]
    if options.large:
        from bench import large  # noqa: PLC0415 - sets Django up

        return [partial(large.of_large, options.large)]
    from bench import pages  # noqa: PLC0415 - sets Django up

    return [pages.of_pages, pages.of_work]


def main() -> int:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(prog="script/bench", description="Print what this machine serves.")
    parser.add_argument("--json", action="store_true", help="print for machines")
    parser.add_argument("--starts", action="store_true", help="fresh clone to a served page, and second start, only")
    parser.add_argument("--tests", action="store_true", help="time of script/test, only")
    parser.add_argument("--large", type=int, metavar="N", help="pages of every face among N learners, only")
    options = parser.parse_args()
    try:
        figures = [figure for measure in wanted(options) for figure in measure()]
    except Unfit as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    sys.stdout.write((as_json if options.json else as_text)(figures) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
