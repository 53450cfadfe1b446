"""Tries counted in a real Redis, by all processes; while it is away the door stays as narrow, and pages are served."""

import datetime as dt
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from attack.servers import LOOPBACK, ended, free_port, wait_until_listening
from django.core.cache import caches

from credence.accounts.gateway.tries import TooOften, count_try, forget_tries
from credence.accounts.models import Tries
from credence.kit import shared

REDIS = shutil.which("redis-server")
NOON = dt.datetime(2100, 3, 2, 12, tzinfo=dt.UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.skipif(REDIS is None, reason="needs redis-server")]


@contextmanager
def redis_at(port: int) -> Iterator[None]:
    """Run a Redis that keeps nothing on a disk."""
    words = [str(REDIS), "--bind", LOOPBACK, "--port", str(port), "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    with ended(process):
        wait_until_listening(port, process, "Redis")
        yield


@pytest.fixture
def port(settings) -> int:
    """Return where the Redis of the site is, which is not there yet."""
    port = free_port()
    url = f"redis://{LOOPBACK}:{port}/0"
    settings.ENV = settings.ENV.model_copy(update={"redis_url": url})
    kept = {"BACKEND": "credence.kit.shared.Forgiving", "LOCATION": url}
    settings.CACHES = {**settings.CACHES, "former": {**kept, "KEY_PREFIX": "former"}}
    return port


def tried(times: int) -> int:
    """Try to sign in so many times; return how many of them may be made."""
    return sum(_is_let(f"{each}") for each in range(times))


def _is_let(_number: str) -> bool:
    try:
        count_try("second-factor", person="ann", now=NOON)
    except TooOften:
        return False
    return True


def test_tries_are_counted_there_and_not_in_rows(port):
    with redis_at(port):
        assert tried(12) == 10
        forget_tries("second-factor", person="ann", address="")
        assert tried(12) == 10
    assert Tries.objects.count() == 0


def test_of_tries_at_once_each_gets_a_number_of_its_own(port):
    with redis_at(port), ThreadPoolExecutor(8) as people:
        numbers = list(people.map(lambda _: shared.count("key", 7, NOON), range(100)))
    assert sorted(numbers) == list(range(1, 101))


def test_a_number_is_forgotten_when_its_window_is_over(port):
    soon = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
    with redis_at(port):
        assert [shared.count("key", 7, soon) for _ in range(2)] == [1, 1]


def test_while_it_is_away_tries_are_counted_in_rows_and_at_most_twice_as_many_are_made(port):
    with redis_at(port):
        assert tried(8) == 8
    assert tried(15) == 10
    assert Tries.objects.get().count == 15
    with redis_at(port):
        assert tried(15) == 10


def test_pages_are_kept_there_and_made_as_ever_while_it_is_away(port, client):
    with redis_at(port):
        caches["former"].set("a", "kept")
        assert (caches["former"].get("a"), caches["former"].add("a", "other")) == ("kept", False)
        assert client.get("/").status_code == 200
    assert caches["former"].get("a", "nothing") == "nothing"
    assert caches["former"].get_or_set("a", lambda: "made") == "made"
    assert client.get("/").status_code == 200
