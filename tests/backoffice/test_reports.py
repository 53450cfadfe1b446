"""The reports of accrediting providers in the back office."""

import csv
import re
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from credence.accounts.actions import grant_role
from credence.accounts.enums import Profession, Role
from credence.accounts.models import Profile
from credence.audit.models import Event
from credence.backoffice.views import reports
from credence.catalog.models import AccreditingProvider, CommercialSupport
from credence.reporting.documents import pdf
from credence.reporting.rules import evaluating
from tests.factories.accounts import make_learner, make_user
from tests.factories.catalog import make_course, make_provider
from tests.factories.credit import make_accredited_course
from tests.factories.enrollment import make_enrollment
from tests.factories.evaluation import make_form, make_response
from tests.factories.progress import make_progress
from tests.reporting.worked import IN_2026, NOW, Worked, does, give

pytestmark = pytest.mark.django_db
RIVERSIDE = "/backoffice/reports/riverside/"
LAKESIDE = "/backoffice/reports/lakeside/"


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> Worked:
    """Return the worked example, on a day after all that happened."""
    monkeypatch.setattr(reports, "now", lambda: NOW)
    return Worked()


def coordinator(client: Client, scope: str = "", name: str = "dana") -> None:
    """Sign a coordinator in, of one provider or of all."""
    staff = make_user(name)
    grant_role(user=staff, role=Role.COORDINATOR, scope=scope, by="operator", now=NOW)
    client.force_login(staff)


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def figures(page: str) -> list[str]:
    """Return the large figures above the pictures."""
    return re.findall(r"<div><dt>[^<]+</dt><dd>([^<]+)</dd></div>", page)[:4]


def names(page: str) -> list[str]:
    """Return the learners of a page, in their order."""
    table = page.split('id="learners"')[1]
    return re.findall(r'<th scope="row" class="words">(?:<em>)?([^<]+)', table)


def file_of(client: Client, address: str, form: str, **values: str) -> Any:
    return client.post(f"{RIVERSIDE}file/?{address}", {"file": form, **values})


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_coordinator_of_all_providers_chooses_one(worked: Worked, client: Client) -> None:
    coordinator(client)
    page = page_of(client, "/backoffice/reports/")
    assert re.findall(r'<a href="(/backoffice/reports/[a-z]+/)">', page) == [LAKESIDE, RIVERSIDE]


def test_a_coordinator_of_one_provider_is_led_to_it(worked: Worked, client: Client) -> None:
    coordinator(client, "lakeside")
    response = client.get("/backoffice/reports/")
    assert (response.status_code, response["Location"]) == (302, LAKESIDE)


@pytest.mark.parametrize("part", ["", "evaluations/", "supporters/"])
def test_another_provider_s_reports_do_not_exist(worked: Worked, client: Client, part: str) -> None:
    coordinator(client, "lakeside")
    assert client.get(LAKESIDE + part).status_code == 200
    assert client.get(RIVERSIDE + part).status_code == 404


def test_another_provider_s_file_does_not_exist_and_nothing_is_on_record(worked: Worked, client: Client) -> None:
    coordinator(client, "lakeside")
    assert client.post(f"{LAKESIDE}file/", {"file": "learners"}).status_code == 200
    assert client.post(f"{RIVERSIDE}file/", {"file": "learners"}).status_code == 404
    assert [event.subject_id for event in Event.objects.filter(action="report.taken")] == ["lakeside"]


def test_nobody_of_another_provider_is_found_through_a_course_of_both(worked: Worked, client: Client) -> None:
    coordinator(client, "lakeside")
    page = page_of(client, f"{LAKESIDE}?course=contrast-reactions&year=all")
    assert names(page) == ["Bo Example", "Kim Example"]
    assert not any(name in page for name in ("Alice", "AMA PRA", "Acme", "5,000"))


@pytest.mark.parametrize("role", [Role.FINANCE, Role.SUPPORT])
@pytest.mark.parametrize("address", ["/backoffice/reports/", RIVERSIDE, f"{RIVERSIDE}supporters/"])
def test_other_staff_are_told_that_it_is_not_theirs(worked: Worked, client: Client, role: Role, address: str) -> None:
    staff = make_user("finn")
    grant_role(user=staff, role=role, by="operator", now=NOW)
    client.force_login(staff)
    assert client.get(address).status_code == 403


def test_what_there_is_no_report_on_is_not_found(worked: Worked, client: Client) -> None:
    coordinator(client)
    assert client.get(f"{RIVERSIDE}?year=2025").status_code == 200
    for address in (f"{RIVERSIDE}?year=1999", f"{RIVERSIDE}?course=nothing", "/backoffice/reports/nobody/"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("asked", "told"),
    [("year=all", ["6", "4", "4", "3"]), ("year=2026", ["5", "3", "3", "2"]), ("year=2027", ["0", "0", "0", "0"])],
)
def test_the_page_tells_the_figures_of_the_period(worked: Worked, client: Client, asked: str, told: list[str]) -> None:
    coordinator(client)
    assert figures(page_of(client, f"{RIVERSIDE}?{asked}")) == told


def test_pictures_come_first_and_are_tables_to_those_who_do_not_see_them(worked: Worked, client: Client) -> None:
    coordinator(client)
    page = page_of(client, f"{RIVERSIDE}?year=2026")
    titles = re.findall(r"<figcaption>([^<]+)</figcaption>", page)
    assert titles == [
        *("Completed, by month", "Took part for the first time, by year", "Awards, by credit type"),
        "Took part for the first time, by profession",
    ]
    assert re.findall(r"<caption>([^<]+)</caption>", page) == titles
    assert page.index("<figure") < page.index('id="years"') < page.index('id="learners"')


def test_the_page_lists_name_days_credit_and_numbers(worked: Worked, client: Client) -> None:
    coordinator(client)
    page = page_of(client, f"{RIVERSIDE}?year=all")
    assert names(page) == [
        *("Alice Example", "Bo Example", "Cem Example", "Dee Example", "Eli Example", "Fay Example", "Hal Example"),
        *("Ida Example", "Kim Example", "Name no longer kept"),
    ]
    assert "<del>AMA PRA Category 1 Credit™ 1.00</del> withdrawn on June 16, 2026" in page
    assert f"State license MA L{worked.alice.learner_id}" in page
    assert "Given by mistake" not in page
    assert "@example.org" not in page


def test_amounts_of_support_are_told_to_staff(worked: Worked, client: Client) -> None:
    coordinator(client)
    page = page_of(client, RIVERSIDE)
    assert "$5,000.00" in page
    assert "Loan of a scanner" in page


def test_a_grant_without_an_amount_is_told_as_such(worked: Worked, client: Client) -> None:
    coordinator(client)
    CommercialSupport.objects.create(
        version=worked.course.current_version, company="Cepheid", kind="grant", agreement_on=NOW.date()
    )
    assert "Not on file" in page_of(client, RIVERSIDE)


def test_files_hold_what_the_page_shows(worked: Worked, client: Client) -> None:
    coordinator(client)
    page = page_of(client, f"{RIVERSIDE}?year=2026")
    response = file_of(client, "course=&year=2026", "learners", why="Yearly report 2026")
    listed = list(csv.DictReader(StringIO(body(response).decode("utf-8-sig"))))
    assert [row["Name"] or "Name no longer kept" for row in listed] == names(page)
    book = load_workbook(BytesIO(body(file_of(client, "course=&year=2026", "workbook"))))
    assert [str(row[1].value) for row in list(book["Report"].iter_rows())[5:9]] == figures(page)
    assert response["Content-Disposition"] == 'attachment; filename="riverside-all-courses-2026-learners.csv"'
    first = Event.objects.filter(action="report.taken").earliest("pk")
    assert (first.actor, first.reason, first.details["learners"]) == ("dana", "Yearly report 2026", 8)


def test_the_form_asks_for_exactly_what_is_shown(worked: Worked, client: Client) -> None:
    coordinator(client)
    page = page_of(client, f"{RIVERSIDE}?course=contrast-reactions&year=2025")
    assert f'action="{RIVERSIDE}file/?course=contrast-reactions&amp;year=2025"' in page


@pytest.mark.parametrize("form", ["", "zip"])
def test_a_file_that_does_not_exist_is_refused_and_what_was_typed_stays(
    worked: Worked, client: Client, form: str
) -> None:
    coordinator(client)
    response = file_of(client, "year=2026", form, why="Yearly <report>")
    page = response.content.decode()
    assert response.status_code == 422
    assert "Choose one of" in page
    assert 'value="Yearly &lt;report&gt;"' in page
    assert not Event.objects.filter(action="report.taken").exists()


def test_a_document_that_would_be_too_long_is_refused_with_what_to_do(
    worked: Worked, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    coordinator(client)
    monkeypatch.setattr(pdf, "LONGEST", 10)
    assert file_of(client, "year=all", "document")["Content-Type"] == "application/pdf"
    monkeypatch.setattr(pdf, "LONGEST", 9)
    response = file_of(client, "year=all", "document")
    assert response.status_code == 422
    assert "A PDF holds at most 9 learners, and this report lists 10." in response.content.decode()


def test_a_file_is_not_to_be_had_by_a_link(worked: Worked, client: Client) -> None:
    coordinator(client)
    assert client.get(f"{RIVERSIDE}file/").status_code == 405


def test_a_long_list_is_paged(worked: Worked, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    coordinator(client)
    monkeypatch.setattr(reports, "PER_PAGE", 4)
    page = page_of(client, f"{RIVERSIDE}?year=all&page=2")
    assert names(page) == ["Eli Example", "Fay Example", "Hal Example", "Ida Example"]
    assert 'href="?course=&amp;year=all&amp;page=3#learners"' in page
    assert figures(page) == ["6", "4", "4", "3"]


def test_a_provider_without_courses_or_learners_says_so(client: Client) -> None:
    make_provider()
    coordinator(client)
    page = page_of(client, RIVERSIDE)
    assert "Nobody took part yet" in page
    assert "No commercial support is on file." in page


def test_without_a_provider_the_first_page_says_where_one_comes_from(client: Client) -> None:
    AccreditingProvider.objects.all().delete()
    coordinator(client)
    assert "There is no accrediting provider yet" in page_of(client, "/backoffice/reports/")


def test_what_people_typed_is_text_on_the_page(worked: Worked, client: Client) -> None:
    coordinator(client)
    Profile.objects.filter(given_name="Ida").update(family_name="<script>alert(1)</script>")
    assert "<script>alert(1)" not in page_of(client, f"{RIVERSIDE}?year=all")


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_fourteen_queries(count: int, client: Client, django_assert_num_queries: Any) -> None:
    course = make_accredited_course()
    for number in range(count):
        give(does(make_learner(f"learner{number}", Profession.PHYSICIAN), course, IN_2026), "ama-pra-1", "1.00")
    coordinator(client)
    with django_assert_num_queries(14):
        page_of(client, f"{RIVERSIDE}?course={course.slug}")


def test_a_supporter_s_report_has_no_name_and_no_group_under_five(worked: Worked, client: Client) -> None:
    coordinator(client)
    page = page_of(client, f"{RIVERSIDE}supporters/?supporter=Acme")
    assert "10 learners took part." in page
    assert "Example" not in page
    assert "5,000" not in page
    table = page.split('<table class="table reading">')[1]
    assert re.findall(r"<td class=\"text-end\">([^<]+)</td>", table) == ["5", *["not shown"] * 4]
    assert client.get(f"{RIVERSIDE}supporters/?supporter=Nobody").status_code == 404


def test_fewer_than_five_are_not_told_to_a_supporter(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "now", lambda: NOW)
    course = make_course()
    CommercialSupport.objects.create(
        version=course.current_version, company="Acme", kind="grant", agreement_on=IN_2026.date()
    )
    enrollment = make_enrollment(make_learner("ida"), course)
    make_progress(enrollment, enrollment.version.chapters.get(), finished_at=IN_2026)
    coordinator(client)
    page = page_of(client, f"{RIVERSIDE}supporters/?supporter=Acme")
    assert "Fewer than five learners took part." in page
    assert "<td" not in page


def test_without_support_nobody_is_to_be_told_anything(client: Client) -> None:
    make_course()
    coordinator(client)
    assert "No company supports a course of this provider" in page_of(client, f"{RIVERSIDE}supporters/")


def test_evaluations_are_pictures_and_comments_without_names(client: Client) -> None:
    course, provider = make_course(), make_provider()
    form = make_form(provider)
    for number in range(5):
        answers = {"objectives": {"recognize": 5}, "bias": "no", "comment": f"Comment {number}"}
        make_response(make_enrollment(make_learner(f"learner{number}"), course), form, answers=answers)
    coordinator(client)
    page = page_of(client, f"{RIVERSIDE}evaluations/?course={course.slug}")
    assert re.findall(r"<figcaption>([^<]+)</figcaption>", page) == ["Recognize a reaction.", "5 answers"]
    assert "Mean 5.00 of 5, from 5 answers" in page
    assert re.findall(r"<li>(Comment \d)</li>", page) == [f"Comment {number}" for number in range(5)]
    assert "Learner0" not in page


def test_comments_beyond_a_page_are_counted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluating, "MOST_COMMENTS", 2)
    course, form = make_course(), make_form(make_provider())
    for number in range(5):
        answers = {"objectives": {"recognize": 5}, "bias": "no", "comment": f"Comment {number}"}
        make_response(make_enrollment(make_learner(f"learner{number}"), course), form, answers=answers)
    coordinator(client)
    page = page_of(client, f"{RIVERSIDE}evaluations/?course={course.slug}")
    assert re.findall(r"<li>(Comment \d)</li>", page) == ["Comment 0", "Comment 1"]
    assert "These are the first 2 of 5, by the alphabet." in page


def test_answers_of_fewer_than_five_are_hidden_but_not_a_report_of_bias(client: Client) -> None:
    course, provider = make_course(), make_provider()
    answers = {"objectives": {"recognize": 1}, "bias": "yes", "bias-text": "One product only.", "comment": "Mine"}
    make_response(make_enrollment(make_learner("ida"), course), make_form(provider), answers=answers)
    coordinator(client)
    page = page_of(client, f"{RIVERSIDE}evaluations/?course={course.slug}")
    assert "1 learner perceived commercial bias." in page
    assert "One product only." in page
    assert "Mine" not in page
    assert "<figcaption>" not in page


def test_evaluations_of_a_course_that_nobody_evaluated_or_that_is_not_there(client: Client) -> None:
    course = make_course()
    coordinator(client)
    address = f"{RIVERSIDE}evaluations/"
    assert "Nobody has evaluated this course yet" in page_of(client, f"{address}?course={course.slug}")
    assert 'name="course"' in page_of(client, address)
    assert client.get(f"{address}?course=nothing").status_code == 404
