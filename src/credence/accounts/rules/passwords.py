"""What a mailed password is made of, and how long it works."""

import datetime as dt
import secrets
import unicodedata

INITIAL_PASSWORD_HOURS = 72
EASY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else


def initial_password() -> str:
    """Return a password of 15 letters in groups of five, 74 random bits, easy to type from a letter."""
    letters = "".join(secrets.choice(EASY_LETTERS) for _ in range(15))
    return "-".join(letters[start : start + 5] for start in (0, 5, 10))


def initial_password_end(mailed_at: dt.datetime) -> dt.datetime:
    """Return the moment from which a password mailed at `mailed_at` no longer works."""
    return mailed_at + dt.timedelta(hours=INITIAL_PASSWORD_HOURS)


def is_initial_password_dead(end: dt.datetime | None, now: dt.datetime) -> bool:
    """Return whether the mailed password that ends at `end` is over; None says that it was replaced by another."""
    return end is not None and end <= now


def typed_initial_password(text: str) -> str:
    """Return a mailed password without blanks and what nobody sees, which come along when it is copied from a letter.

    It holds none itself; a password that somebody chose is never changed like this.
    """
    return "".join(letter for letter in text if unicodedata.category(letter)[0] not in "ZC")
