"""The identifiers by which boards and registries know a learner, one row each: label, form, reason and refusal.

A token says of what somebody has one: a kind (`npi`), a kind with its place (`state-licence:CA`, `board:ABIM`), or
`birthday`, the month and day of birth.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from credence.accounts.rules.places import ABROAD, US_STATES
from credence.kit.marking import marked
from credence.kit.text import normal

BIRTHDAY = "birthday"
BIRTHDAY_REASON = marked("With month and day, boards and CPE Monitor know that credit is yours. We never ask the year.")
NPI_START = 24  # what the digits 80840 before every NPI add to the Luhn sum
NOT_DIGITS = marked("This number has one to ten digits and nothing else. Please compare.")
LONGEST_NUMBER = 40
BOARD = re.compile(r"[A-Z]{2,10}")


class Place(StrEnum):
    """What an identifier belongs to, where one may have several of it."""

    STATE = "state"
    BOARD = "board"


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


def is_license_number(value: str) -> bool:
    """Return whether `value` may be a license: no state's form is that of another, so only its length is judged.

    There is a letter or a digit in it.
    """
    return len(value) <= LONGEST_NUMBER and any(map(str.isalnum, value))


@dataclass(frozen=True, kw_only=True)
class IdentifierKind:
    """A number by which a board or registry knows a learner: stored as text, upper case (R48).

    `reason` is shown where it is asked, `refusal` where what was typed is none. `place` is None where a learner has
    one of a kind, else each has its place.
    """

    kind: str
    label: str
    reason: str
    is_form: Callable[[str], bool] = is_registry_number
    refusal: str = NOT_DIGITS
    place: Place | None = None


IDENTIFIERS = (
    IdentifierKind(
        kind="npi",
        label=marked("NPI (National Provider Identifier)"),
        reason=marked(
            "Lets your accredited provider report credit for you to the ACCME and your boards without a mix-up."
        ),
        is_form=is_npi,
        refusal=marked("This is not an NPI: it has ten digits, and the last one checks the others. Please compare."),
    ),
    IdentifierKind(
        kind="state-licence",
        label=marked("State license"),
        reason=marked("Boards match credit to you by it; some certificates must print it."),
        is_form=is_license_number,
        refusal=marked("This number is too long: up to 40 letters and digits are stored."),
        place=Place.STATE,
    ),
    IdentifierKind(
        kind="board",
        label=marked("Board ID"),
        reason=marked("Needed only for maintenance of certification points, which are filed under it."),
        place=Place.BOARD,
    ),
    IdentifierKind(
        kind="arrt",
        label=marked("ARRT ID"),
        reason=marked("Printed on your ARRT certificate, so that an audit matches it to you."),
    ),
    IdentifierKind(
        kind="nmtcb", label=marked("NMTCB number"), reason=marked("Only if you report credit to the NMTCB.")
    ),
    IdentifierKind(
        kind="ardms", label=marked("ARDMS number"), reason=marked("Only if you report credit to the ARDMS.")
    ),
    IdentifierKind(kind="sdms", label=marked("SDMS number"), reason=marked("Only if you report credit to the SDMS.")),
    IdentifierKind(
        kind="nabp",
        label=marked("NABP e-Profile ID"),
        reason=marked("Pharmacy credit is filed in CPE Monitor under this number."),
    ),
    IdentifierKind(kind="nccpa", label=marked("NCCPA ID"), reason=marked("Only if you report credit to the NCCPA.")),
)
BY_KIND = {each.kind: each for each in IDENTIFIERS}


def is_identifier(kind: str, value: str, *, place: str = "") -> bool:
    """Return whether `value` may be an identifier of `kind` (R48).

    A state of the United States has Latin letters and digits in its licenses: one that only looks like them is none.
    """
    return kind in BY_KIND and BY_KIND[kind].is_form(value) and (place not in US_STATES or value.isascii())


def is_place(kind: str, place: str) -> bool:
    """Return whether an identifier of `kind` may belong to `place`: a state, a board by its letters, or nothing."""
    match BY_KIND[kind].place:
        case Place.STATE:
            return place in US_STATES or place == ABROAD
        case Place.BOARD:
            return BOARD.fullmatch(place) is not None
    return not place


def normal_identifier(value: str, *, kind: str, region: str = "") -> str:
    """Return `value` as the body that gave it writes it, in capitals and the digits 0 to 9 (R48, R62).

    A license keeps its hyphens, and one blank for many, but none in Florida; a registry's number has neither.

    >>> normal_identifier("rn\u2010\uff11\uff12 34", kind="state-licence"), normal_identifier("12-34 5", kind="arrt")
    ('RN-12 34', '12345')
    """
    plain = "".join(map(_plain, unicodedata.normalize("NFKC", normal(value)).upper()))
    if kind in BY_KIND and BY_KIND[kind].is_form is not is_license_number:
        return "".join(part for part in plain if part not in "- ")
    return normal(plain).replace(" ", "" if region == "FL" else " ")


def _plain(sign: str) -> str:
    """Return a digit of any script as one of ours, and a dash of any length as a hyphen."""
    if unicodedata.category(sign) == "Pd" or sign == "\N{MINUS SIGN}":
        return "-"
    return str(unicodedata.decimal(sign, sign))


def compared(place: str, value: str) -> str:
    """Return the form in which two identifiers of one kind and place are the same number, whoever wrote them how.

    Blanks, hyphens, capitals and widths do not count, nor do zeros in front: every registry and board that gives digits
    gives them as a number. Nothing where equal numbers do not tell of one person: licenses from abroad have no country.

    >>> compared("NY", "a-0123 45") == compared("NY", "A012345")
    True
    """
    if place == ABROAD:
        return ""
    plain = "".join(map(_plain, unicodedata.normalize("NFKC", value).upper()))
    told = "".join(filter(str.isalnum, plain))
    return (told.lstrip("0") or told[:1])[:LONGEST_NUMBER]


def is_birthday(month: int | None, day: int | None) -> bool:
    """Return whether the day exists in some year: 29 February does. A month without a day is none."""
    if month is None or day is None:
        return False
    try:
        dt.date(2024, month, day)
    except ValueError:
        return False
    return True


def tokens(kind: str, place: str) -> frozenset[str]:
    """Return the tokens that an identifier stands for: its kind, and its kind with its place."""
    return frozenset({kind, f"{kind}:{place}"} if place else {kind})


def split_token(token: str) -> tuple[str, str]:
    """Return the kind of a token and its place, "" where it has none."""
    kind, _colon, place = token.partition(":")
    return kind, place


def reason_of(token: str) -> str:
    """Return why a token is asked for."""
    return BIRTHDAY_REASON if token == BIRTHDAY else BY_KIND[split_token(token)[0]].reason
