"""What machines are told of the site: each part by itself."""

import datetime as dt
import shutil
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from credence.kit.clock import now
from credence.outbox.actions import queue
from credence.outbox.models import Letter
from credence.project import health
from credence.project.health import show_life
from credence.project.models import SignOfLife

pytestmark = pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="PostgreSQL is asked by a thread that sees commits only"
)
FREE = "free_megabytes"


def told(client: Client, query: str = "") -> tuple[int, dict[str, Any]]:
    """Return the status, and what is said, without how much of the disk of this machine is free."""
    response = client.get(f"/healthz{query}")
    said = response.json()
    assert said["disk"].pop(FREE) > 0
    return response.status_code, said


MAIL = {"status": "ok", "waiting": 0, "oldest_seconds": 0, "set_aside": 0, "refused": 0}
NO_WORKER = {"status": "down", "seen_seconds_ago": None}


def all_told(status: str, *, worker: dict[str, Any], mail: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return what is said of a site whose web server, database and disk are well."""
    well = {"status": "ok"}
    return {"status": status, "web": well, "database": well, "worker": worker, "mail": mail or MAIL, "disk": well}


@pytest.mark.django_db
def test_a_site_whose_worker_shows_life_is_well(client: Client, django_assert_num_queries: Any) -> None:
    show_life(now=now())
    with django_assert_num_queries(2):
        status, said = told(client)
    assert 0 <= said["worker"].pop("seen_seconds_ago") < 60
    assert (status, said) == (200, all_told("ok", worker={"status": "ok"}))
    assert told(client, "?all")[0] == 200


@pytest.mark.django_db
def test_a_site_without_a_worker_serves_pages_and_says_what_is_missing(client: Client) -> None:
    assert told(client) == (200, all_told("degraded", worker=NO_WORKER))
    assert told(client, "?all") == (503, all_told("degraded", worker=NO_WORKER))


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "status"), [(40, "ok"), (61, "down")])
def test_a_worker_counts_as_dead_after_a_minute_of_silence(client: Client, seconds: int, status: str) -> None:
    show_life(now=now() - dt.timedelta(seconds=seconds))
    worker = told(client)[1]["worker"]
    assert worker["status"] == status


@pytest.mark.django_db
def test_every_sign_of_life_takes_the_place_of_the_one_before() -> None:
    first, second = now(), now() + dt.timedelta(seconds=10)
    show_life(now=first)
    show_life(now=second)
    assert list(SignOfLife.objects.values_list("kind", "at")) == [("worker", second)]


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "status"), [(9, "ok"), (11, "late")])
def test_mail_is_late_when_a_letter_has_waited_for_ten_minutes(client: Client, minutes: int, status: str) -> None:
    then = now() - dt.timedelta(minutes=minutes)
    queue(key="one", to="ada@example.org", subject="Hello", text="Hello", now=then)
    mail = told(client)[1]["mail"]
    assert (mail["status"], mail["waiting"], mail["set_aside"]) == (status, 1, 0)


@pytest.mark.django_db
def test_a_letter_that_was_set_aside_is_told_and_does_not_count_as_waiting(client: Client) -> None:
    queue(key="one", to="ada@example.org", subject="Hello", text="Hello", now=now() - dt.timedelta(days=1))
    Letter.objects.update(set_aside_at=now())
    assert told(client)[1]["mail"] == {**MAIL, "status": "set aside", "set_aside": 1}


@pytest.mark.django_db
def test_a_letter_that_the_mail_server_refuses_makes_no_mail_late_and_is_told_once_it_is_given_up(
    client: Client,
) -> None:
    then = now() - dt.timedelta(days=1)
    queue(key="one", to="ada@example.org", subject="Hello", text="Hello", now=then)
    Letter.objects.update(refused_at=then)
    assert told(client)[1]["mail"] == {**MAIL, "waiting": 1}
    Letter.objects.update(given_up_at=now())
    assert told(client)[1]["mail"] == {**MAIL, "refused": 1}


@pytest.mark.django_db
def test_a_full_disk_takes_the_site_down(client: Client, settings: Any, tmp_path: Any) -> None:
    least = shutil.disk_usage(settings.VAR).free + 2**40
    before, health.LEAST_ROOM = health.LEAST_ROOM, least
    try:
        response = client.get("/healthz")
    finally:
        health.LEAST_ROOM = before
    assert (response.status_code, response.json()["status"], response.json()["disk"]["status"]) == (503, "down", "down")


@pytest.mark.django_db
def test_a_database_that_fails_is_told_with_what_is_unknown_without_it(client: Client) -> None:
    def refuse(*_args: Any) -> None:
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(refuse):
        status, said = told(client)
    unknown = {"status": "unknown"}
    assert (status, said["status"]) == (503, "down")
    assert [said[part] for part in ("web", "database", "worker", "mail")] == [
        {"status": "ok"},
        {"status": "down"},
        unknown,
        unknown,
    ]
