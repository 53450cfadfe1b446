"""Text kept unreadable at rest until it is used."""

import base64
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"seal:" + settings.SECRET_KEY.encode()).digest()))


def seal(text: str) -> str:
    """Encrypt `text` under the site's secret key."""
    return _fernet().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the text that `seal` was given; raises `cryptography.fernet.InvalidToken` if it was altered."""
    return _fernet().decrypt(sealed.encode()).decode()
