"""Whether what public pages show has changed."""

from credence.catalog.models import Edition


def edition() -> str:
    """Return a mark that is another one after every publication or other change of the catalog; "" before the first."""
    return Edition.objects.values_list("mark", flat=True).first() or ""
