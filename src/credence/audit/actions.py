"""Write the record."""

import datetime as dt
from typing import Any

from credence.audit.enums import Act
from credence.audit.models import Event
from credence.kit.text import normal_lines


def record(
    act: Act,
    *,
    by: str,
    subject: tuple[str, str],
    now: dt.datetime,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> Event:
    """Append one event; call it inside the transaction of the act it records (R66).

    A new act is added to `Act`, with its sentence. `subject` is (type, public id); `details` must be JSON, and hold
    `{"old": …, "new": …}` of what changed.
    """
    return Event.objects.create(
        at=now,
        actor=by,
        action=act.value,
        subject_type=subject[0],
        subject_id=subject[1],
        reason=normal_lines(reason),
        details=details or {},
    )
