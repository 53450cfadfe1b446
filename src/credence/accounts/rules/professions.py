"""The professions, one row each: what each is called, and what is asked of whoever holds it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from credence.accounts.rules.identifiers import BIRTHDAY, IDENTIFIERS
from credence.kit.marking import marked


@dataclass(frozen=True, kw_only=True)
class Profession:
    """What a learner is licensed or trained as; it decides which credit types are offered (R40, R41).

    `required` and `asked` are kinds of identifier, or the birthday. What is required belongs to the profile: credit of
    the profession is given without a claim, at which it could be asked, and carries it. The others may stay empty until
    a credit asks for them where it is claimed (R45 to R48).
    """

    code: str
    label: str
    is_physician: bool = False
    """Counts among the physicians of the ACCME (R59) and may have AMA credit (R40)."""
    required: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


PROFESSIONS = (
    Profession(
        code="physician",
        label=marked("Physician (MD, DO or equivalent)"),
        is_physician=True,
        asked=("npi", "state-licence", "board", BIRTHDAY),
    ),
    Profession(
        code="resident",
        label=marked("Resident or fellow physician"),
        is_physician=True,  # not confirmed (accreditation page 1.6)
        asked=("npi", "state-licence", BIRTHDAY),
    ),
    Profession(
        code="radiologic-technologist",
        label=marked("Radiologic technologist"),
        required=("arrt",),
        asked=("state-licence", BIRTHDAY),
    ),
    Profession(
        code="nuclear-medicine-technologist", label=marked("Nuclear medicine technologist"), asked=("arrt", "nmtcb")
    ),
    Profession(code="sonographer", label=marked("Sonographer"), asked=("arrt", "ardms", "sdms")),
    Profession(code="nurse", label=marked("Nurse (RN, LPN, APRN)"), asked=("state-licence",)),
    Profession(code="pharmacist", label=marked("Pharmacist"), asked=("nabp", "state-licence", BIRTHDAY)),
    Profession(code="pharmacy-technician", label=marked("Pharmacy technician"), asked=("nabp", BIRTHDAY)),
    Profession(
        code="physician-associate",
        label=marked("Physician associate / assistant"),
        asked=("npi", "nccpa", "state-licence"),
    ),
    Profession(code="dentist", label=marked("Dentist or dental hygienist"), asked=("state-licence",)),
    Profession(code="medical-physicist", label=marked("Medical physicist or dosimetrist")),
    Profession(code="student", label=marked("Student")),
    Profession(code="other", label=marked("Other healthcare professional")),
)
CODES = frozenset(each.code for each in PROFESSIONS)
LICENSED = frozenset(each.code for each in PROFESSIONS if "state-licence" in (*each.required, *each.asked))
"""Practiced under a state license."""
PHYSICIANS = frozenset(each.code for each in PROFESSIONS if each.is_physician)


def required_identifiers(professions: Collection[str]) -> tuple[str, ...]:
    """Return the kinds of identifier without which no profile of `professions` is complete, in their order."""
    return _in_order(kind for each in _rows(professions) for kind in each.required)


def asked_identifiers(professions: Collection[str]) -> tuple[str, ...]:
    """Return the kinds of identifier that are asked of `professions`, required or not, in their order."""
    return _in_order(kind for each in _rows(professions) for kind in (*each.required, *each.asked))


def is_birthday_asked(professions: Collection[str]) -> bool:
    """Return whether the credit of one of `professions` is matched by month and day of birth (R45)."""
    return any(BIRTHDAY in (*each.required, *each.asked) for each in _rows(professions))


def _rows(professions: Collection[str]) -> list[Profession]:
    return [each for each in PROFESSIONS if each.code in professions]


def _in_order(kinds: Iterable[str]) -> tuple[str, ...]:
    found = frozenset(kinds)
    return tuple(each.kind for each in IDENTIFIERS if each.kind in found)
