"""`script/attack` says of each attack whether the site held, and fails where one gets through."""

import subprocess
import sys
from pathlib import Path

import pytest
from attack.servers import NGINX_CONF

from tests.installations import ROOT, copy_of, environment_of
from tests.journeys.conftest import dressed

pytestmark = pytest.mark.nginx
ENOUGH = ("certificates.opened_by_another", "posttest.sent_without_enrollment", "headers.foreign_hosts")


def attacked(var: Path, *words: str) -> tuple[int, dict[str, str]]:
    """Run `script/attack` on an installation of our own; return its end, and what it said of each attack."""
    with copy_of(dressed(), var) as database:
        command = [sys.executable, "-W", "ignore", "-m", "attack", "--prepared", str(var), database, *words]
        environment = environment_of(var, database, TMPDIR=str(var.parent))
        done = subprocess.run(command, env=environment, cwd=ROOT, check=False, capture_output=True, text=True)
    lines = [line.split(maxsplit=2) for line in done.stdout.splitlines()]
    said = {name.rstrip(":"): verdict for verdict, name, *_ in lines if verdict in {"held", "FAILED"}}
    assert said, done.stdout + done.stderr
    return done.returncode, said


def only(*names: str) -> list[str]:
    """Return the words that choose these attacks."""
    return [word for name in names for word in ("--only", name)]


def test_the_site_holds(tmp_path: Path) -> None:
    assert attacked(tmp_path / "var", *only(*ENOUGH)) == (0, dict.fromkeys([*ENOUGH, "whole"], "held"))


def test_a_hole_is_found_and_nothing_else(tmp_path: Path) -> None:
    conf = tmp_path / "nginx.conf"
    text = NGINX_CONF.read_text(encoding="utf-8")
    place = text.index("location /protected/")
    conf.write_text(text[:place] + text[place:].replace("internal;", "", 1), encoding="utf-8")
    words = only("files.shelf_itself", "files.link_of_another")
    said = {"files.shelf_itself": "FAILED", "files.link_of_another": "held", "whole": "held"}
    assert attacked(tmp_path / "var", "--nginx", str(conf), *words) == (1, said)
