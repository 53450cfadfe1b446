"""Awards that came about faster than people work, or with the answers of another, for staff to look at."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from credence.accounts.models import User
from credence.audit.enums import Act
from credence.audit.models import Event
from credence.credit.models import Award


def _noted(act: Act) -> QuerySet[Event]:
    return Event.objects.filter(subject_type="award", action=act)


def hasty_awards() -> QuerySet[Event]:
    """Return what was noted of awards with signs of haste at which nobody has looked, the newest first."""
    seen = _noted(Act.AWARD_LOOKED_AT).filter(subject_id=OuterRef("subject_id"))
    return _noted(Act.AWARD_HASTY).exclude(Exists(seen)).order_by("-at", "-pk")


def signs_on_record(awards: Iterable[Award]) -> Mapping[str, Mapping[str, Any]]:
    """Return the figures of each award's signs by its public id, in one query; what has none is left out."""
    found = _noted(Act.AWARD_HASTY).filter(subject_id__in=[each.public_id for each in awards])
    return {each.subject_id: each.details for each in found}


def learner_of_attempt(public_id: str) -> User | None:
    """Return who handed in an attempt, None where there is none of that id."""
    return User.objects.filter(enrollments__attempts__public_id=public_id).select_related("profile").first()


def looked_at(award: Award) -> Event | None:
    """Return the event of somebody having looked at an award, None if nobody has."""
    return _noted(Act.AWARD_LOOKED_AT).filter(subject_id=award.public_id).first()
