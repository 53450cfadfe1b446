"""Settings and keys of the site, as they are sealed in a backup and written out again."""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from dotenv import set_key

KEY = "signing.p12"
NOT_COPIED = frozenset({"backup_passphrase"})
"""What opens the backup does not lie in it."""


def settings_and_keys() -> dict[str, Any]:
    """Return the settings that were made, as they stand in a `.env`, and the bytes of the signing key."""
    made = sorted(settings.ENV.model_fields_set - NOT_COPIED)
    key: Path | None = settings.ENV.signing_key
    return {
        "settings": {f"CREDENCE_{name.upper()}": _text(getattr(settings.ENV, name)) for name in made},
        "secret_key": settings.SECRET_KEY,
        "signing_key": base64.b64encode(key.read_bytes()).decode() if key else None,
    }


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def write_out(sealed: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write `.env` and the signing key to `folder`, readable by their owner alone, and return what was written.

    Raises:
        FileExistsError: one of them is there already; it is left as it is.
    """
    made = dict(sealed["settings"])
    written = []
    if sealed["signing_key"]:
        written.append(_new(folder / KEY, base64.b64decode(sealed["signing_key"])))
        made["CREDENCE_SIGNING_KEY"] = str(written[0].resolve())
    written.append(_new(folder / ".env", b""))
    for name, value in made.items():
        set_key(written[-1], name, value, quote_mode="always")
    return written


def _new(path: Path, contents: bytes) -> Path:
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(contents)
    return path
