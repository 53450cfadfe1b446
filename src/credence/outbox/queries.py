"""Which letters there are."""

from collections.abc import Collection

from django.db.models import QuerySet

from credence.outbox.models import Letter


def letters_keyed(keys: Collection[str]) -> QuerySet[Letter]:
    """Return the letters with these keys, the earliest first."""
    return Letter.objects.filter(key__in=keys).order_by("created_at", "pk")
