"""A run: the site set up as in production, each attack tried, a line for each."""

import argparse
import http.client
import logging
import os
import shutil
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from attack.installing import in_production, prepare
from attack.registry import Attack, Hole, NoPremise, chosen
from attack.servers import configured, credence, free_port, mail, nginx, postgresql
from attack.visitor import HOST

if TYPE_CHECKING:
    from attack.site import Site


def try_all(options: argparse.Namespace, folder: Path) -> int:
    """Try what is chosen, and return 1 if anything got through, or nothing was chosen.

    Raises:
        NotStarted: a server did not come up.
    """
    begun = time.perf_counter()
    with standing(options, folder) as site:
        import attack.subjects  # noqa: F401, PLC0415 - it needs Django, and registers all attacks

        attacks = chosen(options.only)
        said = [_try(each, site) for each in attacks]
        said += [_say("whole", "Any of it makes a page fail", _fault_in(site.server.log))] if said else []
    failed = said.count(False)
    seconds = time.perf_counter() - begun
    sys.stdout.write(f"{len(said)} tried, {failed} FAILED, seed {options.seed}, {seconds:.0f} s.\n")
    if failed:
        sys.stdout.write(f"What the servers said is in {folder}.\n")
        return 1
    shutil.rmtree(folder)
    return 0 if said else 1


def _try(each: Attack, site: "Site") -> bool:
    """Try one, and return whether the site held."""
    try:
        each.run(site)
    except Hole as hole:
        why = f": {hole}"
    except NoPremise as missing:
        why = f": what is allowed does not work, so nothing was shown: {missing}"
    except (OSError, http.client.HTTPException) as fault:
        why = f": there was no answer ({type(fault).__name__}: {fault})"
    except Exception as fault:  # noqa: BLE001 - a fault of one attack keeps no other from being tried
        why = (
            f": {traceback.format_exception_only(fault)[-1].strip()} at {traceback.extract_tb(fault.__traceback__)[-1]}"
        )
    else:
        why = ""
    return _say(each.name, each.tries, why)


def _say(name: str, tries: str, why: str) -> bool:
    """Print a line, and return whether the site held."""
    sys.stdout.write(f"{'FAILED' if why else 'held  '} {name}: {tries}{why}\n")
    sys.stdout.flush()
    return not why


def _fault_in(log: Path) -> str:
    """Return the first fault that the site has logged; nothing where there is none."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    faults = [line for line in lines if "Internal Server Error" in line]
    return f": {len(faults)} times, first {faults[0]}" if faults else ""


@contextmanager
def standing(options: argparse.Namespace, folder: Path) -> "Iterator[Site]":
    """Start everything, and give the site; it ends with the block."""
    with ExitStack() as servers:
        if options.prepared:
            var, database = Path(options.prepared[0]), options.prepared[1]
        else:
            var, database = folder / "var", servers.enter_context(postgresql(folder))
        mailbox, smtp_port = servers.enter_context(mail())
        os.environ.update(in_production(var, database, smtp_port))
        prepare(folder, is_prepared=bool(options.prepared))
        ports, app_port = (free_port(), free_port()), free_port()
        log = folder / "credence.log"
        process = servers.enter_context(credence(dict(os.environ), app_port, log))
        conf = configured(
            options.nginx.read_text(encoding="utf-8"),
            host=HOST,
            ports=ports,
            app_port=app_port,
            media=var / "media",
            folder=folder,
        )
        servers.enter_context(nginx(folder, conf, ports[0]))
        import django  # noqa: PLC0415 - only now is it known which database

        django.setup()
        logging.getLogger().handlers = [logging.FileHandler(folder / "attack.log")]
        from tests.project.running import Running  # noqa: PLC0415 - of the tests, and not needed for a list

        from attack.site import Site  # noqa: PLC0415 - needs Django

        yield Site(*ports, mailbox, Running(process, log), Random(options.seed))  # noqa: S311 - to be repeated


def pretend() -> None:
    """Set what Django needs to know where nothing is started."""
    os.environ.update({"CREDENCE_DEMO": "true", "DJANGO_SETTINGS_MODULE": "credence.project.settings"})
