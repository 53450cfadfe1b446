"""Everything that a run measures, started in a folder of its own on free ports of loopback, and ended with it."""

import http.client
import json
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import psycopg
from attack.servers import NGINX_CONF, PREFIX, NotStarted, configured, ended, free_port, nginx, postgresql, program
from attack.servers import wait_until_listening as wait
from soak.database import of_its_own

from bench.rows import ALONE_FILM, ALONE_PAGE, APPLICATION, FRONT, ROWS, VIEW
from bench.server import Unfit
from bench.visits import HOST, ORIGIN

ROOT = Path(__file__).resolve().parent.parent
SQLITE = "sqlite"
STARTING = 30.0
SOUND = ("jit=off", "shared_buffers=256MB")
"""How PostgreSQL is set up here: as it comes, and so that what it says is kept lies on the disk."""

ALONE = """
server {{
    listen 127.0.0.1:{port};
    root {folder}/alone;
    sendfile on;
    tcp_nopush on;
    location = /film.mp4 {{ alias {film}; }}
}}
set_real_ip_from 127.0.0.0/8;
real_ip_header X-Forwarded-For;
"""
"""nginx without Credence, and whose word of where a visitor comes from nginx takes: that of the load process."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a run is to be made of; `prepared` is the folder and the database of an installation that holds nothing."""

    database: str = ""
    workers: int = 2
    courses: int = 40
    learners: int = 300
    holders: int = 40
    prepared: tuple[Path, str] | None = None


@dataclass(slots=True)
class Standing:
    """What stands: the port where each row and each reference is asked, whose processor time counts, and the plan."""

    plan: dict[str, Any]
    database: str
    ports: dict[str, int] = field(default_factory=dict)
    processes: dict[str, int] = field(default_factory=dict)
    media: Path = Path()
    log: Path = Path()

    def faults(self) -> str:
        """Return the last of what the servers said where they failed; nothing where they did not."""
        said = self.log.read_text(encoding="utf-8", errors="replace")
        return said[-2000:] if "Traceback" in said else ""

    def port_of(self, name: str) -> int | None:
        """Return where a row is asked; None where what it needs is not here."""
        return self.ports.get(ROWS[name].place if name in ROWS else name)


@contextmanager
def databases(folder: Path, wanted: Wanted) -> Iterator[tuple[str, str]]:
    """Give the addresses of two databases, for Credence and for the reference; nothing for SQLite.

    Without a wish they are in a PostgreSQL of our own, where it is installed.
    """
    with ExitStack() as servers:
        if wanted.prepared:
            yield wanted.prepared[1], servers.enter_context(of_its_own(wanted.prepared[1]))
            return
        if wanted.database == SQLITE or (not wanted.database and not _is_here("initdb")):
            yield "", ""
            return
        server = wanted.database or servers.enter_context(postgresql(folder, SOUND))
        until_ready(server)
        yield servers.enter_context(of_its_own(server)), servers.enter_context(of_its_own(server))


def until_ready(address: str) -> None:
    """Wait until a PostgreSQL lets somebody in, which is a moment after it listens.

    Raises:
        Unfit: it does not.
    """
    until = time.monotonic() + STARTING
    while True:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError as refused:
            if time.monotonic() > until:
                raise Unfit(f"PostgreSQL does not answer: {refused}") from refused
            time.sleep(0.1)
        else:
            return


def _is_here(name: str) -> bool:
    try:
        program(name)
    except NotStarted:
        return False
    return True


def environment_of(var: Path, database: str, workers: int) -> dict[str, str]:
    """Return the settings of a site in production, of which nothing is sent by mail."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("CREDENCE_")},
        "DJANGO_SETTINGS_MODULE": "credence.project.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "CREDENCE_SECRET_KEY": secrets.token_urlsafe(48),
        "CREDENCE_ALLOWED_HOSTS": HOST,
        "CREDENCE_BASE_URL": ORIGIN,
        "CREDENCE_DATABASE_URL": database,
        "CREDENCE_VAR": str(var),
        "CREDENCE_SIGNING_KEY": str(var / "signing.p12"),
        "CREDENCE_MEDIA_ACCEL_PREFIX": PREFIX,
        "CREDENCE_WORKERS": str(workers),
    }


def python(environment: dict[str, str], *words: str) -> str:
    """Run a module of ours to its end, and return what it prints.

    Raises:
        Unfit: it failed; what it said is told.
    """
    command = [sys.executable, "-W", "ignore", "-m", *words]
    done = subprocess.run(command, env=environment, cwd=ROOT, check=False, capture_output=True, text=True)
    if done.returncode:
        raise Unfit(f"python -m {' '.join(words)} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def installed(folder: Path, database: str, wanted: Wanted) -> tuple[dict[str, str], dict[str, Any]]:
    """Make an installation and its data; return its environment, and who visits in each row."""
    var = wanted.prepared[0] if wanted.prepared else folder / "var"
    environment = environment_of(var, database, wanted.workers)
    for command in ("make-signing-key", *(() if wanted.prepared else ("prepare",))):
        python(environment, "credence", command)
    counts = {"courses": wanted.courses, "learners": wanted.learners, "holders": min(wanted.holders, wanted.learners)}
    plan = folder / "plan.json"
    python(environment, "bench.plan", str(plan), *(f"--{name}={count}" for name, count in counts.items()))
    read: dict[str, Any] = json.loads(plan.read_text(encoding="utf-8"))
    return environment, read


@contextmanager
def standing(folder: Path, wanted: Wanted) -> Iterator[Standing]:
    """Start everything, and give where it is.

    Raises:
        Unfit: something could not be made.
        NotStarted: a server did not come up.
    """
    with ExitStack() as servers, (folder / "said.log").open("w") as log:
        database, beside = servers.enter_context(databases(folder, wanted))
        environment, plan = installed(folder, database, wanted)
        said = Standing(plan, "PostgreSQL" if database else "SQLite", log=folder / "said.log")
        said.media = Path(environment["CREDENCE_VAR"]) / "media"
        said.ports[APPLICATION] = servers.enter_context(_served(environment, said, APPLICATION, log))
        servers.enter_context(_reference(folder, beside, environment, said, log))
        if _is_here("nginx"):
            servers.enter_context(_fronted(folder, said))
        yield said


@contextmanager
def _served(environment: dict[str, str], said: Standing, name: str, log: IO[str]) -> Iterator[int]:
    port = free_port()
    words = ["credence", "serve", "--port"] if name == APPLICATION else ["bench.reference", "serve"]
    command = [sys.executable, "-W", "ignore", "-m", *words, str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    with ended(process):
        wait(port, process, name)
        said.processes[name] = process.pid
        yield port


@contextmanager
def _reference(folder: Path, database: str, credence: dict[str, str], said: Standing, log: IO[str]) -> Iterator[None]:
    """Serve the bare view, on a database of its own beside Credence's."""
    var = folder / "reference"
    environment = {**credence, "CREDENCE_DATABASE_URL": database, "CREDENCE_VAR": str(var)}
    environment["DJANGO_SETTINGS_MODULE"] = "bench.reference.settings"
    row = folder / "reference.json"
    python(environment, "bench.reference", "make", str(row))
    said.plan[VIEW] = json.loads(row.read_text(encoding="utf-8"))
    with _served(environment, said, VIEW, log) as port:
        said.ports[VIEW] = port
        yield


@contextmanager
def _fronted(folder: Path, said: Standing) -> Iterator[None]:
    """Run nginx as we recommend it, without TLS, and beside it nginx alone with a page and the film."""
    from tests.certificates import self_signed  # noqa: PLC0415 - of the tests, and needed where there is nginx

    ports, alone = (free_port(), free_port()), free_port()
    self_signed(folder)
    conf = configured(
        NGINX_CONF.read_text(encoding="utf-8"),
        host=HOST,
        ports=ports,
        app_port=said.ports[APPLICATION],
        media=said.media,
        folder=folder,
    )
    (folder / "alone").mkdir()
    (folder / "alone/page.html").write_bytes(home_page(said.ports[APPLICATION]))
    whole = without_tls(conf) + ALONE.format(port=alone, folder=folder, film=next(said.media.rglob("*/*/*.mp4")))
    with nginx(folder, whole, ports[0]):
        said.ports |= {FRONT: ports[0], ALONE_PAGE: alone, ALONE_FILM: alone}
        yield


def home_page(port: int) -> bytes:
    """Return the bytes of the home page, which nginx then sends alone."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request("GET", "/", headers={"Host": HOST, "X-Forwarded-Proto": "https"})
        return line.getresponse().read()
    finally:
        line.close()


def without_tls(conf: str) -> str:
    """Return a configuration of nginx that speaks plainly where it spoke TLS: its cost is the same for every site."""
    plain = re.sub(r"^\s*(ssl_\w+|http2) .*\n", "", conf, flags=re.MULTILINE)
    plain = re.sub(r"( ssl| http2)+(?=[ ;])", "", plain)
    return plain.replace("X-Forwarded-Proto $scheme", "X-Forwarded-Proto https")
