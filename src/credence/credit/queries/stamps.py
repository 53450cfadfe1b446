"""Which certificates no authority stamped."""

from django.db.models import QuerySet

from credence.credit.models import Certificate


def unstamped_certificates() -> QuerySet[Certificate]:
    """Return the certificates for which an authority was asked in vain, the newest first, without their documents."""
    found = Certificate.objects.filter(unstamped=True)
    return found.defer("pdf").order_by("-issued_at", "-pk")
