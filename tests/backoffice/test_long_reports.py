"""Long reports: counted beforehand, their files made by the worker, with progress, a letter and an end."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from credence.audit.models import Event
from credence.backoffice.views import reports
from credence.outbox.models import Letter
from credence.reporting.actions import asking
from credence.reporting.actions.asking import ask, make_all, make_next, throw_away
from credence.reporting.documents import pdf
from credence.reporting.models import ReportRequest
from credence.reporting.queries import evaluations, long, participation, report
from credence.reporting.queries.report import asked_for
from tests.backoffice.test_reports import RIVERSIDE, body, coordinator, figures, file_of, page_of
from tests.factories.accounts import make_learner
from tests.factories.catalog import make_course, make_provider
from tests.factories.enrollment import make_enrollment
from tests.factories.evaluation import make_form, make_response
from tests.reporting.worked import NOW, Worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> Worked:
    """Return the worked example, on a day after all that happened."""
    monkeypatch.setattr(reports, "now", lambda: NOW)
    return Worked()


@pytest.fixture
def are_long(worked: Worked, monkeypatch: pytest.MonkeyPatch) -> Worked:
    """Return the worked example where no page waits for so many."""
    monkeypatch.setattr(long, "AT_ONCE", 0)
    return worked


def work() -> None:
    make_all(clock=lambda: NOW)


def made(client: Client, response: Any) -> str:
    """Let the worker make what was asked for, and return the page that tells of it."""
    assert response.status_code == 302
    work()
    return page_of(client, response["Location"])


def test_figures_are_counted_by_the_worker_and_are_those_of_a_short_report(
    worked: Worked, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    coordinator(client)
    addresses = [f"{RIVERSIDE}?year={year}" for year in ("2025", "2026", "all")]
    addresses.append(f"{RIVERSIDE}?course=contrast-reactions&year=2026")
    wanted = [figures(page_of(client, each)) for each in addresses]
    monkeypatch.setattr(long, "AT_ONCE", 0)
    assert "The figures are not counted yet" in page_of(client, RIVERSIDE)
    waiting = client.post(f"{RIVERSIDE}count/?year=2026")
    page = client.get(waiting["Location"])
    assert (page["Refresh"], "It is made as soon as" in page.content.decode()) == ("3", True)
    work()
    assert client.get(waiting["Location"])["Location"] == f"{RIVERSIDE}?course=&year=2026"
    assert [figures(page_of(client, each)) for each in addresses] == wanted
    assert "The list is too long for a page" in page_of(client, addresses[0])


@pytest.mark.parametrize("form", ["learners", "courses"])
def test_a_file_of_the_worker_is_byte_for_byte_that_of_a_short_report(
    worked: Worked, client: Client, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    coordinator(client)
    short = body(file_of(client, "course=&year=2026", form))
    monkeypatch.setattr(long, "AT_ONCE", 0)
    monkeypatch.setattr(participation, "CHUNK", 2)
    page = made(client, file_of(client, "course=&year=2026", form, why="Yearly report"))
    address = re.findall(r'href="(\S+/file)"', page)
    assert len(address) == 1
    response = client.get(address[0])
    assert body(response) == short
    assert response["Content-Disposition"] == f'attachment; filename="riverside-all-courses-2026-{form}.csv"'
    assert Event.objects.filter(action="report.taken").latest("pk").reason == "Yearly report"
    assert Letter.objects.filter(key__startswith="report:").get().subject.startswith("The report of")


def test_many_evaluations_are_counted_by_the_worker_and_are_those_that_a_page_counts(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "now", lambda: NOW)
    course, form = make_course(), make_form(make_provider())
    for number in range(6):
        answers = {"objectives": {"recognize": number % 5 + 1}, "bias": "no", "comment": f"Comment {number}"}
        make_response(make_enrollment(make_learner(f"learner{number}"), course), form, answers=answers)
    coordinator(client)
    address = f"{RIVERSIDE}evaluations/?course={course.slug}"
    short = page_of(client, address)
    monkeypatch.setattr(long, "AT_ONCE", 5)
    monkeypatch.setattr(evaluations, "CHUNK", 2)
    assert "The answers are not counted yet" in page_of(client, address)
    waiting = client.post(f"{RIVERSIDE}count/?part=answers&course={course.slug}")
    work()
    assert ReportRequest.objects.get().done == 6
    assert client.get(waiting["Location"])["Location"] == address
    counted = page_of(client, address)
    assert "So many answered that they were counted beforehand." in counted
    assert counted[counted.index("<h2") :] == short[short.index("<h2") :]
    assert not Letter.objects.filter(key__startswith="report:").exists()


@pytest.mark.usefixtures("are_long")
def test_the_same_asked_twice_is_made_once_and_nobody_else_sees_it(client: Client) -> None:
    coordinator(client)
    first = file_of(client, "course=&year=2026", "learners")["Location"]
    assert file_of(client, "course=&year=2026", "learners")["Location"] == first
    work()
    assert file_of(client, "course=&year=2026", "learners")["Location"] != first
    other = Client()
    coordinator(other, name="cora")
    assert (other.get(first).status_code, other.get(f"{first}file").status_code) == (404, 404)


@pytest.mark.usefixtures("are_long")
def test_what_a_file_cannot_hold_is_told_with_what_to_do(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    coordinator(client)
    monkeypatch.setattr(pdf, "LONGEST", 2)
    page = made(client, file_of(client, "course=&year=2026", "document"))
    assert "This kind of file cannot hold so many learners." in page
    assert not Event.objects.filter(action="report.taken").exists()


@pytest.mark.usefixtures("are_long")
def test_a_report_goes_with_its_file_when_its_time_is_over(client: Client) -> None:
    coordinator(client)
    address = file_of(client, "course=&year=2026", "learners")["Location"]
    work()
    request = ReportRequest.objects.get()
    assert default_storage.exists(request.place)
    assert throw_away(now=NOW + dt.timedelta(days=7, seconds=-1)) == 0
    assert throw_away(now=NOW + dt.timedelta(days=7)) == 1
    assert (default_storage.exists(request.place), client.get(address).status_code) == (False, 404)


@pytest.mark.usefixtures("are_long")
def test_what_breaks_is_tried_three_times_and_then_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    coordinator(client)
    address = file_of(client, "course=&year=2026", "learners")["Location"]

    def broken(*_words: Any, **_values: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(asking, "_keep", broken)
    for hours in range(3):
        with pytest.raises(OSError, match="the disk is full"):
            make_next(clock=lambda: NOW + dt.timedelta(hours=hours))  # noqa: B023 - called at once
    assert not make_next(clock=lambda: NOW + dt.timedelta(hours=4))
    assert "Something broke three times" in page_of(client, address)


def test_a_silent_worker_is_replaced_and_its_late_word_changes_nothing(worked: Worked, monkeypatch: Any) -> None:
    staff = worked.alice.learner
    asked = asked_for(worked.riverside, course="", year="all")
    request = ask(asked=asked, form="learners", why="", by=staff, now=NOW)
    monkeypatch.setattr(report, "CHUNK", 1)
    late, said = NOW + dt.timedelta(minutes=3), []

    def clock() -> dt.datetime:
        """Let another take it over while the first reads, as after a silence."""
        said.append(1)
        if len(said) == 3:
            ReportRequest.objects.filter(pk=request.pk).update(tries=7)
        return NOW

    assert make_next(clock=clock)
    request.refresh_from_db()
    assert (request.state, request.tries, request.name) == ("working", 7, "")
    assert not make_next(clock=lambda: NOW)
    assert make_next(clock=lambda: late)
    request.refresh_from_db()
    assert (request.state, request.tries, request.done) == ("ready", 8, request.total)


def test_no_more_than_a_chunk_is_read_at_a_time(worked: Worked, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    monkeypatch.setattr(participation, "CHUNK", 3)
    monkeypatch.setattr(participation, "_of", lambda rows, _provider: seen.append(len(rows)) or iter(()))
    assert list(participation.participations(worked.riverside)) == []
    assert max(seen) == 3
