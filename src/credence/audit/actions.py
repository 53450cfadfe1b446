"""Write the record."""

import datetime as dt
from typing import Any

from credence.audit.models import Event


def record(
    action: str,
    *,
    by: str,
    subject: tuple[str, str],
    now: dt.datetime,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> Event:
    """Append one event; call it inside the transaction of the act it records (R66).

    `action` reads `noun.verb` ("award.granted"); `subject` is (type, public id); `details` must be JSON.
    """
    return Event.objects.create(
        at=now,
        actor=by,
        action=action,
        subject_type=subject[0],
        subject_id=subject[1],
        reason=reason,
        details=details or {},
    )
