"""The site through a real PgBouncer that lends two connections to PostgreSQL, for a transaction each."""

import os
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from attack.servers import LOOPBACK, ended, free_port, wait_until_listening
from django.db import connection

from tests.installations import copy_of, dressed, run
from tests.project.backups.site import ask, served, settings

PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.own_database,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
    pytest.mark.skipif(PGBOUNCER is None, reason="needs PgBouncer"),
]
CONFIGURED = """
[databases]
* = host={host} port={port} connect_query='SET statement_timeout = ''20s'''
[pgbouncer]
listen_addr = {listen}
listen_port = {own}
auth_type = trust
auth_file = {users}
pool_mode = transaction
default_pool_size = 2
unix_socket_dir =
"""
READ = """
from threading import Thread
from credence.accounts.models import User
from tests.factories.accounts import make_user
for number in range(30):
    make_user(f"user-{number:02}")
def read(found):
    for each in User.objects.order_by("pk").iterator(chunk_size=3):
        found.append(User.objects.get(pk=each.pk).username)
lists = [[] for _ in range(6)]
threads = [Thread(target=read, args=(found,)) for found in lists]
for thread in threads: thread.start()
for thread in threads: thread.join()
print({len(found) for found in lists}, len({tuple(found) for found in lists}))
"""


@contextmanager
def between(database: str, folder: Path) -> Iterator[str]:
    """Run PgBouncer before the server of a database, and give the address that leads through it."""
    there, own = urlsplit(database), free_port()
    users = folder / "users.txt"
    users.write_text(f'"{there.username}" ""\n', encoding="utf-8")
    text = CONFIGURED.format(host=there.hostname, port=there.port, listen=LOOPBACK, own=own, users=users)
    (folder / "pgbouncer.ini").write_text(text, encoding="utf-8")
    by = ["-u", "nobody"] if os.getuid() == 0 else []
    process = subprocess.Popen([str(PGBOUNCER), "-q", *by, str(folder / "pgbouncer.ini")], stderr=subprocess.DEVNULL)
    with ended(process):
        wait_until_listening(own, process, "PgBouncer")
        yield there._replace(netloc=f"{there.username}@{LOOPBACK}:{own}").geturl()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Give the environment of a site that reaches its database through PgBouncer."""
    place = tmp_path / "place"
    place.mkdir()
    with copy_of(dressed(), tmp_path / "var") as database, between(database, place) as through:
        yield settings(tmp_path / "var", through, CREDENCE_PGBOUNCER="true")


def test_pages_are_served_to_more_visitors_than_there_are_connections(site: dict[str, str]) -> None:
    def visit(path: str) -> int:
        with urllib.request.urlopen(address + path, timeout=30) as answer:  # noqa: S310 - our own server
            return int(answer.status)

    with served({**site, "CREDENCE_WORKERS": "3"}) as address, ThreadPoolExecutor(12) as visitors:
        assert set(visitors.map(visit, ["/courses/?q=a", "/sign-in/", "/verify/"] * 12)) == {200}


def test_rows_that_are_read_piece_by_piece_are_all_read_beside_others(site: dict[str, str]) -> None:
    assert run(site, "credence", "shell", "--no-imports", "-c", READ) == "{30} 1\n"


def test_the_site_is_sound_through_it(site: dict[str, str]) -> None:
    done = ask(site, "check")
    assert (done.returncode, done.stderr) == (0, "")
