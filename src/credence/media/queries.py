"""Find stored files."""

from collections.abc import Iterable

from credence.media.models import Asset


def assets_by_hash(hashes: Iterable[str]) -> dict[str, Asset]:
    """Return the assets with these SHA-256 sums, by sum, in one query."""
    return {asset.sha256: asset for asset in Asset.objects.filter(sha256__in=set(hashes))}
