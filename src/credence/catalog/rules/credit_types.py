"""The credit types and what each asks, as dated data: a changed requirement is a new entry, never an edit."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Claim(StrEnum):
    """How much of an offer a learner gets."""

    SELF_CLAIMED = "self-claimed"
    """The learner says how much, in steps up to the maximum, and attests to it (R38)."""
    ALL_OR_NOTHING = "all-or-nothing"
    """The whole amount as approved, or none (R39)."""


PHYSICIANS = frozenset({"physician", "resident"})
IMAGING = frozenset({"radiologic-technologist", "nuclear-medicine-technologist", "sonographer"})
NOT_PHYSICIANS = IMAGING | {
    "nurse",
    "pharmacist",
    "pharmacy-technician",
    "physician-associate",
    "dentist",
    "medical-physicist",
    "student",
    "other",
}


class UnknownCreditType(LookupError):
    """No entry for this code was in force on that day."""


@dataclass(frozen=True, kw_only=True)
class CreditType:
    """What one kind of credit asks, from `valid_from` until the next entry of the same code.

    `minimum_pass_mark` is in percent and `max_attempts` counts all attempts of a learner in a course; None leaves both
    to the course (R29, R33). `step` is what amounts are multiples of. `identifiers` must be in the profile before a
    claim (R45 to R47), `printed_identifiers` are printed where the learner has given them (R50, R51). Where
    `evaluation_locked`, no course can do without the evaluation (R37). `attestation` is the sentence that a learner
    must attest to (R38); it is kept with the award in these words, so a change of it is a new entry, too.
    `reported_identifiers` are the numbers by which the body behind the credit knows a learner, so that a report to it
    may show them and no others; `reported_birthday` says that it matches by month and day of birth, too (R60).
    """

    code: str
    name: str
    unit: str
    valid_from: dt.date
    claim: Claim
    professions: frozenset[str]
    step: Decimal
    minimum_pass_mark: int | None = None
    max_attempts: int | None = None
    evaluation_locked: bool = False
    identifiers: frozenset[str] = frozenset()
    printed_identifiers: tuple[str, ...] = ()
    attestation: str = ""
    reported_identifiers: frozenset[str] = frozenset()
    reported_birthday: bool = False

    def is_open_to(self, professions: Collection[str]) -> bool:
        """Return whether a holder of `professions` may earn this credit (R40, R41)."""
        return not self.professions.isdisjoint(professions)


CREDIT_TYPES = (
    CreditType(
        code="ama-pra-1",
        name="AMA PRA Category 1 Credit™",
        unit="credits",
        valid_from=dt.date(2017, 9, 29),  # the AMA's and ACCME's rules aligned (accreditation page 1.1)
        claim=Claim.SELF_CLAIMED,
        professions=PHYSICIANS,
        step=Decimal("0.25"),
        evaluation_locked=True,
        attestation="I attest that I claim only the credit commensurate with the extent of my participation.",
        reported_identifiers=frozenset({"npi", "state-licence"}),
        reported_birthday=True,  # PARS: name, month and day of birth, and an NPI or a license with its state
    ),
    CreditType(
        code="arrt-a",
        name="ARRT Category A/A+",
        unit="credits",
        valid_from=dt.date(2022, 1, 1),  # partial credit ended
        claim=Claim.ALL_OR_NOTHING,
        professions=IMAGING,  # ARRT registers nuclear medicine technologists and sonographers, too
        step=Decimal("0.25"),
        minimum_pass_mark=75,
        max_attempts=3,
        printed_identifiers=("arrt",),
        reported_identifiers=frozenset({"arrt"}),
    ),
    CreditType(
        code="ancc",
        name="ANCC contact hours",
        unit="contact hours",
        valid_from=dt.date(2015, 1, 1),
        claim=Claim.ALL_OR_NOTHING,
        professions=frozenset({"nurse"}),
        step=Decimal("0.01"),
        printed_identifiers=("state-licence",),
        reported_identifiers=frozenset({"state-licence"}),
    ),
    CreditType(
        code="participation",
        name="Certificate of participation",
        unit="hours",
        valid_from=dt.date(2015, 1, 1),
        claim=Claim.ALL_OR_NOTHING,
        professions=NOT_PHYSICIANS,
        step=Decimal("0.25"),
    ),
)
CODES = tuple(dict.fromkeys(kind.code for kind in CREDIT_TYPES))


def credit_type(code: str, on: dt.date) -> CreditType:
    """Return the entry of `code` that was in force on day `on`.

    Raises:
        UnknownCreditType: there is no such code, or it was not yet in force.
    """
    entries = [kind for kind in CREDIT_TYPES if kind.code == code and kind.valid_from <= on]
    if not entries:
        raise UnknownCreditType(code)
    return max(entries, key=lambda kind: kind.valid_from)
