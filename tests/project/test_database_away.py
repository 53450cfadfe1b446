"""PostgreSQL goes away and comes back, under the real server and worker: what is shown, how fast, and what is lost."""

import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

import pytest

from tests.installations import ROOT, environment_of, run
from tests.journeys.conftest import free_port
from tests.project.cluster import Cluster, binaries
from tests.project.running import Running, served
from tests.visitor import Answer, Visitor

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif("binaries() is None or not os.environ.get('CREDENCE_DATABASE_URL')", reason="needs PostgreSQL"),
]
QUESTION = {"name": "Ada", "email": "ada@example.org", "message": "It took me <an> hour & I should not lose it."}
SHORT = 4.0
"""Seconds in which everything is answered, whatever the database does."""


class Away:
    """A site whose database can be taken away."""

    def __init__(self, cluster: Cluster, site: Running, port: int) -> None:
        self.cluster, self.site, self.port = cluster, site, port
        self.visitor = Visitor(f"http://127.0.0.1:{port}", seconds=20)

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page, which must come soon."""
        begun = time.monotonic()
        answer = self.visitor.get(path, headers=headers)
        assert time.monotonic() - begun < SHORT
        return answer


@pytest.fixture(scope="module")
def away(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Away]:
    """Serve a site with its worker from a PostgreSQL of its own, once each page was seen."""
    folder = tmp_path_factory.mktemp("away")
    cluster, port = Cluster(binaries() or Path(), folder / "postgresql", free_port()), free_port()
    cluster.start()
    paths = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    environment = environment_of(folder / "var", cluster.url, PYTHONPATH=paths)
    try:
        run(environment, "credence", "prepare")
        with served(environment, folder / "log", port, "--with-worker") as site:
            yield Away(cluster, site, port)
    finally:
        with suppress(CalledProcessError):
            cluster.stop()


@pytest.fixture
def stopped(away: Away) -> Iterator[Away]:
    """Take the database away, and bring it back in the end."""
    for path in ("/", "/faq/", "/support/"):
        assert away.get(path).status == 200
    away.cluster.stop()
    yield away
    away.cluster.start()
    assert away.get("/healthz").status == 200


def health(away: Away) -> dict[str, Any]:
    """Return how each part is, without figures."""
    said = json.loads(away.get("/healthz").text)
    return {name: part if isinstance(part, str) else part["status"] for name, part in said.items()}


def test_a_page_says_that_it_is_back_in_a_moment_and_when_to_ask_again(stopped: Away) -> None:
    answer = stopped.get("/my-courses/")
    assert (answer.status, answer.header("Retry-After"), answer.header("Cache-Control")) == (503, "5", "no-store")
    assert re.findall("<h1>(.*)</h1>", answer.text) == ["We are back in a moment"]
