"""A course about to be published, as the plain values that the rules of publication judge."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

Place = tuple[str | int, ...]
"""Where in a course, in the words of course.yaml: ("credit", 0, "amount")."""


@dataclass(frozen=True, kw_only=True)
class Tie:
    """One disclosed relationship with an ineligible company."""

    company: str
    relevant: bool
    mitigation: str
    tie: str
    exception: str | None


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody with a content role."""

    name: str
    disclosed_on: dt.date
    ties: tuple[Tie, ...]


@dataclass(frozen=True, kw_only=True)
class Gift:
    """Commercial support."""

    company: str
    kind: str
    nature: str
    agreement_on: dt.date


@dataclass(frozen=True, kw_only=True)
class DraftOffer:
    """A credit offer as drafted; `pass_mark` and `attempts` only where the offer sets its own."""

    credit_type: str
    provider: str
    amount: Decimal
    certified_on: dt.date
    valid_from: dt.date
    valid_to: dt.date
    pass_mark: int | None
    attempts: int | None
    evaluation_required: bool
    category: str | None
    approver: str
    rceem_plus: bool
    reference_number: str


@dataclass(frozen=True, kw_only=True)
class StatementOnFile:
    """A text that a provider has: kind, the credit type it is for or nothing, and its words."""

    provider: str
    kind: str
    credit_type: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Term:
    """The dates of the version published before."""

    reviewed_on: dt.date
    expires_on: dt.date


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A course about to be published, as plain values."""

    prose: tuple[tuple[Place, str], ...]
    provider: str
    joint_provider: str
    references: str
    estimated_minutes: int
    chapter_minutes: int
    released_on: dt.date
    reviewed_on: dt.date | None
    review_recorded: bool
    expires_on: dt.date
    pass_mark: int
    attempts: int | None
    people: tuple[Person, ...]
    support: tuple[Gift, ...]
    offers: tuple[DraftOffer, ...]
    statements: tuple[StatementOnFile, ...]
    evaluated_by: frozenset[str]
    objectives: tuple[str, ...]
    measured: frozenset[str]
    previous: Term | None

    @property
    def reviewed(self) -> dt.date:
        """The day of release or of the last review, the later."""
        return max(self.released_on, self.reviewed_on or self.released_on)
