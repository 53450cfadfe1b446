"""Credit that went to somebody who made the course."""

from collections.abc import Iterable

from django.db.models import QuerySet

from credence.audit.enums import Act
from credence.audit.models import Event
from credence.credit.models import Award


def awards_to_faculty() -> QuerySet[Event]:
    """Return what was noted of awards whose learners bear the name of one of the course's faculty, the newest first."""
    return Event.objects.filter(action=Act.AWARD_TO_FACULTY, subject_type="award").order_by("-at", "-pk")


def awards_noted(events: Iterable[Event]) -> list[Award]:
    """Return the awards of which something was noted, in the order of the notes, in one query."""
    noted = [event.subject_id for event in events]
    related = ("learner__profile", "identity", "enrollment__line__version", "offer", "revocation", "correction")
    found = {each.public_id: each for each in Award.objects.filter(public_id__in=noted).select_related(*related)}
    return [found[each] for each in noted if each in found]
