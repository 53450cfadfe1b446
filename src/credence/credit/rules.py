"""The rule of credit: what a learner did, what a credit asks, and whether the credit is due.

Read it from top to bottom. `Evidence` and `Standard` are what is known, `CONDITIONS` are asked in the order in which a
learner meets them, each with its rule (R1 to R70) and source, and `judge` returns the credit due or all that is
missing. Days are the provider's (R70). Nothing here knows a clock, a database or a sentence, nor a price (R67).
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from credence.assessment.rules import attempts_left, passes


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One submitted posttest: its number among all of the learner's in this course, over all its versions."""

    number: int
    right: int
    total: int
    at: dt.datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """What one learner is and did in one course."""

    profile_complete: bool = False
    professions: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()
    """What the learner has given, as tokens: `npi`, `state-licence` and `state-licence:CA`, `birthday`."""
    awarded: bool = False
    """Whether this credit was ever awarded to this learner for this course, even if it was revoked since."""
    front_matter_shown: bool = False
    """Whether the learner was shown what the course shows at present before its start."""
    studied: bool = False
    attempts: tuple[Attempt, ...] = ()
    evaluated_at: dt.datetime | None = None
    """When the form of this credit's provider was sent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standard:
    """What one credit asks of everybody: its offer, and its type as it was when the offer began."""

    credit_type: str
    amount: Decimal
    """The most that can be claimed where it is self-claimed, else the amount as approved."""
    step: Decimal
    self_claimed: bool
    attested: bool
    """Whether the claim needs an attestation."""
    professions: frozenset[str]
    required_identifiers: tuple[frozenset[str], ...] = ()
    """Groups of tokens: without any one of each group nothing can be claimed."""
    certified_on: dt.date
    valid_from: dt.date
    valid_to: dt.date
    zone: str
    """The provider's IANA zone, in which its days begin and end."""
    pass_mark: int
    """Percent."""
    attempt_limit: int | None
    evaluation_required: bool
    withdrawn_at: dt.datetime | None = None

    def day_of(self, moment: dt.datetime) -> dt.date:
        """Return the provider's calendar day at `moment` (R42, R70)."""
        return moment.astimezone(ZoneInfo(self.zone)).date()


class Missing(StrEnum):
    """What can be missing."""

    PROFILE = "profile"
    PROFESSION = "profession"
    ONCE = "once"
    WITHDRAWN = "withdrawn"
    NOT_YET = "not-yet"
    EXPIRED = "expired"
    IDENTIFIERS = "identifiers"
    FRONT_MATTER = "front-matter"
    STUDY = "study"
    PASS_MARK = "pass-mark"  # noqa: S105 - percent, not a password
    ATTEMPTS = "attempts"
    EVALUATION = "evaluation"
    EARLY = "early"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One thing that is missing, and what was seen: plain values by name, for the sentence that a page makes of it."""

    code: Missing
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The credit due, or all that is missing. Nothing is due while anything is missing."""

    due: Decimal
    """Self-claimed: the most that can be claimed. Otherwise: the amount that is awarded."""
    completed_on: dt.date | None
    """The day of completion, as soon as there is one, whatever else is missing (R55)."""
    attempt: int | None
    """The number of the attempt that met this credit's mark."""
    shortfalls: tuple[Shortfall, ...]

    @property
    def is_due(self) -> bool:
        """Whether the credit can be claimed."""
        return not self.shortfalls


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """Evidence beside the standard it is held to, at one moment."""

    evidence: Evidence
    standard: Standard
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        """What day it is for the provider."""
        return self.standard.day_of(self.now)

    @property
    def passing(self) -> Attempt | None:
        """The first attempt that met this credit's own mark within its own number of attempts (R28, R31, R33)."""
        limit, mark = self.standard.attempt_limit, self.standard.pass_mark
        counted = [each for each in self.evidence.attempts if limit is None or each.number <= limit]
        passed = [each for each in counted if passes(each.right, each.total, mark)]
        return min(passed, key=lambda each: each.number, default=None)

    @property
    def completed_at(self) -> dt.datetime | None:
        """When everything was done: the passing attempt, or the evaluation if it is required and later (R42, R55)."""
        passed_at = self.passing.at if self.passing else None
        if passed_at is None or not self.standard.evaluation_required:
            return passed_at
        return self.evidence.evaluated_at and max(passed_at, self.evidence.evaluated_at)

    @property
    def completed_on(self) -> dt.date | None:
        """The provider's day of completion."""
        return self.completed_at and self.standard.day_of(self.completed_at)

    @property
    def attempts_left(self) -> int | None:
        """How many more attempts count for this credit, None if any number does (R30)."""
        used = max((each.number for each in self.evidence.attempts), default=0)
        return attempts_left(used, self.standard.attempt_limit)


def profile(case: Case) -> Shortfall | None:
    """R48, R49: a certificate needs the legal name, and reports need the profile. [AMA-7]"""
    return None if case.evidence.profile_complete else Shortfall(Missing.PROFILE)


def profession(case: Case) -> Shortfall | None:
    """R40, R41: each credit type is for its own professions; AMA credit is for physicians only. [AMA-8] [ARRT-8]"""
    wanted = case.standard.professions
    if wanted & case.evidence.professions:
        return None
    return Shortfall(Missing.PROFESSION, {"professions": sorted(wanted)})


def once(case: Case) -> Shortfall | None:
    """R44: one award for a learner, a course and a credit type, for ever. [ARRT-14] [ARRT-15]"""
    return Shortfall(Missing.ONCE) if case.evidence.awarded else None


def withdrawn(case: Case) -> Shortfall | None:
    """R18: a provider can withdraw credit from a course at once; claims stop. [ACC-7]"""
    since = case.standard.withdrawn_at
    if since is None or case.now < since:
        return None
    return Shortfall(Missing.WITHDRAWN, {"since": case.standard.day_of(since)})


def not_yet(case: Case) -> Shortfall | None:
    """R7, R19: nothing is claimed before the credit is certified and its term begins. [AMA-1] [ARRT-12]"""
    first = max(case.standard.certified_on, case.standard.valid_from)
    return Shortfall(Missing.NOT_YET, {"first": first}) if case.today < first else None


def expired(case: Case) -> Shortfall | None:
    """R42, R43: after the last day, which ends at midnight in the provider's zone, nothing is claimed. [ACC-3]"""
    last = case.standard.valid_to
    return Shortfall(Missing.EXPIRED, {"last": last}) if case.today > last else None


def identifiers(case: Case) -> Shortfall | None:
    """R45 to R48: some credit is accepted only with the numbers by which it is reported. [PHA-1] [MOC-2] [NUR-5]"""
    groups = [sorted(each) for each in case.standard.required_identifiers if not each & case.evidence.identifiers]
    return Shortfall(Missing.IDENTIFIERS, {"groups": groups}) if groups else None


def front_matter(case: Case) -> Shortfall | None:
    """R20, R21: disclosures and all else that must be known was shown, in its present version. [ACC-14] [STD-3b]"""
    return None if case.evidence.front_matter_shown else Shortfall(Missing.FRONT_MATTER)


def study(case: Case) -> Shortfall | None:
    """R26: every chapter was studied as far as the course asks. Its provider's policy. [ARRT-2]"""
    return None if case.evidence.studied else Shortfall(Missing.STUDY)


def pass_mark(case: Case) -> Shortfall | None:
    """R28, R29, R33: the mark of this credit was met, whatever another credit asks. [AMA-4] [ARRT-6]"""
    if case.passing or case.attempts_left == 0:
        return None
    return Shortfall(Missing.PASS_MARK, {"mark": case.standard.pass_mark, "attempts_left": case.attempts_left})


def attempts(case: Case) -> Shortfall | None:
    """R29, R31: after the last attempt that counts this credit is locked; others follow their own limit. [ARRT-6]"""
    if case.passing or case.attempts_left != 0:
        return None
    return Shortfall(Missing.ATTEMPTS, {"mark": case.standard.pass_mark, "limit": case.standard.attempt_limit})


def evaluation(case: Case) -> Shortfall | None:
    """R37: the provider's evaluation comes before the certificate where the credit asks for it. [ACC-12] [ARRT-12]"""
    missing = case.standard.evaluation_required and case.evidence.evaluated_at is None
    return Shortfall(Missing.EVALUATION) if missing else None


def early(case: Case) -> Shortfall | None:
    """R7: what was completed before the credit was certified and its term began does not earn it. [AMA-1] [ARRT-12]"""
    first = max(case.standard.certified_on, case.standard.valid_from)
    if case.completed_on is None or case.completed_on >= first:
        return None
    return Shortfall(Missing.EARLY, {"completed_on": case.completed_on, "first": first})


def late(case: Case) -> Shortfall | None:
    """R42, R43: what was begun in time and completed after the last day does not earn the credit. [ACC-3]"""
    last = case.standard.valid_to
    if case.completed_on is None or case.completed_on <= last:
        return None
    return Shortfall(Missing.LATE, {"completed_on": case.completed_on, "last": last})


CONDITIONS: tuple[Callable[[Case], Shortfall | None], ...] = (
    *(profile, profession, once, withdrawn, not_yet, expired, identifiers),
    *(front_matter, study, pass_mark, attempts, evaluation, early, late),
)


def judge(evidence: Evidence, standard: Standard, now: dt.datetime) -> Verdict:
    """Return the credit that `evidence` earns under `standard` at `now`, or all that is missing, in order."""
    case = Case(evidence=evidence, standard=standard, now=now)
    shortfalls = tuple(missing for condition in CONDITIONS if (missing := condition(case)))
    due, attempt = (Decimal(0) if shortfalls else standard.amount), (case.passing.number if case.passing else None)
    return Verdict(due=due, completed_on=case.completed_on, attempt=attempt, shortfalls=shortfalls)


class ClaimFault(StrEnum):
    """What can be wrong with a claim of credit that is due."""

    AMOUNT_MISSING = "amount-missing"
    AMOUNT_UNEVEN = "amount-uneven"
    AMOUNT_TOO_SMALL = "amount-too-small"
    AMOUNT_TOO_LARGE = "amount-too-large"
    AMOUNT_FIXED = "amount-fixed"
    NOT_ATTESTED = "not-attested"


def claim_faults(claimed: Decimal | None, standard: Standard, *, attested: bool) -> tuple[ClaimFault, ...]:
    """Return what is wrong with a claim.

    R38: AMA credit is claimed in steps of 0.25, at least 0.25 and at most the maximum, with the attestation.
    R39: ARRT credit is what was approved, all or nothing, and no learner edits it. [AMA-1] [AMA-7] [ARRT-2]
    R46: MOC points are reported with the permission that the learner gives as attestation. [MOC-2]
    """
    attestation_fault = ClaimFault.NOT_ATTESTED if standard.attested and not attested else None
    return tuple(fault for fault in (_amount_fault(claimed, standard), attestation_fault) if fault)


def _amount_fault(claimed: Decimal | None, standard: Standard) -> ClaimFault | None:
    if not standard.self_claimed:
        is_fixed = claimed is None or (claimed.is_finite() and claimed == standard.amount)
        return None if is_fixed else ClaimFault.AMOUNT_FIXED
    if claimed is None or not claimed.is_finite():
        return ClaimFault.AMOUNT_MISSING
    if claimed < standard.step:
        return ClaimFault.AMOUNT_TOO_SMALL
    if claimed > standard.amount:
        return ClaimFault.AMOUNT_TOO_LARGE
    return ClaimFault.AMOUNT_UNEVEN if claimed % standard.step else None
