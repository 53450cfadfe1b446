"""PostgreSQL goes away and comes back, under the real server and worker: what is shown, how fast, and what is lost."""

import html
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.installations import ROOT, environment_of, run
from tests.journeys.conftest import free_port
from tests.project.cluster import Cluster, binaries
from tests.project.running import Running, served, wait_until
from tests.visitor import Answer, Visitor

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif("binaries() is None or not os.environ.get('CREDENCE_DATABASE_URL')", reason="needs PostgreSQL"),
]
QUESTION = {
    "name": "Ada",
    "email": "ada@example.org",
    "subject": "A question",
    "message": "An <hour's> work & I should not lose it.",
}
SHORT = 4.0
"""Seconds in which everything is answered, whatever the database does."""

PUBLISH = """
from credence.catalog.models import Edition
Edition.objects.update_or_create(defaults={"mark": "first"})
"""
WRITE = """
from credence.kit.clock import now
from credence.outbox.actions import queue
queue(key="after", to="ada@example.org", subject="After", text="After", now=now())
"""


class Away:
    """A site whose database can be taken away."""

    def __init__(self, cluster: Cluster, site: Running, port: int, environment: dict[str, str]) -> None:
        self.cluster, self.site, self.port, self.environment = cluster, site, port, environment

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page, which must come soon."""
        return self._soon(lambda visitor: visitor.get(path), headers)

    def post(self, path: str, **data: str) -> Answer:
        """Send a form; the answer must come soon."""
        headers = {"Cookie": "csrftoken=" + "a" * 32}
        return self._soon(lambda visitor: visitor.post(path, data={"csrfmiddlewaretoken": "a" * 32, **data}), headers)

    def _soon(self, ask: Callable[[Visitor], Answer], headers: dict[str, str]) -> Answer:
        begun = time.monotonic()
        answer = ask(Visitor(f"http://127.0.0.1:{self.port}", headers={"Accept": "text/html", **headers}, seconds=20))
        assert time.monotonic() - begun < SHORT
        return answer

    def health(self) -> dict[str, Any]:
        """Return how each part is, without figures."""
        said = json.loads(self.get("/healthz").text)
        return {name: part if isinstance(part, str) else part["status"] for name, part in said.items()}


@pytest.fixture(scope="module")
def running_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Away]:
    """Serve a site with its worker from a PostgreSQL of its own."""
    folder = tmp_path_factory.mktemp("away")
    cluster, port = Cluster(binaries() or Path(), free_port()), free_port()
    paths = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    environment = environment_of(folder / "var", cluster.url, PYTHONPATH=paths)
    try:
        cluster.start()
        run(environment, "credence", "prepare")
        run(environment, "credence", "shell", "--no-imports", "-c", PUBLISH)
        with served(environment, folder / "log", port, "--with-worker") as site:
            yield Away(cluster, site, port, environment)
    finally:
        cluster.remove()


@pytest.fixture
def away(running_site: Away) -> Iterator[Away]:
    """Take the database away once some pages were seen; bring it back in the end, and all is well at once."""
    for path in ("/", "/courses/", "/healthz"):
        assert running_site.get(path).status == 200
    running_site.cluster.stop()
    yield running_site
    running_site.cluster.start()
    for path in ("/", "/healthz", "/support/", "/my-courses/") * 4:
        assert running_site.get(path).status < 400


def test_a_page_says_that_it_is_back_in_a_moment_and_when_to_ask_again(away: Away) -> None:
    answer = away.get("/my-courses/", Cookie="sessionid=" + "a" * 32)
    assert (answer.status, answer.header("Retry-After"), answer.header("Cache-Control")) == (503, "5", "no-store")
    assert re.findall("<h1>(.*)</h1>", answer.text) == ["We are back in a moment"]


def test_public_pages_go_on_as_they_were_last(away: Away) -> None:
    kept = [away.get(path) for path in ("/", "/courses/") * 4]  # whichever process answers
    assert [answer.status for answer in kept] == [200] * 8
    assert {"Retry-After" in answer.text for answer in kept} == {False}


def test_a_page_that_nobody_has_seen_and_a_search_wait(away: Away) -> None:
    assert [away.get(path).status for path in ("/courses/?q=stroke", "/faq/")] == [503, 503]


def test_a_fragment_gets_a_few_bytes(away: Away) -> None:
    answers = [
        away.get("/courses/?q=stroke", **{"HX-Request": "true"}),
        away.get("/courses/?q=stroke", Accept="application/json"),
    ]
    assert [(each.status, each.json()) for each in answers] == [(503, {"error": "unavailable", "retry_after": 5})] * 2


def test_what_was_typed_is_in_the_answer_and_can_be_sent_again(away: Away) -> None:
    answer = away.post("/support/", **QUESTION)
    assert answer.status == 503
    assert re.findall('action="([^"]*)"', answer.text) == ["/support/"]
    fields = {name: html.unescape(value) for name, value in re.findall('name="([^"]+)" value="([^"]*)"', answer.text)}
    assert fields == {"csrfmiddlewaretoken": "a" * 32, **QUESTION}


def test_a_password_is_in_no_answer(away: Away) -> None:
    answer = away.post("/sign-in/", login="ada", password="correct horse battery")
    assert (answer.status, "correct horse" in answer.text) == (503, False)
    assert "what you entered is still there" in answer.text


def test_health_tells_the_database_from_the_rest(away: Away) -> None:
    unknown = {"worker": "unknown", "mail": "unknown"}
    assert away.health() == {"status": "down", "web": "ok", "database": "down", "disk": "ok", **unknown}


def test_the_worker_outlives_the_database_and_goes_on_at_once(running_site: Away) -> None:
    before = running_site.site.children
    running_site.cluster.stop()
    time.sleep(3)
    running_site.cluster.start()
    run(running_site.environment, "credence", "shell", "--no-imports", "-c", WRITE)
    outbox = Path(running_site.environment["CREDENCE_VAR"]) / "outbox"
    wait_until(lambda: any("Subject: After" in each.read_text() for each in outbox.glob("*")), seconds=20)
    assert running_site.site.children == before
