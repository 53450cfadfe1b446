"""Outside the demo nothing starts without a key, unless somebody said that certificates are meant to be unsigned."""

import datetime as dt
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from credence.credit.documents.keys import KEY_LIFE, demo_key, write_key
from credence.kit.clock import now
from credence.project.management.commands.demo import Command as Demo
from tests.installations import ROOT, copy_of, environment_of, migrated, run

PATIENCE = 60
REFUSAL = (
    "CommandError: CREDENCE_SIGNING_KEY is not set, and no certificate is drawn unsigned by oversight. Make a key "
    "with `credence make-signing-key` and name its file in CREDENCE_SIGNING_KEY; or, if certificates are meant to be "
    "unsigned, set CREDENCE_UNSIGNED=true.\n"
)
IN_PRODUCTION = {"CREDENCE_DEMO": "false", "CREDENCE_ALLOWED_HOSTS": "cme.example.org", "CREDENCE_SECRET_KEY": "x" * 50}


@pytest.fixture
def production(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Give the environment of an installation in production that has no key yet."""
    with copy_of(migrated(), tmp_path) as database:
        yield environment_of(tmp_path, database, **IN_PRODUCTION)


def free_port() -> str:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return str(found.getsockname()[1])


def refusal_of(environment: dict[str, str], *words: str) -> tuple[int, str]:
    command = [sys.executable, "-W", "ignore", "-m", "credence", *words]
    done = subprocess.run(
        command, env=environment, cwd=ROOT, check=False, capture_output=True, text=True, timeout=PATIENCE
    )
    return done.returncode, done.stderr


def first_words_of(environment: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-W", "ignore", "-u", "-m", "credence", *words]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        said = process.stdout.readline()
        process.terminate()
    return said


@pytest.mark.own_database
def test_nothing_starts_without_a_key_and_each_way_out_of_it_opens(production: dict[str, str], tmp_path: Path) -> None:
    port = free_port()
    for words in (["serve", "--port", port], ["worker"]):
        assert refusal_of(production, *words) == (1, REFUSAL)
    run(production, "credence", "make-signing-key")
    with_a_key = production | {"CREDENCE_SIGNING_KEY": str(tmp_path / "signing.p12")}
    for environment in (with_a_key, production | {"CREDENCE_UNSIGNED": "true"}):
        assert first_words_of(environment, "serve", "--port", port) == f"Credence is at http://127.0.0.1:{port}/\n"


@pytest.mark.own_database
def test_the_check_of_a_deployment_says_it_too(production: dict[str, str]) -> None:
    status, words = refusal_of(production, "check", "--deploy")
    assert (status, "(credence.E020) CREDENCE_SIGNING_KEY is not set" in words) == (1, True)
    _status, words = refusal_of(production | {"CREDENCE_UNSIGNED": "true"}, "check", "--deploy")
    assert ("(credence.W020) CREDENCE_UNSIGNED is true" in words, "credence.E020" in words) == (True, False)


@pytest.mark.own_database
def test_a_key_and_the_wish_for_none_contradict_each_other(production: dict[str, str]) -> None:
    both = production | {"CREDENCE_SIGNING_KEY": "any.p12", "CREDENCE_UNSIGNED": "true"}
    assert refusal_of(both, "check") == (
        1,
        "CREDENCE_UNSIGNED is true and CREDENCE_SIGNING_KEY names a key. Take one of them out.\n",
    )


def found() -> list[str | None]:
    return [
        each.id
        for each in run_checks(include_deployment_checks=True)
        if "credence.E02" in str(each.id) or "W02" in str(each.id)
    ]


def test_a_key_that_ends_soon_or_has_ended_is_told(settings: Any, tmp_path: Path) -> None:
    for days, expected in ((61, []), (59, ["credence.W022"]), (-1, ["credence.E022"])):
        file = tmp_path / f"{days}.p12"
        write_key(file, name="Riverside", passphrase="", now=now() + dt.timedelta(days=days) - KEY_LIFE)
        settings.ENV = settings.ENV.model_copy(update={"signing_key": file, "unsigned": False, "demo": False})
        assert found() == expected
    settings.ENV = settings.ENV.model_copy(update={"signing_key": tmp_path / "none.p12"})
    assert found() == ["credence.E021"]


def test_the_demo_makes_its_key_once_and_none_where_the_operator_chose(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    for chosen in ({"unsigned": True}, {"unsigned": False, "signing_key": tmp_path / "own.p12"}):
        settings.ENV = settings.ENV.model_copy(update=chosen)
        Demo.make_key(now())
        assert not demo_key().exists()
    settings.ENV = settings.ENV.model_copy(update={"signing_key": None})
    Demo.make_key(now())
    first = demo_key().read_bytes()
    Demo.make_key(now())
    assert (demo_key().read_bytes(), demo_key().stat().st_mode & 0o777) == (first, 0o600)
