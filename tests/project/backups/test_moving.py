"""A database moves to the other kind and back with every row, or the command says why not and both stay as they are."""

from pathlib import Path

import pytest
from django.db import connection
from soak.database import of_its_own

from credence.project.backups.faults import BackupFault
from credence.project.backups.moving import SOMEBODY_WROTE, _check_still, _copy_out
from tests.factories.accounts import make_user
from tests.installations import run, server
from tests.project.backups.site import MADE_ANEW, ask, lived_in
from tests.project.backups.test_backups import FACTS

SIGN_IN = """
from django.contrib.auth import SESSION_KEY
from credence.accounts.gateway.sessions import SessionStore
from credence.accounts.models import User
store = SessionStore()
store[SESSION_KEY] = str(User.objects.first().pk)
store.create()
"""


def told(said: str) -> dict[str, list[str]]:
    """Return the count and the hash of each table that a move told, but of what is made anew at each place."""
    lines = [line.split() for line in said.splitlines() if "  " in line]
    return {label: rest for *rest, label in lines if label not in MADE_ANEW}


@pytest.mark.postgresql
@pytest.mark.own_database
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
def test_every_row_moves_to_the_other_database_and_back_and_nobody_is_signed_out(tmp_path: Path) -> None:
    with lived_in(tmp_path / "var") as there, of_its_own(server()) as other:
        run(there, "credence", "shell", "--no-imports", "-c", SIGN_IN)
        first = run(there, "credence", "move-database", "sqlite")
        here = {**there, "CREDENCE_DATABASE_URL": ""}
        second = run(here, "credence", "move-database", other)
        again = ask(here, "move-database", other)
        run({**there, "CREDENCE_DATABASE_URL": other}, "credence", "check")
    assert told(first) == told(second)
    assert [label for label in (*FACTS, "accounts.session") if told(first)[label][0] == "0"] == []
    assert first.splitlines()[-1].startswith(f"{total(first):,} rows in ")
    assert (again.returncode, again.stderr.splitlines()[-1][:40]) == (1, "CommandError: Nothing was moved. The new")
    assert "There are rows in " in again.stderr
    assert list((tmp_path / "var").glob("moving-*")) == []


def total(said: str) -> int:
    """Return the rows of all tables that a move told."""
    return sum(int(line.split()[0].replace(",", "")) for line in said.splitlines() if line.startswith("  "))


@pytest.mark.django_db(transaction=True)
def test_a_row_that_was_written_meanwhile_is_noticed(tmp_path: Path) -> None:
    moved = _copy_out(tmp_path, lambda _line: None)
    _check_still(moved.tables)
    make_user("latecomer")
    with pytest.raises(BackupFault) as refused:
        _check_still(moved.tables)
    assert str(refused.value) == SOMEBODY_WROTE.format(label="accounts.knownby")


@pytest.mark.own_database
def test_a_database_is_not_moved_to_itself(tmp_path: Path) -> None:
    with lived_in(tmp_path / "var") as environment:
        for same in ("", environment["CREDENCE_DATABASE_URL"] or "sqlite"):
            refused = ask(environment, "move-database", *([same] if same else []))
            assert (refused.returncode, refused.stderr) == (
                1,
                "CommandError: Name another database than the one of now: a postgresql:// address, or `sqlite`.\n",
            )
