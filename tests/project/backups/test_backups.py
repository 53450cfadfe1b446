"""A site comes back whole, on either database, or the command says why not and leaves nothing half done."""

import gzip
import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from credence.project.backups.contents import newest_in
from credence.project.backups.faults import BackupFault
from credence.project.backups.opening import check_backup
from tests.installations import ROOT, run, server
from tests.project.backups.site import PASSPHRASE, ask, backed_up, digests, empty_place, lived_in, served, the_backup

pytestmark = pytest.mark.own_database
KINDS = ["sqlite", "postgresql"]


def kinds() -> list[str]:
    return KINDS if server() else KINDS[:1]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a copy of a place with one backup, to be spoiled."""
    return Path(shutil.copytree(backed_up(), tmp_path / "place"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_and_file_comes_back_and_the_next_backup_holds_the_same(tmp_path: Path, kind: str) -> None:
    if kind not in kinds():
        pytest.skip("needs PostgreSQL")
    folder = the_backup(backed_up())
    with empty_place(tmp_path / "var", kind) as environment:
        told = run(environment, "credence", "restore", str(folder))
        run(environment, "credence", "backup", str(tmp_path / "again"))
        again = newest_in(tmp_path / "again")
    assert digests(again) == digests(folder)
    assert [label for label in FACTS if not digests(folder)[label][0]] == []
    assert files_of(tmp_path / "again" / "media") == files_of(folder.parent / "media") != {}
    assert told.splitlines()[-1].startswith("The site of ")


FACTS = ("accounts.user", "assessment.attempt", "audit.event", "commerce.order", "credit.award", "credit.certificate")


def files_of(shelf: Path) -> dict[str, bytes]:
    """Return what lies on a shelf, by its names."""
    return {str(each.relative_to(shelf)): each.read_bytes() for each in shelf.rglob("*") if each.is_file()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_restored_site_serves_its_certificates_and_goes_on_counting(tmp_path: Path, kind: str) -> None:
    if kind not in kinds():
        pytest.skip("needs PostgreSQL")
    with empty_place(tmp_path / "var", kind) as environment:
        run(environment, "credence", "restore", str(the_backup(backed_up())))
        code = run(environment, "credence", "shell", "--no-imports", "-c", CODE).strip()
        with served(environment) as address:
            page = urllib.request.urlopen(f"{address}/verify/?code={code}").read().decode()  # noqa: S310
    assert "Alice" in page


CODE = """
from credence.accounts.actions import register
from credence.credit.models import Certificate
from credence.kit.clock import now
register(username="newcomer", email="new@example.org", now=now())
print(Certificate.objects.filter(pdf__isnull=False, replaced_by=None).first().code)
"""


def test_a_backup_of_a_busy_site_is_of_one_moment_and_holds_all_that_was_acknowledged_before(tmp_path: Path) -> None:
    with lived_in(tmp_path / "var") as environment:
        command = [sys.executable, "-W", "ignore", "-m", "credence", "shell", "--no-imports", "-c", REGISTER]
        with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as busy:
            assert busy.stdout
            before = [int(busy.stdout.readline()) for _ in range(3)]
            run(environment, "credence", "backup", str(tmp_path / "backups"))
            busy.terminate()
            after = [int(line) for line in busy.stdout.read().split()]
    people = rows(newest_in(tmp_path / "backups"), "accounts.user", "username")
    numbers = rows(newest_in(tmp_path / "backups"), "accounts.identifier", "value")
    joined = sorted(int(name.removeprefix("busy")) for name in people if name.startswith("busy"))
    assert joined == list(range(len(joined)))
    assert before[-1] < len(joined) <= after[-1] + 2
    assert [f"B{number}" for number in joined] == sorted(
        (each for each in numbers if each[0] == "B"), key=lambda b: int(b[1:])
    )


REGISTER = """
from itertools import count
from django.db import transaction
from credence.accounts.models import Identifier, User
from credence.kit.clock import now
for number in count():
    with transaction.atomic():
        user = User.objects.create(username=f"busy{number}", email=f"busy{number}@example.org", date_joined=now())
        Identifier.objects.create(user=user, kind="arrt", value=f"B{number}", given_at=now())
    print(number, flush=True)
"""


def rows(folder: Path, label: str, column: str) -> list[str]:
    """Return one column of a table in a backup."""
    names = json.loads((folder / "contents.json").read_text())["tables"][label]["columns"]
    with gzip.open(folder / "rows" / f"{label}.jsonl.gz") as lines:
        return [json.loads(line)[names.index(column)] for line in lines]


def test_a_restore_that_was_killed_leaves_no_row_and_is_begun_anew_by_the_same_command(tmp_path: Path) -> None:
    folder = the_backup(backed_up())
    with empty_place(tmp_path / "var", kinds()[-1]) as environment:
        command = [sys.executable, "-W", "ignore", "-m", "credence", "restore", str(folder)]
        with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as killed:
            assert killed.stdout
            assert any(line.startswith("Tables: 1 of ") for line in killed.stdout)
            killed.kill()
        count = "from credence.accounts.models import User; print(User.objects.count())"
        assert run(environment, "credence", "shell", "--no-imports", "-c", count) == "0\n"
        run(environment, "credence", "restore", str(folder))
        again = ask(environment, "restore", str(folder))
    assert again.returncode == 1
    assert again.stderr.startswith("CommandError: Nothing was restored. There are rows in ")


def test_a_site_with_another_key_or_an_older_release_refuses_the_backup(tmp_path: Path, place: Path) -> None:
    with empty_place(tmp_path / "var", "sqlite") as environment:
        other = ask({**environment, "CREDENCE_SECRET_KEY": "x" * 50}, "restore", str(place / "backups"))
    assert other.stderr == (
        "CommandError: Nothing was restored. CREDENCE_SECRET_KEY is not the one of the backup, and letters and second "
        "factors are sealed with it. Write out the settings of the backup with `credence unseal`, and set the key from "
        "there.\n"
    )


def flip_rows(folder: Path) -> None:
    """Change one letter of a name, and press the rows again."""
    path = folder / "rows" / "accounts.user.jsonl.gz"
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"alice", b"alicf")))


def flip_list(folder: Path) -> None:
    """Change the count of a table."""
    path = folder / "contents.json"
    path.write_text(path.read_text().replace('"count": 1,', '"count": 2,', 1))


def cut_file(folder: Path) -> None:
    """Cut a file of a course short by a byte."""
    path = next(each for each in (folder.parent / "media").rglob("*.*") if each.is_file())
    path.write_bytes(path.read_bytes()[:-1])


def flip_seal(folder: Path) -> None:
    """Change the last letter of what is sealed."""
    path = folder / "settings.sealed"
    path.write_bytes(path.read_bytes()[:-2] + b"AA")


SPOILT = {
    flip_rows: r"accounts.user.jsonl.gz is missing or was altered since the backup was made, so",
    flip_list: r"The list of contents in .* is not the one that was sealed: it was altered.",
    cut_file: r"is missing or cut short: this backup is not whole.",
    flip_seal: r"settings.sealed does not open.",
    lambda folder: (folder / "settings.sealed").unlink(): r"settings.sealed cannot be read: this backup is not whole.",
    lambda folder: (folder / "files.jsonl.gz").unlink(): r"files.jsonl.gz is missing or was altered",
    lambda folder: (folder / "contents.json").write_text("{}"): r"cannot be read as the contents of a backup.",
}


def test_a_backup_that_was_not_touched_is_whole(place: Path) -> None:
    assert check_backup(the_backup(place), passphrase=PASSPHRASE).folder == the_backup(place)


@pytest.mark.parametrize("spoil", SPOILT, ids=list(SPOILT.values()))
def test_a_backup_that_was_altered_is_refused(place: Path, spoil: Callable[[Path], object]) -> None:
    spoil(the_backup(place))
    with pytest.raises(BackupFault, match=SPOILT[spoil]):
        check_backup(the_backup(place), passphrase=PASSPHRASE)


@pytest.mark.parametrize("passphrase", ["", "too short", PASSPHRASE + "!"])
def test_another_pass_phrase_opens_nothing(place: Path, passphrase: str) -> None:
    with pytest.raises(BackupFault, match="pass phrase"):
        check_backup(the_backup(place), passphrase=passphrase)


def test_settings_and_key_come_out_on_a_machine_that_has_none(tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("CREDENCE_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "credence", "unseal", str(backed_up() / "backups"), str(tmp_path)],
        env={**bare, "CREDENCE_BACKUP_PASSPHRASE": PASSPHRASE},
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, f"Wrote {tmp_path / '.env'}\n"), done.stderr
    assert "CREDENCE_SECRET_KEY='" + "k" * 50 + "'" in (tmp_path / ".env").read_text()
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
    assert PASSPHRASE not in (tmp_path / ".env").read_text()


def test_a_site_whose_file_is_not_the_one_that_was_reviewed_is_not_backed_up_as_if_it_were(tmp_path: Path) -> None:
    with lived_in(tmp_path / "var") as environment:
        spoilt = next(each for each in (tmp_path / "var" / "media").rglob("*.mp4") if "test" not in each.parts)
        spoilt.write_bytes(spoilt.read_bytes()[:-1] + b"!")
        told = ask(environment, "backup", str(tmp_path / "backups"))
    assert told.returncode == 1
    assert "has other bytes than when it was stored" in told.stderr
    assert list((tmp_path / "backups").glob("*Z")) == []
