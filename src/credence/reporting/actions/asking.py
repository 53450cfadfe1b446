"""Long reports: asked for, made by the worker, and thrown away after some days."""

import datetime as dt
import logging
import tempfile
from collections.abc import Callable

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q, QuerySet

from credence.accounts.models import User
from credence.kit.refusal import Refusal
from credence.kit.replica import ReplicaAway, read_from_replica
from credence.reporting import letters
from credence.reporting.actions.taking import Download, take
from credence.reporting.enums import COUNTS, EVALUATIONS, FIGURES, Form, RequestState
from credence.reporting.models import EvaluationReckoning, Reckoning, ReportRequest
from credence.reporting.queries.evaluations import evaluations_of, responses_of
from credence.reporting.queries.participation import enrollments_of
from credence.reporting.queries.report import Asked, NoSuchReport, Report, asked_for, read
from credence.reporting.rules.evaluating import as_data as summary_as_data
from credence.reporting.rules.tally import as_data

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=2)
"""Who makes a report says so all the time; after so long a silence another takes it over."""
KEPT_FOR = dt.timedelta(days=7)
MOST_TRIES = 3
BROKEN = "broken"
AWAY = "replica-away"
"""Why a request waits that was begun: what it reads does not answer, or has not come as far as it must."""


class Lost(Exception):
    """Another worker took the request over."""


def ask(*, asked: Asked, form: str, why: str, by: User, now: dt.datetime) -> ReportRequest:
    """Ask the worker for a file of a report, for its figures, or for a course's evaluations to be counted.

    The same asked twice meanwhile is one request.
    """
    about = {"provider": asked.provider, "form": form, "course": asked.course.slug if asked.course else ""}
    if form == FIGURES:
        about["course"] = ""
    about |= {"year": asked.year[:4], "asked_by": by}
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)
        open_ones = ReportRequest.objects.filter(**about, state__in=[RequestState.WAITING, RequestState.WORKING])
        return open_ones.first() or ReportRequest.objects.create(**about, why=why[:300], asked_at=now)


def make_next(*, clock: Callable[[], dt.datetime]) -> bool:
    """Make the report that waits longest, and return whether there was one that could be made.

    Any number of workers may call it.
    """
    moment = clock()
    due = Q(state=RequestState.WAITING) | Q(state=RequestState.WORKING, claimed_until__lte=moment)
    request = ReportRequest.objects.filter(due).select_related("provider", "asked_by").order_by("asked_at").first()
    if request is None:
        return False
    mine = ReportRequest.objects.filter(pk=request.pk, tries=request.tries, state=request.state)
    if mine.update(state=RequestState.WORKING, tries=F("tries") + 1, done=0, claimed_until=moment + LEASE):
        request.tries += 1
        return _try(request, clock)
    return True


def make_all(*, clock: Callable[[], dt.datetime]) -> None:
    """Make every report that waits, one after the other."""
    while make_next(clock=clock):
        pass


def throw_away(*, now: dt.datetime) -> int:
    """Remove requests whose time is over with their files, and return how many."""
    over = list(ReportRequest.objects.filter(expires_at__lte=now))
    for request in over:
        default_storage.delete(request.place)
        request.delete()
    return len(over)


def _try(request: ReportRequest, clock: Callable[[], dt.datetime]) -> bool:
    """Make a report, and return whether it need not wait. What it refuses is told; what breaks is tried again."""
    try:
        with read_from_replica(request.asked_at) as as_of:
            _make(request, clock, as_of or clock())
    except ReplicaAway as away:
        logger.warning("The report %s waits: the replica cannot be read (%s).", request.public_id, away)
        _mine(request).update(state=RequestState.WAITING, tries=request.tries - 1, fault=AWAY)
        return False
    except Lost:
        logger.info("Another worker makes the report %s.", request.public_id)
    except Refusal as refused:
        _end(request, clock(), state=RequestState.FAILED, fault=refused.code)
    except Exception:
        if request.tries >= MOST_TRIES:
            _end(request, clock(), state=RequestState.FAILED, fault=BROKEN)
        raise
    return True


def _make(request: ReportRequest, clock: Callable[[], dt.datetime], made_at: dt.datetime) -> None:
    asked = asked_for(request.provider, course=request.course, year=request.year)
    if request.form == EVALUATIONS:
        _count_evaluations(request, asked, clock, made_at)
        return
    total = enrollments_of(request.provider, asked.course).count()
    _say(request, clock, total=total, done=0, as_of=made_at, fault="")
    report = read(
        asked,
        now=made_at,
        each_chunk=lambda done: _say(request, clock, done=done),
        is_listed=request.form != FIGURES,
    )
    if asked.course is None:
        facts = {"made_at": made_at, "tally": as_data(report.tally)}
        Reckoning.objects.update_or_create(provider=request.provider, defaults=facts)
    if request.form == FIGURES:
        _end(request, clock(), state=RequestState.READY)
    else:
        _say(request, clock, done=total, total=total + report.learners)
        _keep(request, _watched(report, request, total, clock), clock)


def _count_evaluations(
    request: ReportRequest, asked: Asked, clock: Callable[[], dt.datetime], made_at: dt.datetime
) -> None:
    if asked.course is None:
        raise NoSuchReport(course=request.course)
    _say(request, clock, total=responses_of(asked.provider, asked.course).count(), done=0, as_of=made_at, fault="")
    told = evaluations_of(asked.provider, asked.course, lambda done: _say(request, clock, done=done))
    facts = {"made_at": made_at, "summaries": [summary_as_data(each) for each in told]}
    EvaluationReckoning.objects.update_or_create(provider=asked.provider, course=asked.course, defaults=facts)
    _end(request, clock(), state=RequestState.READY)


def _watched(report: Report, request: ReportRequest, so_far: int, clock: Callable[[], dt.datetime]) -> Download:
    """Take the report along as the file that was asked for, and say how far it is as its lines are read."""
    report.listed.tell = lambda done: _say(request, clock, done=so_far + done)
    form, by = Form(request.form), request.asked_by.username
    return take(report, form, by=by, why=request.why, now=clock())


def _keep(request: ReportRequest, taken: Download, clock: Callable[[], dt.datetime]) -> None:
    with tempfile.TemporaryFile() as file:
        for piece in taken.content:
            file.write(piece)
        file.seek(0)
        default_storage.delete(request.place)
        default_storage.save(request.place, File(file))
    _end(request, clock(), state=RequestState.READY, name=taken.name, content_type=taken.content_type)


def _say(request: ReportRequest, clock: Callable[[], dt.datetime], **facts: object) -> None:
    """Say how far it is, and that it is being made."""
    if not _mine(request).update(claimed_until=clock() + LEASE, **facts):
        raise Lost


def _mine(request: ReportRequest) -> QuerySet[ReportRequest]:
    return ReportRequest.objects.filter(pk=request.pk, tries=request.tries, state=RequestState.WORKING)


def _end(request: ReportRequest, now: dt.datetime, **facts: str) -> None:
    with transaction.atomic():
        if _mine(request).update(ended_at=now, expires_at=now + KEPT_FOR, **facts) and request.form not in COUNTS:
            request.refresh_from_db()
            letters.over(request, now=now)
