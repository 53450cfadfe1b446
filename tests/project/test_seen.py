"""What is seen of the site from outside: figures for Prometheus, a log with numbers, and signs of life sent away."""

import datetime as dt
import json
import logging
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from threading import Thread
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from credence.kit.clock import now
from credence.outbox.actions import queue
from credence.outbox.models import Letter
from credence.project.health import BACKUP, show_life
from credence.project.models import SignOfLife
from credence.project.seen.heartbeats import beat
from credence.project.seen.logs import Json, Line, Numbered, numbered
from credence.project.seen.requests import place_of
from credence.project.seen.sentry import without_people

TOKEN = "a-token-of-twenty-letters"


@pytest.fixture
def _open(settings: Any) -> None:
    settings.ENV = settings.ENV.model_copy(update={"metrics_token": TOKEN})


def read(client: Client, **headers: str) -> dict[tuple[str, ...], float]:
    """Return each figure by its name and the values of its labels."""
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}", **headers})
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {(each.name, *each.labels.values()): each.value for family in families for each in family.samples}


@pytest.mark.django_db
def test_without_a_token_in_the_settings_there_is_no_such_page(client: Client) -> None:
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("_open")
@pytest.mark.parametrize("sent", ["", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer ü"])
def test_whoever_does_not_know_the_token_is_told_what_to_send(client: Client, sent: str) -> None:
    answer = client.get("/metrics", headers={"Authorization": sent})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.content.decode().startswith("Send CREDENCE_METRICS_TOKEN as")


@pytest.mark.django_db
@pytest.mark.usefixtures("_open")
def test_what_waits_is_told_with_its_age_in_a_known_number_of_queries(
    client: Client, django_assert_num_queries: Any
) -> None:
    show_life(now=now() - dt.timedelta(seconds=100))
    show_life(now=now() - dt.timedelta(hours=2), kind=BACKUP)
    queue(key="waits", to="a@example.org", subject="Hello", text="Hello", now=now() - dt.timedelta(minutes=10))
    queue(key="refused", to="a@example.org", subject="Hello", text="Hello", now=now())
    Letter.objects.filter(key="refused").update(given_up_at=now())
    with django_assert_num_queries(11):
        found = read(client)
    assert found["credence_letters", "waiting"] == found["credence_letters", "refused"] == 1
    assert found["credence_letters", "set-aside"] == found["credence_money_waiting", "uncertain"] == 0
    assert 600 <= found["credence_letters_oldest_seconds",] < 660
    assert 100 <= found["credence_last_seen_seconds", "worker"] < 160
    assert 7200 <= found["credence_last_seen_seconds", "backup"] < 7260
    assert found["credence_disk_free_bytes",] > 0
    assert found["credence_credit_waiting", "steps"] == found["credence_credit_oldest_seconds", "steps"] == 0


@pytest.mark.parametrize(
    ("path", "place"),
    [("/", "home"), ("", "home"), ("/courses/sepsis/learn/", "courses"), ("/.env", "other"), ("//x", "home")],
)
def test_addresses_are_told_apart_by_their_first_part_and_there_are_few(path: str, place: str) -> None:
    assert place_of(path) == place


def _record(message: str = "Hello %s", *words: str) -> logging.LogRecord:
    record = logging.LogRecord("credence.x", logging.WARNING, "x.py", 1, message, words, None)
    record.created = 1_700_000_000.25
    return record


def test_a_line_of_the_log_tells_its_zone_and_its_request() -> None:
    record = _record("Hello %s", "zoë")
    Numbered().filter(record)
    assert Line().format(record) == "2023-11-14T22:13:20.250Z WARNING - credence.x: Hello zoë"
    assert json.loads(Json().format(record)) == {
        "at": "2023-11-14T22:13:20.250Z",
        "level": "WARNING",
        "request": "-",
        "logger": "credence.x",
        "message": "Hello zoë",
    }
    assert "\n" not in Json().format(_record("two\nlines"))


@pytest.mark.parametrize(
    ("given", "is_taken"),
    [
        ("abc-1.2_3", True),
        ("a" * 64, True),
        ("a" * 65, False),
        ("a b", False),
        ("ä", False),
        ("", False),
        ("a\nb", False),
    ],
)
def test_a_request_has_one_number_and_takes_a_plain_one_over(given: str, is_taken: bool) -> None:
    with numbered({"HTTP_X_REQUEST_ID": given}) as number:
        assert _logged_number() == number
    assert (number == given, len(number) >= 9) == (is_taken, True)


def test_a_number_ends_with_its_request_even_if_that_breaks() -> None:
    with pytest.raises(ZeroDivisionError):
        _break_as("n-1")
    assert _logged_number() == "-"


def _break_as(number: str) -> None:
    with numbered({"HTTP_X_REQUEST_ID": number}):
        assert _logged_number() == number
        raise ZeroDivisionError


def _logged_number() -> str:
    record = _record()
    Numbered().filter(record)
    return str(record.__dict__["request_id"])


def test_a_fault_is_told_without_anything_of_who_was_there() -> None:
    told = without_people(
        {
            "exception": {"values": [{"type": "IntegrityError", "value": "Key (email)=(zoe@example.org)"}]},
            "logentry": {"message": "Letter %s", "params": ["zoe"], "formatted": "Letter zoe"},
            "request": {"url": "https://cme.test/x/?q=zoe", "method": "GET", "cookies": "a", "headers": {"a": "b"}},
            "user": {"id": 1},
            "server_name": "host",
        },
        {},
    )
    assert told == {
        "exception": {"values": [{"type": "IntegrityError"}]},
        "logentry": {"message": "Letter %s"},
        "request": {"url": "https://cme.test/x/", "method": "GET"},
    }


class Watcher(BaseHTTPRequestHandler):
    """A watcher of silence that keeps what asked for it."""

    asked: list[str] = []
    status = 200

    def do_GET(self) -> None:
        """Answer."""
        self.asked.append(self.path)
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@pytest.fixture
def watcher() -> Iterator[str]:
    """Run a watcher, and return its address."""
    server = HTTPServer(("127.0.0.1", 0), Watcher)
    Watcher.asked, Watcher.status = [], 200
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/ping/7"
    server.shutdown()
    server.server_close()


def test_a_sign_of_life_is_sent_away_and_a_watcher_that_is_gone_stops_nothing(watcher: str, caplog: Any) -> None:
    assert (beat(watcher), beat(""), beat("http://127.0.0.1:9/")) == (True, False, False)
    Watcher.status = 500
    assert (beat(watcher), Watcher.asked) == (False, ["/ping/7", "/ping/7"])
    assert [each.getMessage() for each in caplog.records] == [
        "The watcher of our signs of life was not reached: ConnectionRefusedError",
        "The watcher of our signs of life answered 500",
    ]


@pytest.mark.django_db(transaction=True)
def test_a_backup_that_was_read_back_gives_a_sign_of_life(settings: Any, tmp_path: Any, watcher: str) -> None:
    new = {"backup_heartbeat_url": watcher, "backup_passphrase": "kept in the safe"}
    settings.ENV = settings.ENV.model_copy(update=new)
    call_command("backup", str(tmp_path), stdout=StringIO())
    assert (list(SignOfLife.objects.values_list("kind", flat=True)), Watcher.asked) == (["backup"], ["/ping/7"])
