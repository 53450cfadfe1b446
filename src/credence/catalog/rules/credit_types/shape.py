"""What one kind of credit asks: everything that code may ever ask of a credit type is a field here."""

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from credence.catalog.rules.approval import USUAL_LABELS, Approval

ANY_ACCREDITOR = ("",)
"""Every text of accreditation holds nothing: any of the provider's general ones may stand for the credit."""


class Claim(StrEnum):
    """How much of an offer a learner gets."""

    SELF_CLAIMED = "self-claimed"
    """The learner says how much, in steps up to the maximum, and attests to it (R38)."""
    ALL_OR_NOTHING = "all-or-nothing"
    """The whole amount as approved, or none (R39)."""


class Education(StrEnum):
    """Whether the credit is medical education or that of another profession (R30)."""

    CME = "cme"
    CE = "ce"


class Once(StrEnum):
    """How long one award stands in the way of another for the same course or its twin (R44)."""

    FOR_EVER = "for-ever"
    PERIOD = "period"
    """Until the next period of certification of the offer."""
    BIENNIUM = "biennium"
    """Until the learner's next biennium."""


@dataclass(frozen=True, kw_only=True)
class ClaimWords:
    """What the claim page says of the type, marked for translators; amounts and steps it says by itself."""

    question: str = ""
    """Asked where the learner says how much."""
    step: str = ""
    """What one step stands for."""
    whole: str = ""
    """Said of credit that is awarded whole, beside its amount and name."""


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """How a certificate of the type reads and looks, in the language of the accrediting providers.

    `deed` and `grants` stand before the course and the amount; `one` and `many` are what the amount counts and may
    hold `%(category)s`. `labels` are those of the approval; an empty one leaves out its fact. `note` is printed at the
    foot. `required` are the fields of a snapshot without which no such certificate is composed (R49 to R51).
    """

    heading: str
    certifies: str = "This certifies that"
    deed: str
    grants: str = "and is awarded"
    one: str
    many: str
    labels: Approval = USUAL_LABELS
    expiry: str = ""
    note: str = ""
    accent: str
    """The color of its frame and headings, such as `#123a63`."""
    required: tuple[str, ...] = ()

    def counted(self, amount: str, approval: Approval) -> str:
        """Return an amount with what it counts, one of it in the singular and everything else in the plural."""
        unit = self.one if Decimal(amount) == 1 else self.many
        return f"{amount} {unit % {'category': approval.category}}"


@dataclass(frozen=True, kw_only=True)
class CreditType:
    """What one kind of credit asks, from `valid_from` until the next entry of the same code.

    Identifiers are written as tokens: a kind (`npi`), a kind with its place (`state-licence:CA`), or `birthday`; they
    are what a claim needs, a certificate prints, and a report to the body behind the credit says of a learner (R60).
    """

    code: str
    name: str
    unit: str
    """What amounts are counted in, in the plural."""
    valid_from: dt.date
    education: Education

    # Who may have it, and how much
    professions: frozenset[str]
    fallback: bool = False
    """It is for those for whose professions the course offers no other credit."""
    no_credit: str = ""
    """What is said, wherever its certificate is verified, of a type that is no credit; marked for translators."""
    claim: Claim
    step: Decimal
    """What amounts are multiples of (R2, R38)."""
    least_amount: Decimal = Decimal(0)
    """The least that an offer may hold (R2)."""
    attestation: str = ""
    """The sentence that must be attested to; kept with the award in these words, so a change is a new entry (R38)."""
    once: Once = Once.FOR_EVER

    # What must be done for it
    minimum_pass_mark: int | None = None
    """Percent; None leaves it to the course (R29, R33)."""
    max_attempts: int | None = None
    """All attempts of a learner in a course together; None leaves it to the course (R29)."""
    evaluation_locked: bool = False
    """No course can do without the evaluation (R37)."""

    # Identifiers: each group asks for any one of its tokens
    required_identifiers: tuple[frozenset[str], ...] = ()
    """Without them nothing can be claimed (R45 to R47)."""
    matched_by: tuple[frozenset[str], ...] = ()
    """Asked in addition where the provider reports learners to PARS, which matches by them (R60)."""
    printed_identifiers: tuple[str, ...] = ()
    """Printed where the learner has given them (R50, R51)."""
    reported_identifiers: frozenset[str] = frozenset()
    """By what the body behind the credit knows a learner: a report to it shows these and no others (R60)."""
    reported_birthday: bool = False
    """It matches by month and day of birth, too (R60)."""

    # What a course needs before it may offer it
    needed_statements: tuple[str, ...] = ()
    """Kinds of the texts that its provider must have (R1, R14)."""
    planned_by: str = ""
    """The profession of which one planner of the course must be."""
    accreditors: tuple[str, ...] = ()
    """Words of which a text of accreditation that is for no one type must hold one to stand for this credit."""
    credit_statement: str = "designation"
    """The kind of text that is printed as its statement of credit."""
    awards_ama: bool = False
    """Its texts may say that AMA credit is awarded (R40)."""
    required_elements: tuple[str, ...] = ()
    """Fields of an offer without which it cannot be published (R8)."""
    categories: tuple[str, ...] = ()
    """What an offer may name as category; none where the type has no categories."""
    plus_categories: frozenset[str] = frozenset()
    """Categories that only an approver of the higher rank gives (R9)."""
    names_sources: bool = False
    """The course must name sources for further study (accreditation page 1.4)."""
    minutes_a_credit: int | None = None
    """How long one credit is; None where the amount says nothing of time (R3, R36)."""
    tolerance_minutes: Decimal | None = None
    """How far the time of the course may be from that of its credit; None only warns (R3)."""
    counts_posttest: bool = True
    """The time of the posttest is part of the credit (R36)."""
    one_chapter_of_a_book: bool = False
    """A course made from a book has one chapter of it, no more (R10)."""
    pool_by_agreement: bool = False
    """Its approver must agree before questions are drawn from a pool (accreditation page, question 8.4)."""
    feedback_after_last_attempt: bool = False
    """Who failed for the last time is shown what a pool drew for them: the body asks for feedback (R34)."""
    validity_limit: int | None = None
    """Years; None leaves it to the course (R6)."""
    provider_numbers: tuple[str, ...] = ()
    """Words in the labels of those of the provider's numbers that its paper shows."""
    reference_suffixes: tuple[tuple[str, str], ...] = ()
    """Profession and what its reference number ends with, where each profession has its own; the first one counts."""

    claim_words: ClaimWords
    certificate: Certificate

    def is_open_to(self, professions: Collection[str]) -> bool:
        """Return whether a holder of `professions` may earn this credit (R40, R41)."""
        return not self.professions.isdisjoint(professions)

    def accepts_accreditation(self, credit_type: str, text: str) -> bool:
        """Return whether a provider's text of accreditation may stand for this credit.

        It is written for this type, or for none in particular and names the accreditor: whoever is accredited for
        physicians' education alone does not give nurses' hours under that text.
        """
        if credit_type:
            return credit_type == self.code
        return any(name.casefold() in text.casefold() for name in self.accreditors)

    def shows_provider_number(self, label: str) -> bool:
        """Return whether the certificate shows the provider's number with this label: no body's on another's paper."""
        words = re.findall(r"\w+", label.casefold())
        return any(name.casefold() in words for name in self.provider_numbers)

    def approval_for(self, professions: Collection[str], approval: Approval) -> Approval:
        """Return an approval as holders of `professions` get it: a pharmacist's number ends otherwise than a
        technician's.
        """
        return approval.ending(next((end for each, end in self.reference_suffixes if each in professions), ""))
