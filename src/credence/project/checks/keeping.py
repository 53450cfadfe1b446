"""Whether what is kept can be brought back, and whether settings are what they were meant to be."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as Caution
from dotenv import dotenv_values

from credence.project.backups.sealing import SHORTEST

OURS = "CREDENCE_"
OF_SCRIPTS = ("CREDENCE_TEST_",)
"""Read by the scripts of the repository."""


def kept_copies(**_options: Any) -> list[CheckMessage]:
    """Records of credit are kept for six years at least (R56), on more than one disk."""
    if len(settings.ENV.backup_passphrase) >= SHORTEST:
        return []
    return [
        Caution(
            "CREDENCE_BACKUP_PASSPHRASE is not set, or too short, so `credence backup` makes no copy of this site.",
            hint=f"Set it to {SHORTEST} characters or more, and let a timer run the command every night.",
            id="credence.W040",
        )
    ]


def known_settings(**_options: Any) -> list[CheckMessage]:
    """A setting whose name is mistyped is no setting, and nobody would be told."""
    known = {f"{OURS}{name.upper()}" for name in type(settings.ENV).model_fields}
    made = {*os.environ, *dotenv_values(Path(".env"))}
    unknown = sorted(name for name in made - known if name.startswith(OURS) and not name.startswith(OF_SCRIPTS))
    return [
        Caution(
            f"{name} is set, and nothing reads it.",
            hint="Compare its name with docs/operate.md, or take it out.",
            id="credence.W041",
        )
        for name in unknown
    ]


def private_files(**_options: Any) -> list[CheckMessage]:
    """The database and the key are nobody else's on this machine."""
    paths = [Path(".env"), settings.ENV.signing_key, settings.VAR / "credence.sqlite3"]
    found = [path for path in paths if path and path.is_file() and path.stat().st_mode & 0o007]
    return [
        Caution(
            f"{path} can be read by everybody on this machine.",
            hint=f"Run `chmod o-rwx {path}`.",
            id="credence.W042",
        )
        for path in found
    ]


def sealed_store(**_options: Any) -> list[CheckMessage]:
    """Files of courses, and what signs for them, are read by nobody on the way to a bucket."""
    address = urlsplit(settings.ENV.s3_endpoint)
    if address.scheme != "http" or address.hostname in ("localhost", "127.0.0.1", "::1"):
        return []
    return [
        Caution(
            "CREDENCE_S3_ENDPOINT is not reached by HTTPS: whoever is on the way reads the files of courses.",
            hint="Name the store by an https:// address, unless the line to it is yours alone.",
            id="credence.W043",
        )
    ]
