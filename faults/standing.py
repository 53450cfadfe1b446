"""Sets the site up as in production: nginx, PostgreSQL, web server, worker, mail, each a server of its own."""

import argparse
import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from attack.installing import in_production, prepare
from attack.servers import NGINX_CONF, Server, address_of, command, configured, database_server, free_port, nginx
from attack.visitor import HOST

from faults.disks import Disk, can_mount, mounted
from faults.registry import faketime

if TYPE_CHECKING:
    from faults.site import Site

DATABASE_DISK, VAR_DISK, MEDIA_DISK = 320, 320, 32
"""Megabytes. /healthz asks for 200 that are free."""

SOUND = ("jit=off", "max_wal_size=64MB", "min_wal_size=32MB")
"""As a database is set up whose data are missed, fsync included, with a log that has room on a small disk."""


@dataclass(slots=True)
class Ground:
    """What the site stands on."""

    var: Path
    address: str
    database: Server | None = None
    database_disk: Disk | None = None
    var_disk: Disk | None = None
    media_disk: Disk | None = None


@contextmanager
def standing(options: argparse.Namespace, folder: Path) -> "Iterator[Site]":
    """Start everything, and give the site; it ends with the block, and nothing of it is left but what was said.

    Raises:
        NotStarted: a server did not come up.
    """
    _hear()
    with ExitStack() as servers:
        ground = servers.enter_context(_ground(options, folder))
        ports = {name: free_port() for name in ("mail", "app", "secure", "plain")}
        os.environ.update(in_production(ground.var, ground.address, ports["mail"]))
        prepare(folder, is_prepared=bool(options.prepared))
        yield servers.enter_context(_site(folder, ground, ports, faketime(options.faketime)))


def _hear() -> None:
    """Let SIGTERM end us as Ctrl-C does: servers, disks and folders are taken away."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)


@contextmanager
def _ground(options: argparse.Namespace, folder: Path) -> Iterator[Ground]:
    """Give database and disks: what is prepared, or our own, on small disks where we may mount them."""
    if options.prepared:
        yield Ground(Path(options.prepared[0]), options.prepared[1])
        return
    with ExitStack() as held:
        data, ground = folder / "postgresql", Ground(folder / "var", "")
        folder.chmod(0o755)
        if can_mount(folder):
            ground.database_disk = held.enter_context(mounted(data, DATABASE_DISK))
            ground.var_disk = held.enter_context(mounted(ground.var, VAR_DISK))
            ground.media_disk = held.enter_context(mounted(ground.var / "media", MEDIA_DISK))
            data = data / "data"
        ground.database = database_server(folder, data, SOUND)
        held.enter_context(ground.database.running())
        ground.address = address_of(ground.database)
        yield ground


@contextmanager
def _site(folder: Path, ground: Ground, ports: dict[str, int], library: Path | None) -> "Iterator[Site]":
    """Serve the site on its ground."""
    import django  # noqa: PLC0415 - only now is it known which database

    django.setup()
    logging.getLogger().handlers = [logging.FileHandler(folder / "faults.log")]
    from attack.site import Site as People  # noqa: PLC0415 - needs Django
    from tests.simulators.driver import running  # noqa: PLC0415 - of the tests, and not needed for a list
    from tests.stores import bucket  # noqa: PLC0415 - likewise

    from faults.post import Post  # noqa: PLC0415 - needs Django
    from faults.site import Site  # noqa: PLC0415 - needs Django

    with ExitStack() as servers:
        post = Post()
        post.open(ports["mail"])
        servers.callback(post.close)
        store = servers.enter_context(bucket(folder / "store.log"))
        gateway, stamps = servers.enter_context(running()), servers.enter_context(_stamps(folder).running())
        web = servers.enter_context(_serve(folder, "web", ports["app"], "serve", "--port", str(ports["app"])))
        worker = servers.enter_context(_serve(folder, "worker", 0, "worker"))
        front = servers.enter_context(nginx(folder, _conf(folder, ground, ports, store), ports["secure"]))
        people = People(ports["secure"], ports["plain"], post, web, Random(1))  # type: ignore[arg-type] # noqa: S311 - to be repeated
        site = Site(
            people=people,
            folder=folder,
            web=web,
            worker=worker,
            front=front,
            post=post,
            post_port=ports["mail"],
            gateway=gateway,
            store=store,
            stamps=stamps,
            app_port=ports["app"],
            database=ground.database,
            database_disk=ground.database_disk,
            var_disk=ground.var_disk,
            media_disk=ground.media_disk,
            faketime=library,
        )
        servers.callback(lambda: site.web.end())  # by then perhaps another than the first
        yield site


def _serve(folder: Path, name: str, port: int, *words: str) -> AbstractContextManager[Server]:
    """Run our own command as a server."""
    log = folder / f"{name}.log"
    return Server(name, command(*words), log, port, environment=dict(os.environ)).running()


def _conf(folder: Path, ground: Ground, ports: dict[str, int], store: dict[str, str]) -> str:
    return configured(
        NGINX_CONF.read_text(encoding="utf-8"),
        host=HOST,
        ports=(ports["secure"], ports["plain"]),
        app_port=ports["app"],
        media=ground.var / "media",
        folder=folder,
        store=store["CREDENCE_S3_ENDPOINT"],
    )


def _stamps(folder: Path) -> Server:
    """Return a time stamping authority."""
    port = free_port()
    words = [sys.executable, "-m", "simulators.timestamps", "--port", str(port)]
    environment = {**os.environ, "CREDENCE_DEMO": "true"}
    return Server("time stamping authority", words, folder / "stamps.log", port, environment=environment)
