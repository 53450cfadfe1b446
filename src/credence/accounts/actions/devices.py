"""Sign devices out."""

import datetime as dt

from django.db import transaction

from credence.accounts.models import Session, User
from credence.audit.actions import record
from credence.audit.enums import Act


@transaction.atomic
def sign_out_elsewhere(*, user: User, kept: str | None, by: str, now: dt.datetime, only: str = "") -> int:
    """End the sessions of `user` but the one whose key is `kept`, and return how many.

    With `only`, the `public_id` of a session, none but that; if it has ended already, or is another's, none.
    """
    others = [each for each in Session.objects.filter(user=user) if each.session_key != kept]
    keys = [each.session_key for each in others if not only or each.public_id == only]
    ended, _ = Session.objects.filter(session_key__in=keys).delete()
    if ended:
        record(Act.SESSIONS_ENDED, by=by, subject=("user", user.public_id), now=now, details={"sessions": ended})
    return ended
