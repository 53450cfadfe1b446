"""`script/attack`: try the abuse cases on the site as it runs in production. Ends with 1 where one gets through."""

import argparse
import sys
import tempfile
from pathlib import Path

from attack.installing import take_prepared
from attack.registry import chosen
from attack.servers import NGINX_CONF, NotStarted


def main(words: list[str] | None = None) -> int:
    """Start everything in a temporary place, try each attack, and print a line for each."""
    options = _parser().parse_args(words)
    if options.list:
        return _list(options)
    from attack import run  # noqa: PLC0415 - it sets Django up, and Django is not set up for a list

    folder = Path(tempfile.mkdtemp(prefix="credence-attack-"))
    try:
        return run.try_all(options, folder)
    except NotStarted as refused:
        sys.stderr.write(f"{refused}\nWhat was said is in {folder}.\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="script/attack", description=__doc__)
    parser.add_argument("--only", action="append", default=[], metavar="PATTERN", help="such as 'certificates.*'")
    parser.add_argument("--list", action="store_true", help="print what would be tried, and try nothing")
    parser.add_argument("--seed", type=int, default=1, help="what is chosen by chance is drawn from it (default 1)")
    parser.add_argument(
        "--nginx", type=Path, default=NGINX_CONF, metavar="FILE", help="the nginx.conf to try (default: ours)"
    )
    take_prepared(parser)
    return parser


def _list(options: argparse.Namespace) -> int:
    import django  # noqa: PLC0415

    from attack.run import pretend  # noqa: PLC0415

    pretend()
    django.setup()
    import attack.subjects  # noqa: F401, PLC0415 - it registers all attacks

    sys.stdout.write("".join(f"{each.name}: {each.tries}\n" for each in chosen(options.only)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
