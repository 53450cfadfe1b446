"""Take a report along as a file. Who took what, and how much of it, is on record (R66)."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

from django.db import transaction

from credence.audit.actions import record
from credence.kit.sheets import csv_lines, workbook_of
from credence.reporting.documents import pdf, tables
from credence.reporting.queries.report import Report


class Form(StrEnum):
    """The files that a report can be taken along as."""

    LEARNERS = "learners"
    """The list of learners as comma-separated values."""
    COURSES = "courses"
    """The figures of each course as comma-separated values."""
    WORKBOOK = "workbook"
    """Every table as a sheet of an Excel workbook."""
    DOCUMENT = "document"
    """Figures and learners as a PDF."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Download:
    """A file on its way: its name, its type, and its content in pieces."""

    name: str
    content_type: str
    content: Iterator[bytes] | IO[bytes]


def take(report: Report, form: Form, *, by: str, why: str, now: dt.datetime) -> Download:
    """Return the report as a file of `form`, and put on record that `by` took it and what for, if that was said (R66).

    Raises:
        pdf.TooLong: a document would be too long; nothing is on record.
    """
    content = _CONTENTS[form](report)
    with transaction.atomic():
        record(
            "report.taken",
            by=by,
            subject=("provider", report.provider.slug),
            now=now,
            reason=why.strip(),
            details={
                "form": form.value,
                "course": report.course.slug if report.course else "",
                "first": report.period.first.isoformat(),
                "last": report.period.last.isoformat(),
                "learners": 0 if form is Form.COURSES else len(report.listed),
            },
        )
    ending, content_type = _TYPES[form]
    return Download(name=f"{_name(report, form)}.{ending}", content_type=content_type, content=content)


_TYPES = {
    Form.LEARNERS: ("csv", "text/csv; charset=utf-8"),
    Form.COURSES: ("csv", "text/csv; charset=utf-8"),
    Form.WORKBOOK: ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Form.DOCUMENT: ("pdf", "application/pdf"),
}


def _name(report: Report, form: Form) -> str:
    """Return a name that tells provider, course, period and, where there are two of a kind, the table."""
    table = {Form.LEARNERS: "learners", Form.COURSES: "courses"}.get(form, "report")
    course = report.course.slug if report.course else "all-courses"
    return f"{report.provider.slug}-{course}-{report.year or 'all-years'}-{table}"


def _lines(table: Callable[[Report], tables.Table]) -> Callable[[Report], Iterator[bytes]]:
    return lambda report: (line.encode() for line in csv_lines(table(report).lines, report.provider.time_zone))


def _workbook(report: Report) -> IO[bytes]:
    return workbook_of(((table.title, table.lines) for table in tables.all_tables(report)), report.provider.time_zone)


def _document(report: Report) -> Iterator[bytes]:
    return iter([pdf.rendered(report)])


_CONTENTS: dict[Form, Callable[[Report], Iterator[bytes] | IO[bytes]]] = {
    Form.LEARNERS: _lines(tables.learners),
    Form.COURSES: _lines(tables.courses),
    Form.WORKBOOK: _workbook,
    Form.DOCUMENT: _document,
}
