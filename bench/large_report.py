"""What long reports cost the worker: how long each takes, and the most memory that the process ever held."""

import datetime as dt
import resource
import sys
from time import perf_counter, process_time

from django.db.models import Count

from credence.accounts.models import User
from credence.catalog.models import AccreditingProvider
from credence.credit.models import Award
from credence.kit.clock import now
from credence.reporting.actions.asking import ask, make_all
from credence.reporting.enums import EVALUATIONS, FIGURES, Form
from credence.reporting.models import ReportRequest
from credence.reporting.queries.participation import courses_of
from credence.reporting.queries.report import asked_for

TOLD_EACH = 50
"""Progress is told each time that the worker has said so often how far it is: a thousand lines each."""


def count_all(staff: User) -> None:
    """Let the worker count each provider's learners and evaluations, so that the pages of reports have figures."""
    for provider in AccreditingProvider.objects.order_by("pk"):
        _make(provider, FIGURES, "", staff)
        for course in courses_of(provider):
            _make(provider, EVALUATIONS, course.slug, staff)


def list_learners(staff: User) -> None:
    """Let the worker make the list of learners of the provider with the most awards, for all years."""
    given = Award.objects.order_by().values("offer__provider").annotate(count=Count("pk")).order_by("-count")[0]
    sys.stdout.write(f"{given['count']:,} awards\n")
    _make(AccreditingProvider.objects.get(pk=given["offer__provider"]), Form.LEARNERS.value, "", staff)


def _make(provider: AccreditingProvider, form: str, course: str, staff: User) -> None:
    request = ask(asked=asked_for(provider, course=course, year="all"), form=form, why="", by=staff, now=now())
    begun, used = perf_counter(), process_time()
    make_all(clock=_Told(form).now)
    made = ReportRequest.objects.get(pk=request.pk)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = f"{made.done:>12,} lines{perf_counter() - begun:8.0f} s{process_time() - used:8.0f} CPU s"
    sys.stdout.write(f"report  {provider.slug} {form} {course:30}{made.state:8}{told}{megabytes:6} MB at most\n")


class _Told:
    """The worker's clock, which tells how far it is."""

    def __init__(self, form: str) -> None:
        self._form, self._times = form, 0

    def now(self) -> dt.datetime:
        self._times += 1
        if self._times % TOLD_EACH == 0:
            sys.stderr.write(f"{self._form}: about {self._times:,},000 lines\n")
        return now()
