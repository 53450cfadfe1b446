"""Which courses a learner may take next."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from credence.accounts.models import User
from credence.catalog.models import Listing
from credence.catalog.queries.courses import courses_for
from credence.enrollment.models import Enrollment


def next_courses(learner: User, professions: Collection[str], now: dt.datetime) -> QuerySet[Listing]:
    """Return the open courses with credit for these professions in which the learner never enrolled, newest first."""
    mine = Enrollment.objects.filter(learner=learner, course=OuterRef("course"))
    return courses_for(professions, now).exclude(Exists(mine))
