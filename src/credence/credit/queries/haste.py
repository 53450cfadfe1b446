"""Awards that came about faster than people work, for staff to look at."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from credence.audit.enums import Act
from credence.audit.models import Event
from credence.credit.models import Award


def _noted(act: Act) -> QuerySet[Event]:
    return Event.objects.filter(subject_type="award", action=act)


def hasty_awards() -> QuerySet[Award]:
    """Return the awards with signs of haste at which nobody has looked, the newest first."""
    noted, seen = (_noted(act).values("subject_id") for act in (Act.AWARD_HASTY, Act.AWARD_LOOKED_AT))
    related = ("learner__profile", "enrollment__version", "offer", "revocation", "correction")
    waiting = Award.objects.filter(public_id__in=noted).exclude(public_id__in=seen)
    return waiting.select_related(*related).order_by("-awarded_at", "-pk")


def signs_on_record(awards: Iterable[Award]) -> Mapping[str, Mapping[str, Any]]:
    """Return the figures of each award's signs by its public id, in one query; what has none is left out."""
    found = _noted(Act.AWARD_HASTY).filter(subject_id__in=[each.public_id for each in awards])
    return {each.subject_id: each.details for each in found}


def looked_at(award: Award) -> Event | None:
    """Return the event of somebody having looked at an award, None if nobody has."""
    return _noted(Act.AWARD_LOOKED_AT).filter(subject_id=award.public_id).first()
