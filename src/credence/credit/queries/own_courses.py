"""Credit that went to somebody who made the course."""

from django.db.models import QuerySet

from credence.audit.enums import Act
from credence.audit.models import Event
from credence.credit.models import Award


def awards_to_faculty() -> QuerySet[Award]:
    """Return the awards whose learners bear the name of one of the course's faculty, the newest first."""
    noted = Event.objects.filter(action=Act.AWARD_TO_FACULTY, subject_type="award").values("subject_id")
    related = ("learner", "identity", "enrollment__version", "offer", "revocation", "correction")
    return Award.objects.filter(public_id__in=noted).select_related(*related).order_by("-awarded_at", "-pk")
