"""What identifiers look like, who is asked for which, and what a mailed password is made of."""

import datetime as dt
import secrets
from collections.abc import Collection

INITIAL_PASSWORD_HOURS = 72
EASY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
NPI_START = 24  # what the digits 80840 before every NPI add to the Luhn sum

REQUIRED_IDENTIFIERS = {
    "radiologic-technologist": ("arrt",),
    "pharmacist": ("nabp",),
    "pharmacy-technician": ("nabp",),
}
OPTIONAL_IDENTIFIERS = {
    "physician": ("npi",),
    "resident": ("npi",),
    "nuclear-medicine-technologist": ("arrt", "nmtcb"),
    "sonographer": ("arrt", "ardms", "sdms"),
    "physician-associate": ("npi", "nccpa"),
}
LICENSED = frozenset(
    {"physician", "resident", "nurse", "physician-associate", "dentist", "radiologic-technologist", "pharmacist"}
)
ASKED_BIRTHDAY = frozenset({"physician", "resident", "pharmacist", "pharmacy-technician", "radiologic-technologist"})


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


def is_npi(value: str) -> bool:
    """Return whether `value` has the form and the check digit of an NPI (R48, 69 FR 3434)."""
    if not (value.isascii() and value.isdigit() and len(value) == 10 and value[0] in "12"):
        return False
    doubled = [sum(divmod(int(digit) * 2, 10)) for digit in value[-2::-2]]
    others = [int(digit) for digit in value[-1::-2]]
    return (NPI_START + sum(doubled) + sum(others)) % 10 == 0


def is_registry_number(value: str) -> bool:
    """Return whether `value` is one to ten digits: no registry publishes more than that of its numbers (R48)."""
    return value.isascii() and value.isdigit() and 1 <= len(value) <= 10


def is_identifier(kind: str, value: str) -> bool:
    """Return whether `value` may be an identifier of `kind` (R48)."""
    if kind == "npi":
        return is_npi(value)
    if kind == "state-licence":
        return 1 <= len(value) <= 40
    return is_registry_number(value)


def is_birthday(month: int, day: int) -> bool:
    """Return whether the day exists in some year: 29 February does."""
    try:
        dt.date(2024, month, day)
    except ValueError:
        return False
    return True


def required_identifiers(professions: Collection[str]) -> frozenset[str]:
    """Return the kinds of identifier without which the credit of `professions` cannot be reported."""
    return frozenset(kind for each in professions for kind in REQUIRED_IDENTIFIERS.get(each, ()))


def asked_identifiers(professions: Collection[str]) -> frozenset[str]:
    """Return the kinds of identifier, besides licenses, that are asked of `professions`, required or not."""
    optional = (kind for each in professions for kind in OPTIONAL_IDENTIFIERS.get(each, ()))
    return required_identifiers(professions) | frozenset(optional)
