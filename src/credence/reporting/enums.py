"""The files of a report, and how one stands that the worker makes."""

from enum import StrEnum


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


FIGURES = "figures"
"""What is asked of the worker where no file is wanted: that all be counted anew."""
EVALUATIONS = "answers"
"""The same of the evaluations of a course."""
COUNTS = (FIGURES, EVALUATIONS)


class RequestState(StrEnum):
    """How a request of a long report stands."""

    WAITING = "waiting"
    WORKING = "working"
    READY = "ready"
    FAILED = "failed"
