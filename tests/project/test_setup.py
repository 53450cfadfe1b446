"""`credence setup`: five questions make the settings of a site, asked again until an answer can be used."""

import subprocess
import sys
from pathlib import Path

import pytest
from dotenv import dotenv_values

from credence.project.setting_up.questions import Unfit, database, mail_server, mailbox, site
from tests.project.test_command import credence

ANSWERS = ["cme.hospital.test", "smtps://me:it's%20%231@mail.hospital.test:465", "cme@hospital.test", "", "sqlite"]


def asked(folder: Path, answers: list[str], *words: str) -> "subprocess.CompletedProcess[str]":
    """Answer the questions of `credence setup` in a folder."""
    command = [sys.executable, "-m", "credence", "setup", "--var", str(folder / "var"), *words]
    given = "".join(f"{each}\n" for each in answers)
    return subprocess.run(command, input=given, cwd=folder, capture_output=True, text=True, check=False)


def test_five_answers_make_settings_with_which_the_site_starts(tmp_path: Path) -> None:
    done = asked(tmp_path, ANSWERS)
    assert (done.returncode, done.stderr) == (0, "")
    file = tmp_path / ".env"
    told = dotenv_values(file)
    assert (oct(file.stat().st_mode & 0o777), [*tmp_path.iterdir()]) == ("0o600", [file])
    assert {name: told[f"CREDENCE_{name}"] for name in ("BASE_URL", "ALLOWED_HOSTS", "SMTP_URL", "DATABASE_URL")} == {
        "BASE_URL": "https://cme.hospital.test",
        "ALLOWED_HOSTS": "cme.hospital.test",
        "SMTP_URL": ANSWERS[1],
        "DATABASE_URL": "",
    }
    assert told["CREDENCE_PRIVACY_CONTACT"] == told["CREDENCE_FROM_EMAIL"] == "cme@hospital.test"
    for words in (["make-signing-key"], ["prepare"], ["check", "--deploy", "--fail-level", "WARNING"]):
        made = credence(tmp_path, *words)
        assert (words, made.returncode, made.stderr if made.returncode else "") == (words, 0, "")


def test_what_cannot_be_used_is_asked_again_with_a_word_why(tmp_path: Path) -> None:
    wrong = ["http://cme.hospital.test", *ANSWERS[:2], "nobody", *ANSWERS[2:4], "mysql://x", ANSWERS[4]]
    done = asked(tmp_path, wrong)
    assert done.returncode == 0
    assert [line for line in done.stdout.splitlines() if line.endswith("path or port.")] != []
    assert "Write one address, such as cme@example.org." in done.stdout
    assert "Write postgresql://user:password@host/name, or sqlite for a trial." in done.stdout


def test_options_answer_for_whoever_installs_by_a_script(tmp_path: Path) -> None:
    words = [f"--{name}={answer}" for name, answer in zip(("site", "mail", "address"), ANSWERS, strict=False)]
    done = asked(tmp_path, [], *words, "--privacy=", "--database=")
    assert (done.returncode, dotenv_values(tmp_path / ".env")["CREDENCE_DATABASE_URL"]) == (
        0,
        "postgresql:///credence?host=/var/run/postgresql",
    )
    again = asked(tmp_path, ANSWERS)
    assert (again.returncode, again.stderr) == (
        1,
        f"{tmp_path / '.env'} is there already, and was left as it is. Change it, or move it away first.\n",
    )


@pytest.mark.parametrize(("answers", "words"), [(ANSWERS[:3], ()), (ANSWERS, ("--site=http://x",))])
def test_without_all_answers_nothing_is_written(tmp_path: Path, answers: list[str], words: tuple[str, ...]) -> None:
    done = asked(tmp_path, answers, *words)
    assert (done.returncode, list(tmp_path.iterdir())) == (1, [])


@pytest.mark.parametrize(
    ("fit", "answer", "kept"),
    [
        (site, "CME.hospital.test/", "https://cme.hospital.test"),
        (site, "https://cme.hospital.test", "https://cme.hospital.test"),
        (mail_server, "smtp://127.0.0.1:25", "smtp://127.0.0.1:25"),
        (mailbox, "cme@hospital.test", "cme@hospital.test"),
        (database, "postgresql:///credence", "postgresql:///credence"),
    ],
)
def test_an_answer_is_kept_as_the_setting_has_it(fit, answer: str, kept: str) -> None:
    assert fit(answer) == kept


@pytest.mark.parametrize(
    ("fit", "answer"),
    [
        (site, ""),
        (site, "localhost"),
        (site, "https://cme.hospital.test:8443"),
        (site, "https://cme.hospital.test/cme"),
        (site, "cme_.test"),
        (mail_server, "mail.hospital.test"),
        (mail_server, "smtp://"),
        (mail_server, "smtp://me:it#1@mail.hospital.test:465"),
        (mailbox, "CME <cme@hospital.test>"),
        (mailbox, "cme@localhost"),
        (mailbox, "cme"),
        (database, ""),
        (database, "mysql://host/name"),
    ],
)
def test_what_no_site_could_use_is_refused(fit, answer: str) -> None:
    with pytest.raises(Unfit):
        fit(answer)
