"""Settings and keys, which open everything else, under a pass phrase that lies elsewhere.

The key is made of the pass phrase by scrypt at the parameters of OWASP's Password Storage Cheat Sheet
(https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html), whatever the machine, so that a slow
one opens what a fast one sealed; the file is a token of Fernet (https://github.com/fernet/spec).
"""

import base64
import json
import secrets
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from credence.project.backups.contents import SEALED
from credence.project.backups.faults import BackupFault

SHORTEST = 12
"""Letters of a pass phrase, at the least: a copy of the file can be tried for ever."""

SALT, COST, BLOCK, LANES = 16, 2**17, 8, 1


def check_passphrase(passphrase: str) -> None:
    """Raise `BackupFault` for a pass phrase that is missing or too short."""
    if len(passphrase) < SHORTEST:
        raise BackupFault(
            "The settings and keys in a backup are sealed by a pass phrase. Set CREDENCE_BACKUP_PASSPHRASE to "
            f"at least {SHORTEST} characters, and keep it away from the backups: without it nothing can be restored."
        )


def seal(document: dict[str, Any], passphrase: str) -> bytes:
    """Return `document` as a file that only `passphrase` opens: a salt, then the token."""
    salt = secrets.token_bytes(SALT)
    return salt + _fernet(salt, passphrase).encrypt(json.dumps(document).encode())


def _fernet(salt: bytes, passphrase: str) -> Fernet:
    key = Scrypt(salt=salt, length=32, n=COST, r=BLOCK, p=LANES).derive(passphrase.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def unsealed(folder: Path, *, passphrase: str) -> dict[str, Any]:
    """Return the settings and keys of a backup.

    Raises:
        BackupFault: there are none, the pass phrase is another, or the file was altered.
    """
    check_passphrase(passphrase)
    try:
        sealed = (folder / SEALED).read_bytes()
    except OSError as fault:
        raise BackupFault(f"{folder / SEALED} cannot be read: this backup is not whole. Take another.") from fault
    try:
        opened = _fernet(sealed[:SALT], passphrase).decrypt(sealed[SALT:])
    except (InvalidToken, ValueError) as fault:
        raise BackupFault(
            f"{folder / SEALED} does not open. Either CREDENCE_BACKUP_PASSPHRASE is not the pass phrase with which the "
            "backup was made, or the file was altered: try the pass phrase of that day, or an older backup."
        ) from fault
    document: dict[str, Any] = json.loads(opened)
    return document
