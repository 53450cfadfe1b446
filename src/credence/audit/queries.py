"""Read the record."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
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


class _Seen(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return NOTHING


def last_event(act: Act) -> Event | None:
    """Return the latest event of that name."""
    return Event.objects.filter(action=act).order_by("-at", "-id").first()


def events_about(subject_type: str, subject_ids: Iterable[str]) -> QuerySet[Event]:
    """Return what is on record about some things of a kind, the earliest first."""
    return Event.objects.filter(subject_type=subject_type, subject_id__in=list(subject_ids))


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
