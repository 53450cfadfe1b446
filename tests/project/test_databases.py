"""Connections are kept between requests, and given up when they lead to the database no more."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from credence.project.databases.postgresql.base import Impatient
from credence.project.databases.sqlite.base import DatabaseWrapper

pytestmark = pytest.mark.django_db
COUNT = "SELECT count(*) FROM pages"


def database(path: Path, pages: int) -> Path:
    """Make a file that holds so many pages."""
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE pages (number)")
        made.executemany("INSERT INTO pages VALUES (?)", [(number,) for number in range(pages)])
    made.close()
    return path


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[DatabaseWrapper]:
    """Open a file as the site does."""
    defaults = connection.settings_dict
    given = {"OPTIONS": {}, "NAME": database(tmp_path / "site", 3), "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
    wrapper = DatabaseWrapper({**defaults, **given}, "kept")
    yield wrapper
    wrapper.close()


def ask(wrapper: BaseDatabaseWrapper) -> int:
    """Ask as a request does: between requests Django looks at the connection."""
    wrapper.close_if_unusable_or_obsolete()
    with wrapper.cursor() as cursor:
        cursor.execute(COUNT)
        return int(cursor.fetchone()[0])


def test_a_connection_is_kept_from_one_request_to_the_next(kept: DatabaseWrapper) -> None:
    assert ask(kept) == 3
    first = kept.connection
    assert (ask(kept), kept.connection is first) == (3, True)


def test_a_file_that_takes_the_place_of_another_is_noticed_at_the_next_request(
    kept: DatabaseWrapper, tmp_path: Path
) -> None:
    assert ask(kept) == 3
    database(tmp_path / "restored", 5).replace(tmp_path / "site")
    assert ask(kept) == 5


def test_a_folder_that_was_moved_away_and_back_is_opened_anew(kept: DatabaseWrapper, tmp_path: Path) -> None:
    assert ask(kept) == 3
    (tmp_path / "site").rename(tmp_path / "away")
    database(tmp_path / "site", 7)
    assert ask(kept) == 7
    (tmp_path / "away").replace(tmp_path / "site")
    assert ask(kept) == 3


def test_nothing_is_held_between_requests_that_keeps_others_from_writing(kept: DatabaseWrapper, tmp_path: Path) -> None:
    assert ask(kept) == 3
    with sqlite3.connect(tmp_path / "site", timeout=0) as other:
        other.execute("INSERT INTO pages VALUES (4)")
    other.close()
    assert ask(kept) == 4


def test_each_thread_has_a_connection_of_its_own() -> None:
    connection.ensure_connection()
    seen: list[Any] = []

    def look() -> None:
        connection.ensure_connection()
        seen.append(connection.connection)
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert (len(seen), seen[0] is connection.connection) == (1, False)


def test_both_databases_are_kept_open_and_looked_at() -> None:
    given = settings.DATABASES["default"]
    assert (given["CONN_MAX_AGE"], given["CONN_HEALTH_CHECKS"]) == (None, True)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_a_line_that_the_server_has_ended_is_given_up() -> None:
    connection.ensure_connection()
    assert connection.is_usable()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
    other.close()
    assert not connection.is_usable()
    connection.close()


class Hasty(Impatient):
    """Gives up at once."""

    patience = 0.2


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite is no server")
def test_a_server_that_says_nothing_is_given_up_and_its_connection_closed() -> None:
    assert isinstance(connection.connection, Impatient)
    given = connection.get_connection_params()
    line = Hasty.connect(**{**given, "autocommit": True})
    assert line.execute("SELECT 1").fetchone() == (1,)
    begun = time.monotonic()
    with pytest.raises(psycopg.OperationalError, match="the server says nothing"):
        line.execute("SELECT pg_sleep(0.7)")
    assert (line.closed, time.monotonic() - begun < 0.6) == (True, True)
