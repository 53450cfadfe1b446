"""Reports as a page and the worker read them."""

import datetime as dt

from credence.catalog.models import AccreditingProvider
from credence.reporting.queries.report import Report, asked_for, read


def make_report(provider: AccreditingProvider, *, course: str = "", year: str, now: dt.datetime) -> Report:
    """Return the report on a course with this slug, "" for all, and a year, with its list."""
    return read(asked_for(provider, course=course, year=year), now=now)
