"""What staff decide about a number opens credit that waited for it."""

import datetime as dt

from django.db import transaction

from credence.accounts.models import User
from credence.credit.actions.deciding import decide_number
from credence.credit.actions.stepping import note_steps
from credence.credit.enums import Outcome
from credence.credit.models import NumberCase
from credence.enrollment.models import Enrollment
from credence.journey.actions.awarding import settle
from credence.journey.actions.steps import Taken


def decide(
    *, case: NumberCase, outcome: Outcome, owner: User | None, by: str, reason: str, now: dt.datetime
) -> Taken[NumberCase]:
    """Decide whose a number is, as `credit.actions.deciding.decide_number` does; award what waited for it.

    Call it outside of transactions.

    Raises:
        ReasonMissing, AlreadyDecided, OwnCase, OwnerMissing: nothing was written.
    """
    with transaction.atomic():
        decided = decide_number(case=case, outcome=outcome, owner=owner, by=by, reason=reason, now=now)
        mine = Enrollment.objects.filter(learner__in=decided.parties.values("learner"))
        steps = note_steps(enrollments=mine, now=now)
    return Taken(fact=decided, awards=settle(steps, by=by, now=now))
