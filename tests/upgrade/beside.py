"""New code beside old: an older release serves under load while its database is upgraded, then this one takes over.

`script/upgrade-beside` runs this file in the older release's folder, with the older release's own modules: its site,
its visitors, its books. Only what is done to it comes from here, as one more of its faults.
"""

import atexit
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from attack.servers import Server, command, free_port
from faults import __main__ as older
from faults.registry import fault

NEW = Path(__file__).parents[2]
"""This release."""

PACE = 6.0
"""Seconds between two acts of one who writes."""

NAME = "older-release-upgraded-beside"


def _unhurried(_site: Any) -> dict[str, str]:
    """Let those who write take their time: the courses that they pass must last as long as the upgrade does."""
    from faults import visitors  # noqa: PLC0415 - needs Django, which is set up by now

    visitors.WRITING_PACE = PACE
    return {}


@fault(seconds=20, whole=True, changes=_unhurried)
def older_release_upgraded_beside(site: Any, span: Any) -> None:
    """This release brings an older one's database up to date while that serves, starts beside it, and takes over."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(NEW / "src"), str(NEW)])}
    span.hold(1 / 4)
    _prepare(site, environment)
    span.hold(1 / 4)
    old, port = site.web, free_port()
    new = Server("web", command("serve", "--port", str(port)), old.log, port, environment=environment, cwd=NEW)
    atexit.register(new.end)
    new.start()
    site.web = new
    _lead(site, old.port, port)
    span.hold(1 / 4)
    old.end()
    site.worker.end()
    site.worker.environment, site.worker.cwd = environment, NEW
    site.worker.start()
    span.hold(1 / 4)


def _prepare(site: Any, environment: dict[str, str]) -> None:
    """Run `credence prepare` of this release, and say how long it took."""
    begun = time.monotonic()
    words = command("prepare")
    with (site.folder / "prepare.log").open("wb") as said:
        subprocess.run(words, cwd=NEW, env=environment, check=True, stdout=said, stderr=said)
    taken = time.monotonic() - begun
    sys.stderr.write(f"The database was brought up to date in {taken:.1f} s, while the older release served.\n")


def _lead(site: Any, old: int, new: int) -> None:
    conf = site.folder / "credence.conf"
    text = conf.read_text(encoding="utf-8")
    conf.write_text(text.replace(f"server 127.0.0.1:{old};", f"server 127.0.0.1:{new};"), encoding="utf-8")
    site.front.process.send_signal(1)


if __name__ == "__main__":
    sys.exit(older.main(["--only", NAME, *sys.argv[1:]]))
