"""What the longest report of a provider costs the worker: how long it takes, and the most memory it ever held."""

import resource
import sys
from time import perf_counter

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


def report(staff: User) -> None:
    """Let figures, a course's evaluations and the list of learners be made of who has the most awards, and tell."""
    awards = Award.objects.order_by().values("offer__provider").annotate(count=Count("pk")).order_by("-count")[0]
    provider = AccreditingProvider.objects.get(pk=awards["offer__provider"])
    course = courses_of(provider)[0].slug
    sys.stdout.write(f"Reports of {provider.name}, {awards['count']:,} awards, by the worker:\n")
    for form, of in ((FIGURES, ""), (EVALUATIONS, course), (Form.LEARNERS.value, "")):
        request = ask(asked=asked_for(provider, course=of, year="all"), form=form, why="", by=staff, now=now())
        begun = perf_counter()
        make_all(clock=now)
        made = ReportRequest.objects.get(pk=request.pk)
        seconds, megabytes = perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        sys.stdout.write(f"{form:10}{made.state:8}{made.done:>12,} lines{seconds:8.0f} s{megabytes:6} MB at most\n")
