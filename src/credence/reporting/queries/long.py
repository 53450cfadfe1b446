"""Long reports: whose figures are read as they were counted last, because a page cannot wait for all learners."""

import datetime as dt
from typing import NamedTuple

from credence.accounts.models import User
from credence.catalog.models import AccreditingProvider, Course
from credence.reporting.models import EvaluationReckoning, Reckoning, ReportRequest
from credence.reporting.queries.evaluations import are_many_evaluations, evaluations_of
from credence.reporting.queries.participation import are_more_than, participations
from credence.reporting.queries.report import Asked, Report, new_tally, read, told_by
from credence.reporting.rules.evaluating import Summary
from credence.reporting.rules.evaluating import from_data as summary_from
from credence.reporting.rules.tally import Tally, from_data

AT_ONCE = 1_000
"""So many enrollments are counted while a page waits; more are counted by the worker, when somebody asks."""


def is_long(provider: AccreditingProvider, course: Course | None = None) -> bool:
    """Return whether a report is made by the worker."""
    return are_more_than(AT_ONCE, provider, course)


def report_now(asked: Asked, now: dt.datetime) -> Report | None:
    """Return a report for a page: a long one without its list and as it was counted last, None before it ever was.

    Raises:
        NoSuchReport: there is no such year.
    """
    if not is_long(asked.provider, asked.course):
        return read(asked, now=now)
    kept = Reckoning.objects.filter(provider=asked.provider).first()
    return told_by(asked, from_data(kept.tally), None, kept.made_at) if kept else None


def tally_now(provider: AccreditingProvider, now: dt.datetime) -> Tally | None:
    """Return what is counted of a provider, long ones as they were counted last."""
    if is_long(provider):
        kept = Reckoning.objects.filter(provider=provider).first()
        return from_data(kept.tally) if kept else None
    tally = new_tally(provider, now)
    for each in participations(provider):
        tally.add(each)
    return tally


class Evaluated(NamedTuple):
    """What the evaluations of a course add up to; `counted_at` where they were counted beforehand."""

    summaries: tuple[Summary, ...]
    counted_at: dt.datetime | None = None


def evaluations_now(provider: AccreditingProvider, course: Course) -> Evaluated | None:
    """Return the evaluations of a course: many of them as they were counted last, None before they ever were."""
    if not are_many_evaluations(AT_ONCE, provider, course):
        return Evaluated(evaluations_of(provider, course))
    kept = EvaluationReckoning.objects.filter(provider=provider, course=course).first()
    return Evaluated(tuple(map(summary_from, kept.summaries)), kept.made_at) if kept else None


def request_of(user: User, provider: AccreditingProvider, public_id: str) -> ReportRequest | None:
    """Return what somebody asked for; others' requests are not theirs to see."""
    return ReportRequest.objects.filter(asked_by=user, provider=provider, public_id=public_id).first()


def requests_of(user: User, provider: AccreditingProvider) -> list[ReportRequest]:
    """Return the latest reports of a provider that somebody asked for, the latest first."""
    return list(ReportRequest.objects.filter(asked_by=user, provider=provider)[:10])
