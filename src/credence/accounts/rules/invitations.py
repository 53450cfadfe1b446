"""How long an invitation to the staff stands, and what is kept of its link."""

import datetime as dt
import hashlib

INVITATION_DAYS = 7


def end_of(invited_at: dt.datetime) -> dt.datetime:
    """Return the moment from which the link of an invitation opens nothing."""
    return invited_at + dt.timedelta(days=INVITATION_DAYS)


def digest_of(token: str) -> str:
    """Return what is kept of the secret in a link, by which it is known again: SHA-256, in 64 letters.

    The secret has 256 random bits, so that nothing slower is needed.
    """
    return hashlib.sha256(token.encode()).hexdigest()
