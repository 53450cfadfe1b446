"""A failed hand-in is answered by score and objectives alone, over HTTP: which answers were wrong changes no byte."""

import datetime as dt
import re
import threading
from http.client import HTTPConnection
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.test import Client

from credence.accounts.models import User
from credence.assessment.models import Attempt
from credence.catalog.models import Chapter, Objective
from credence.enrollment.models import Enrollment
from credence.journey.queries.personal_data import personal_data_of
from credence.outbox.models import Letter
from tests.factories.accounts import make_learner
from tests.factories.assessment import make_posttest, make_question
from tests.factories.catalog import make_course, make_offer
from tests.factories.enrollment import make_enrollment
from tests.factories.progress import finish_all

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 1, 15, tzinfo=dt.UTC)
COURSE = "/courses/contrast-reactions/"
PAGES = [
    COURSE + "posttest/result/",
    COURSE + "posttest/",
    COURSE + "learn/",
    COURSE + "learn/chapter-1/",
    COURSE + "front-matter/",
    COURSE + "next/",
    COURSE + "claim/",
    COURSE,
    "/my-courses/",
    "/transcript/",
    "/account/",
    "/fragments/account-menu/",
    "/fragments/courses/contrast-reactions/",
]
CHOICE = re.compile(r'name="question\.([\w-]+)"\s+value="(\w+)"[^>]*>\s*<span>Option (\w)')
NEW_EACH_TIME = re.compile(
    r'(nonce=|csrfmiddlewaretoken" value=|name="signature" value=|\s+value=)"([^"]{13,}|[0-9a-f]{12})"'
)
"""Nonces, tokens, signatures, and the codes of options, which are each learner's own."""
NEW_HEADERS = {"Date", "Expires", "Set-Cookie"}


class Quiet(WSGIRequestHandler):
    """Serves without a log."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base's
        """Say nothing."""


class Answer(NamedTuple):
    """What a browser gets, without what is new in every answer."""

    status: int
    headers: dict[str, str]
    policy: list[str]
    body: str


class Browser:
    """Asks the running server as one learner."""

    def __init__(self, address: str, learner: User) -> None:
        client = Client()
        client.force_login(learner)
        self.address, self.learner = urlsplit(address).netloc, learner
        self.cookie = f"sessionid={client.cookies['sessionid'].value}"

    def ask(self, method: str, path: str, body: str = "") -> Answer:
        """Send one request on a connection of its own."""
        connection = HTTPConnection(self.address, timeout=20)
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection.request(method, path, body, {"Cookie": self.cookie, **kind})
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        headers = {name: self.plain(value) for name, value in response.getheaders() if name not in NEW_HEADERS}
        policy = headers.pop("Content-Security-Policy", "")  # its directives come in any order
        return Answer(response.status, headers, sorted(policy.split("; ")), self.plain(text))

    def plain(self, text: str) -> str:
        """Return a text without the learner's name, and what is new in every answer."""
        named = re.sub(self.learner.username, "learner", NEW_EACH_TIME.sub("", text), flags=re.IGNORECASE)
        return re.sub(r"'nonce-[^']+'", "", named)

    def hand_in(self, wrong: dict[str, str]) -> Answer:
        """Answer all but `wrong` right: question -> the letter chosen, or nothing to leave it out."""
        client = HTTPConnection(self.address, timeout=20)
        client.request("GET", COURSE + "posttest/", headers={"Cookie": self.cookie})
        page = client.getresponse().read().decode()
        client.close()
        sent = [("signature", re.search(r'name="signature" value="([^"]+)"', page)[1]), ("confirmed", "yes")]
        sent += [
            (f"question.{key}", code) for key, code, letter in CHOICE.findall(page) if letter == wrong.get(key, "a")
        ]
        return self.ask("POST", COURSE + "posttest/", urlencode(sent))


def wrong_answers(attempt: Attempt) -> set[str]:
    return {key for key in (f"q{n}" for n in range(1, 9)) if attempt.answers.get(key) != ["a"]}


@pytest.fixture
def site():
    """Return the address of a server that sees what the test wrote: rows of facts could not be taken away after it."""
    connection = connections["default"]
    connection.inc_thread_sharing()
    server = make_server("127.0.0.1", 0, WSGIHandler(), handler_class=Quiet)

    def serve() -> None:
        connections["default"] = connection
        server.serve_forever()

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    connection.dec_thread_sharing()


@pytest.fixture
def limit():
    """Return how many attempts the course allows: any number."""


@pytest.fixture
def course(monkeypatch, limit):
    """Return a course with eight questions on two objectives, each taught at a minute of its own, before a clock that
    stands still.
    """
    for module in ("posttest", "study", "credit", "catalog", "enrollment"):
        monkeypatch.setattr(f"credence.learn.views.{module}.now", lambda: NOW, raising=False)
    course = make_course(attempt_limit=limit)
    version = course.current_version
    make_offer(version)
    treat = Objective.objects.create(version=version, key="treat", position=2, text="Treat a reaction.")
    test, chapter = make_posttest(version, questions=0), Chapter.objects.get(version=version)
    for number in range(1, 9):
        more = {"objective": treat} if number > 4 else {}
        make_question(test, f"q{number}", chapter=chapter, at_ms=number * 10_000, **more)
    return course


def learner_of(course, username: str) -> Enrollment:
    enrollment = make_enrollment(make_learner(username, given_name="Alex"), course)
    finish_all(enrollment)
    return enrollment


FIRST = {"q1": "b", "q2": "b", "q3": "b", "q5": "b"}


@pytest.mark.parametrize(
    ("limit", "second"),
    [
        (None, {"q2": "b", "q3": "b", "q4": "b", "q6": "b"}),
        (None, {"q1": "c", "q2": "c", "q5": "c", "q3": "c"}),
        (None, {"q1": "", "q4": "", "q7": "", "q8": ""}),
        (None, {"q4": "b", "q6": "c", "q7": "b", "q8": "b"}),
        (3, {"q4": "c", "q6": "b", "q7": "b", "q8": ""}),
        (1, {"q4": "c", "q6": "b", "q7": "b", "q8": ""}),
    ],
    ids=["other questions", "other options", "left out", "other shares", "attempts left", "no attempts left"],
)
def test_equal_score_and_objectives_get_equal_bytes_whichever_answers_were_wrong(site, course, limit, second):
    enrollments = [learner_of(course, username) for username in ("alice", "clive")]
    browsers = [Browser(site, each.learner) for each in enrollments]
    answers = []
    for browser, wrong in zip(browsers, (FIRST, second), strict=True):
        sent = browser.hand_in(wrong)
        assert (sent.status, sent.headers["Location"]) == (302, COURSE + "posttest/result/")
        answers.append([sent, *(browser.ask("GET", page) for page in PAGES)])
    attempts = [each.attempts.get() for each in enrollments]
    assert [(each.right, each.total) for each in attempts] == [(4, 8), (4, 8)]
    assert wrong_answers(attempts[0]) == set(FIRST)
    assert wrong_answers(attempts[1]) == set(second)
    assert [answer.status for answer in answers[0][1:3]] == [200, 200 if limit == 3 else 302]
    for one, other, page in zip(*answers, ["", *PAGES], strict=True):
        assert one == other, page
    assert "Recognize a reaction." in answers[0][1].body
    assert "Treat a reaction." in answers[0][1].body


def test_equal_score_and_objectives_get_equal_documents_and_letters(site, course):
    found = []
    for username, wrong in (("alice", FIRST), ("clive", {"q2": "c", "q3": "", "q7": "b", "q8": "b"})):
        enrollment = learner_of(course, username)
        browser = Browser(site, enrollment.learner)
        browser.hand_in(wrong)
        document = personal_data_of(enrollment.learner, NOW)
        attempt = document["courses"][0]["attempts"][0]
        chosen = {each["question"]: each["chosen"] for each in attempt.pop("answers")}
        assert len(chosen) == 8
        told = {name: value for name, value in attempt.items() if name != "public_id"}
        letters = list(Letter.objects.filter(to=enrollment.learner.email).values("subject", "text"))
        events = [(each["action"], {**each["details"], "enrollment": ""}) for each in document["record"]]
        found.append((told, letters, events))
    assert found[0] == found[1]
    assert set(found[0][0]) == {"number", "submitted_at", "right", "total", "graded_again"}
