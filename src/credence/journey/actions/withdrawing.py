"""Take the withdrawal of credit back, and give what was earned meanwhile (R18)."""

import datetime as dt

from django.db import transaction

from credence.catalog.actions import offer_credit_again
from credence.catalog.models import Withdrawal
from credence.credit.actions.stepping import note_steps
from credence.enrollment.models import Enrollment


@transaction.atomic
def offer_again(*, withdrawal: Withdrawal, by: str, reason: str, now: dt.datetime) -> Withdrawal:
    """Offer withdrawn credit again; whole credit that waited for it is awarded by the worker, as of this moment.

    Raises:
        WithdrawalReasonMissing, AlreadyOffered: nothing was written.
    """
    taken_back = offer_credit_again(withdrawal=withdrawal, by=by, reason=reason, now=now)
    note_steps(enrollments=Enrollment.objects.filter(course=taken_back.course_id), now=now)
    return taken_back
