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
CERTIFIED_BY_BOARDS = frozenset({"physician"})
REQUIRED_BIRTHDAY = frozenset({"pharmacist", "pharmacy-technician"})
ASKED_BIRTHDAY = REQUIRED_BIRTHDAY | {"physician", "resident", "radiologic-technologist"}


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


def normal_identifier(value: str, *, region: str = "") -> str:
    """Return `value` as it is stored: upper case, one blank for many, none in a license of Florida (R48, R62)."""
    parts = value.upper().split()
    return ("" if region == "FL" else " ").join(parts)


def is_birthday(month: int, day: int) -> bool:
    """Return whether the day exists in some year: 29 February does."""
    try:
        dt.date(2024, month, day)
    except ValueError:
        return False
    return True


def is_licensed(professions: Collection[str]) -> bool:
    """Return whether one of `professions` is practiced under a state license."""
    return not LICENSED.isdisjoint(professions)


def is_certified_by_boards(professions: Collection[str]) -> bool:
    """Return whether one of `professions` may report to a certifying board (R46)."""
    return not CERTIFIED_BY_BOARDS.isdisjoint(professions)


def is_birthday_asked(professions: Collection[str]) -> bool:
    """Return whether the credit of one of `professions` is matched by month and day of birth."""
    return not ASKED_BIRTHDAY.isdisjoint(professions)


def is_birthday_required(professions: Collection[str]) -> bool:
    """Return whether the credit of one of `professions` is rejected without month and day of birth (R45)."""
    return not REQUIRED_BIRTHDAY.isdisjoint(professions)


def required_identifiers(professions: Collection[str]) -> frozenset[str]:
    """Return the kinds of identifier without which the credit of `professions` cannot be reported."""
    return frozenset(kind for each in professions for kind in REQUIRED_IDENTIFIERS.get(each, ()))


def asked_identifiers(professions: Collection[str]) -> frozenset[str]:
    """Return the kinds of identifier that are asked of `professions`, required or not.

    Licenses and board IDs, of which one may have several, are apart: `is_licensed`, `is_certified_by_boards`.
    """
    optional = (kind for each in professions for kind in OPTIONAL_IDENTIFIERS.get(each, ()))
    return required_identifiers(professions) | frozenset(optional)
