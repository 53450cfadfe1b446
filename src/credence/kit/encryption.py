"""Text kept unreadable at rest until it is used."""

import base64
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings

PURPOSE = b"seal:"
"""Sets this key apart from others made of the secret key. What is stored is read by it, so it stays."""


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(PURPOSE + settings.SECRET_KEY.encode()).digest()))


def encrypt(text: str) -> str:
    """Encrypt `text` under the site's secret key."""
    return _fernet().encrypt(text.encode()).decode()


def decrypt(encrypted: str) -> str:
    """Return the text that `encrypt` was given; raises `cryptography.fernet.InvalidToken` if it was altered."""
    return _fernet().decrypt(encrypted.encode()).decode()
