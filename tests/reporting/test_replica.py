"""Long reports are read from a replica that follows the database, and wait for it: a real one, which streams."""

import json
import time
from collections.abc import Iterator

import pytest

from tests.installations import environment_of, run
from tests.journeys.conftest import free_port
from tests.project.cluster import Cluster, binaries

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.own_database,
    pytest.mark.skipif("binaries() is None or not os.environ.get('CREDENCE_DATABASE_URL')", reason="needs PostgreSQL"),
]
PROGRAM = "tests.reporting.replicating"
MADE, WAITS = ["ready", "", 1, True, 0], ["waiting", "replica-away", 0, False, 0]


@pytest.fixture(scope="module")
def first() -> Iterator[Cluster]:
    programs = binaries()
    assert programs
    cluster = Cluster(programs, free_port())
    cluster.start()
    yield cluster
    cluster.remove()


@pytest.fixture(scope="module")
def environment(first: Cluster, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the environment of a site with a course, somebody in it, and a replica that is not there yet."""
    replica = first.url.replace(str(first.port), str(free_port()))
    found = environment_of(tmp_path_factory.mktemp("var"), first.url, CREDENCE_REPLICA_URL=replica)
    run(found, "credence", "migrate", "--verbosity", "0")
    run(found, PROGRAM, "furnish")
    return found


@pytest.fixture
def replica(first: Cluster, environment: dict[str, str]) -> Iterator[Cluster]:
    """Give a server that follows the first."""
    cluster = Cluster(first.programs, int(environment["CREDENCE_REPLICA_URL"].rpartition(":")[2].partition("/")[0]))
    cluster.follow(first)
    cluster.start()
    yield cluster
    cluster.remove()


def worked(environment: dict[str, str], wanted: list[object], tries: int = 20) -> list[object]:
    """Let the worker look until a request stands as wanted, for a replica is a moment behind; return how it stands."""
    for _ in range(tries):
        found = json.loads(run(environment, PROGRAM, "work"))
        if found == wanted:
            break
        time.sleep(0.2)
    return found


def test_a_report_is_read_from_the_replica_alone_and_says_as_of_when(environment, replica):
    run(environment, PROGRAM, "ask")
    assert worked(environment, MADE) == MADE


def test_a_report_waits_until_the_replica_answers(environment, first):
    run(environment, PROGRAM, "ask")
    assert worked(environment, WAITS, 1) == WAITS
    cluster = Cluster(first.programs, int(environment["CREDENCE_REPLICA_URL"].rpartition(":")[2].partition("/")[0]))
    try:
        cluster.follow(first)
        cluster.start()
        assert worked(environment, MADE) == MADE
    finally:
        cluster.remove()


def test_a_report_holds_what_was_there_when_it_was_asked_for(environment, replica):
    replica.say("SELECT pg_wal_replay_pause()")
    run(environment, PROGRAM, "ask")
    assert worked(environment, WAITS, 1) == WAITS
    replica.say("SELECT pg_wal_replay_resume()")
    assert worked(environment, MADE) == MADE


def test_nothing_is_ever_written_there_even_if_it_is_no_replica(environment, first):
    own = {**environment, "CREDENCE_REPLICA_URL": first.url}
    assert run(own, PROGRAM, "write") == "cannot execute UPDATE in a read-only transaction"
