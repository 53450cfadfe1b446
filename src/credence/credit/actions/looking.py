"""Staff look at an award that came about fast."""

import datetime as dt

from django.db import transaction

from credence.audit.enums import Act
from credence.credit.actions.awarding import AwardRefused, record_award
from credence.credit.models import Award
from credence.credit.queries.haste import looked_at, signs_on_record


class NotHasty(AwardRefused):
    """There is no sign of haste to look at."""

    code = "not-hasty"


class LookedAtBefore(AwardRefused):
    """Somebody has looked at it, and said what they found; `by` of the data is who."""

    code = "looked-at-before"


@transaction.atomic
def look_at(*, award: Award, reason: str, by: str, now: dt.datetime) -> None:
    """Put on record that somebody looked at an award with signs of haste, and what they found. Nothing else changes.

    Raises:
        NotHasty, LookedAtBefore: nothing was written.
    """
    locked = Award.objects.select_for_update().get(pk=award.pk)
    if not signs_on_record([locked]):
        raise NotHasty
    if before := looked_at(locked):
        raise LookedAtBefore(by=before.actor)
    record_award(Act.AWARD_LOOKED_AT, locked, by=by, now=now, reason=reason, details={})
