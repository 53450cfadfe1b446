"""Take a report along as a file. Who took what, and how much of it, is on record (R66)."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from django.db import transaction

from credence.audit.actions import record
from credence.audit.enums import Act
from credence.kit.marking import marked
from credence.kit.sheets import csv_lines, workbook_of
from credence.reporting.documents import pdf, tables
from credence.reporting.enums import Form
from credence.reporting.queries.report import Report

LONGEST_SHEET = 1_048_575
"""So many rows Excel takes below the head: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """One kind of file: what its button says, what it is, and how it is made of the tables."""

    words: str
    icon: str = "download"
    ending: str
    content_type: str
    contents: Callable[[Report], Iterator[bytes] | IO[bytes]]
    holds: str = "report"
    """What its name says that it holds: all of the report, or one table."""
    names_learners: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Download:
    """A file on its way: its name, its type, and its content in pieces."""

    name: str
    content_type: str
    content: Iterator[bytes] | IO[bytes]


def take(report: Report, form: Form, *, by: str, why: str, now: dt.datetime) -> Download:
    """Return the report as a file of `form`, and put on record that `by` took it and what for, if that was said (R66).

    Raises:
        pdf.TooLong: a document or a workbook would be too long; nothing is on record.
    """
    kind = FILES[form]
    content = kind.contents(report)
    with transaction.atomic():
        record(
            Act.REPORT_TAKEN,
            by=by,
            subject=("provider", report.provider.slug),
            now=now,
            reason=why.strip(),
            details={
                "form": form.value,
                "course": report.course.slug if report.course else "",
                "first": report.period.first.isoformat(),
                "last": report.period.last.isoformat(),
                "learners": report.learners if kind.names_learners else 0,
            },
        )
    return Download(name=f"{_name(report, kind)}.{kind.ending}", content_type=kind.content_type, content=content)


def _name(report: Report, kind: Kind) -> str:
    """Return a name that tells provider, course, period and, where there are two of a kind, the table."""
    course = report.course.slug if report.course else "all-courses"
    return f"{report.provider.slug}-{course}-{report.year or 'all-years'}-{kind.holds}"


def _lines(table: Callable[[Report], tables.Table]) -> Callable[[Report], Iterator[bytes]]:
    return lambda report: (line.encode() for line in csv_lines(table(report).lines, report.provider.time_zone))


def _workbook(report: Report) -> IO[bytes]:
    if report.learners > LONGEST_SHEET:
        raise pdf.TooLong(learners=report.learners, most=LONGEST_SHEET)
    return workbook_of(((table.title, table.lines) for table in tables.all_tables(report)), report.provider.time_zone)


def _document(report: Report) -> Iterator[bytes]:
    return iter([pdf.rendered(report)])


FILES: Mapping[Form, Kind] = {
    Form.DOCUMENT: Kind(
        words=marked("PDF"),
        icon="file-earmark-pdf",
        ending="pdf",
        content_type="application/pdf",
        contents=_document,
    ),
    Form.WORKBOOK: Kind(
        words=marked("Excel workbook"),
        icon="file-earmark-spreadsheet",
        ending="xlsx",
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        contents=_workbook,
    ),
    Form.LEARNERS: Kind(
        words=marked("Learners as CSV"),
        ending="csv",
        content_type="text/csv; charset=utf-8",
        holds="learners",
        contents=_lines(tables.learners),
    ),
    Form.COURSES: Kind(
        words=marked("Courses as CSV"),
        ending="csv",
        content_type="text/csv; charset=utf-8",
        holds="courses",
        names_learners=False,
        contents=_lines(tables.courses),
    ),
}
"""Every file, in the order in which the page offers them."""
