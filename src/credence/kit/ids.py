"""Identifiers that nobody can guess or count upward."""

import secrets

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U: read aloud and typed from paper


def public_id() -> str:
    """Return 22 URL-safe characters holding 128 random bits."""
    return secrets.token_urlsafe(16)


def verification_code() -> str:
    """Return a code of 20 characters from an alphabet of 30, 98 random bits, in groups of five.

    >>> len(verification_code())
    23
    """
    letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(20))
    return "-".join(letters[start : start + 5] for start in range(0, 20, 5))
