"""Read the record."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credence.audit.enums import Act
from credence.audit.models import Event
from credence.kit.sentences import as_read

NOTHING = "–"
"""Stands where an act kept no such detail: it was none, or the act is older than the detail."""
CHANGED: dict[str, Promise] = {
    "name": gettext_lazy("Name"),
    "professions": gettext_lazy("Professions"),
    "numbers": gettext_lazy("Numbers"),
}
"""The words for details of which both is kept, what they were and what they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What of the record is looked for; what is None or empty is not asked."""

    actors: Collection[str] | None = None
    """Names of who acted, in small letters: together with `people`, so that either is enough."""
    people: Collection[str] = ()
    """Public ids of users about whom something is on record."""
    act: str = ""
    subject: str = ""
    """The id of a thing, as it stands on the record, whatever the case of its letters."""
    since: dt.datetime | None = None
    before: dt.datetime | None = None


def events_like(sought: Sought) -> QuerySet[Event]:
    """Return what is on record and looked for, the newest first (R66)."""
    events = Event.objects.order_by("-at", "-pk")
    if sought.actors is not None:
        known = events.alias(low_actor=Lower("actor"))
        events = known.filter(Q(low_actor__in=sought.actors) | Q(subject_type="user", subject_id__in=sought.people))
    if sought.subject:
        events = events.alias(low_subject=Lower("subject_id")).filter(low_subject=sought.subject.lower())
    asked = {"action": sought.act, "at__gte": sought.since, "at__lt": sought.before}
    return events.filter(**{name: value for name, value in asked.items() if value})


class _Gaps(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


class _Seen(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return NOTHING


def last_event(act: Act) -> Event | None:
    """Return the latest event of that name."""
    return Event.objects.filter(action=act).order_by("-at", "-id").first()


def events_about(subject_type: str, subject_ids: Iterable[str]) -> QuerySet[Event]:
    """Return what is on record about some things of a kind, the earliest first."""
    return Event.objects.filter(subject_type=subject_type, subject_id__in=list(subject_ids))


def act_in_words(act: Act) -> str:
    """Return the sentence of an act with a gap for whatever it tells: "… closed the account."."""
    return str(act.label) % _Gaps()


def sentence_of(event: Event) -> str:
    """Return an event as people read it: who did what, what was and is now, and why.

    An act that is no longer in the list is told by its name.
    """
    changes, kept = _parted(event.details)
    seen = _Seen({name: as_read(value) for name, value in kept.items() if value not in ("", None, [])})
    seen |= {"who": event.actor, "subject": event.subject_id}
    known = event.action in Act.values
    said = str(Act(event.action).label) % seen if known else f"{event.actor}: {event.action}"
    why = [_("Reason: %(reason)s") % {"reason": event.reason}] if event.reason else []
    return " ".join([said, *changes, *why])


def _parted(details: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """Return what changed, in words, and the details that are no changes."""
    changed = {name for name, value in details.items() if isinstance(value, dict) and set(value) == {"old", "new"}}
    words = [_change(name, details[name]) for name in sorted(changed)]
    return words, {name: value for name, value in details.items() if name not in changed}


def _change(name: str, change: dict[str, Any]) -> str:
    values = {side: as_read(value) if value not in ("", None, []) else NOTHING for side, value in change.items()}
    return _("%(what)s: %(old)s before, %(new)s now.") % {"what": CHANGED.get(name, name), **values}
