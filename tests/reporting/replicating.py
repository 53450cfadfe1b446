"""Programs on a site whose long reports are read from a replica: `python -m tests.reporting.replicating ask`."""

import json
import sys

import django

django.setup()

from django.db import connection, connections  # noqa: E402 - models come after the settings
from django.test.utils import CaptureQueriesContext  # noqa: E402

from credence.accounts.models import User  # noqa: E402
from credence.catalog.models import AccreditingProvider  # noqa: E402
from credence.kit.clock import now  # noqa: E402
from credence.kit.replica import REPLICA, read_from_replica  # noqa: E402
from credence.reporting.actions.asking import ask, make_all  # noqa: E402
from credence.reporting.models import ReportRequest  # noqa: E402
from credence.reporting.queries.report import asked_for  # noqa: E402
from tests.factories.accounts import make_learner, make_user  # noqa: E402
from tests.factories.credit import make_accredited_course  # noqa: E402
from tests.factories.enrollment import make_enrollment  # noqa: E402


def furnish() -> None:
    """Make a course, somebody who is enrolled, and somebody who asks."""
    make_enrollment(make_learner("ada"), make_accredited_course())
    make_user("cora")


def ask_for_one() -> None:
    """Ask for the list of learners."""
    asked = asked_for(AccreditingProvider.objects.get(), course="", year="")
    ask(asked=asked, form="learners", why="", by=User.objects.get(username="cora"), now=now())


def work() -> None:
    """Make what is asked for; print how the last request stands, and which enrollments the database itself read."""
    with CaptureQueriesContext(connection) as asked:
        make_all(clock=now)
    found = ReportRequest.objects.order_by("pk").last()
    read_here = [each["sql"] for each in asked.captured_queries if 'FROM "enrollment_enrollment"' in each["sql"]]
    as_of = found.as_of is not None and found.asked_at <= found.as_of <= now()
    sys.stdout.write(json.dumps([found.state, found.fault, found.tries, as_of, len(read_here)]))


def write() -> None:
    """Try to write where only is read, and print what the server says of it."""
    try:
        with read_from_replica(now()):
            ReportRequest.objects.using(REPLICA).update(why="written")
    except django.db.Error as refused:
        sys.stdout.write(str(refused).splitlines()[0])
    connections[REPLICA].close()


if __name__ == "__main__":
    {"furnish": furnish, "ask": ask_for_one, "work": work, "write": write}[sys.argv[1]]()
