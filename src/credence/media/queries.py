"""Find stored files."""

from collections.abc import Iterable

from credence.media.models import Asset
from credence.media.rules.files import Probe

KEPT = (
    *("kind", "sha256", "size", "content_type"),
    *("duration_ms", "pages", "words", "figures", "width", "height"),
)


def probe_of(asset: Asset) -> Probe:
    """Return what was found of a file when it was stored, as far as it was kept."""
    kept = {name: getattr(asset, name) for name in KEPT}
    return Probe(**kept)


def assets_by_hash(hashes: Iterable[str]) -> dict[str, Asset]:
    """Return the assets with these SHA-256 sums, by sum, in one query."""
    return {asset.sha256: asset for asset in Asset.objects.filter(sha256__in=set(hashes))}
