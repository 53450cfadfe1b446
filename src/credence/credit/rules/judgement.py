"""The rule of credit: what a learner did, what a credit asks, and whether the credit is due.

Read it from top to bottom. `Evidence` and `Standard` are what is known, `CONDITIONS` are asked in the order in which a
learner meets them, each with its rule (R1 to R74) and source, and `judge` returns the credit due or all that is
missing. Days are the provider's (R70). Nothing here knows a clock, a database or a sentence, nor a price (R67).
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from credence.assessment.rules import attempts_left, passes
from credence.catalog.rules.credit_types import Once
from credence.catalog.rules.repeats import Prior, stand_in_the_way

AFTER_REPAIR = dt.timedelta(days=30)
"""Within which who passed by a repaired key can claim after the last day: the delay was not theirs (our own choice)."""
LICENSED_BY = frozenset({"npi", "state-licence"})
"""Either of them says that a profession which began after the enrollment is one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """A profession, and from when until when it was held; `until` is None while it is."""

    profession: str
    since: dt.datetime
    until: dt.datetime | None = None

    def is_held(self, moment: dt.datetime) -> bool:
        """Return whether it was held at `moment`."""
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True, kw_only=True, slots=True)
class Showing:
    """Which of a course's front matters was shown, by its number, and when."""

    front_matter: int
    at: dt.datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One submitted posttest of a version: its number is that among all of the learner's in this course."""

    number: int
    right: int
    total: int
    at: dt.datetime
    version: int | None = None
    risen_at: dt.datetime | None = None
    """When a wrong key was repaired by which `right` is more than it was when it was handed in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """What one learner is and did in one course: all that the rule goes by, so that it proves an award by itself."""

    closed_at: dt.datetime | None = None
    """Since when the enrollment or the account is closed."""
    profile_complete: bool = False
    held: tuple[Held, ...] = ()
    identifiers: frozenset[str] = frozenset()
    """What the learner has given, as tokens: `npi`, `state-licence` and `state-licence:CA`, `birthday`."""
    enrolled_at: dt.datetime | None = None
    version: int | None = None
    prior: tuple[Prior, ...] = ()
    under_number: tuple[Prior, ...] = ()
    """The same credit where another account holds it under one of the learner's numbers."""
    front_matter: int | None = None
    """The number of the front matter that the course shows at present before its start."""
    showings: tuple[Showing, ...] = ()
    chapters: tuple[str, ...] = ()
    """The chapters that were studied to their end."""
    studied: bool = False
    """Whether that is as far as the course asks, its least time of study included."""
    minutes_left: int = 0
    """Minutes of that time that are left where nothing but time is."""
    studied_at: dt.datetime | None = None
    """When the last chapter was finished."""
    chapter_minutes: int = 0
    """What all chapters take, as learners were told."""
    attempts: tuple[Attempt, ...] = ()
    form: str = ""
    """The form of this credit's provider that was answered."""
    evaluated_at: dt.datetime | None = None


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
    licensed: frozenset[str] = frozenset()
    """Those of the professions that are practiced under a license."""
    served: frozenset[str] = frozenset()
    """Professions whose holders this credit is not for, because the course offers them another."""
    required_identifiers: tuple[frozenset[str], ...] = ()
    """Groups of tokens: without any one of each group nothing can be claimed."""
    certified_on: dt.date
    valid_from: dt.date
    valid_to: dt.date
    claim_days: int = 0
    """For so many days after the last one, who completed in time may still claim."""
    zone: str
    """The provider's IANA zone, in which its days begin and end."""
    pass_mark: int
    """Percent."""
    attempt_limit: int | None
    evaluation_required: bool
    once: Once = Once.FOR_EVER
    withdrawn_at: dt.datetime | None = None

    @property
    def first(self) -> dt.date:
        """The first day on which the credit can be earned: it is certified, and its term has begun (R7, R19)."""
        return max(self.certified_on, self.valid_from)

    def day_of(self, moment: dt.datetime) -> dt.date:
        """Return the provider's calendar day at `moment` (R42, R70)."""
        return moment.astimezone(ZoneInfo(self.zone)).date()


class Missing(StrEnum):
    """What can be missing, in the order in which a learner meets it."""

    CLOSED = "closed"
    PROFILE = "profile"
    PROFESSION = "profession"
    ONCE = "once"
    NUMBER = "number"
    WITHDRAWN = "withdrawn"
    NOT_YET = "not-yet"
    EARLY = "early"
    EXPIRED = "expired"
    LATE = "late"
    IDENTIFIERS = "identifiers"
    FRONT_MATTER = "front-matter"
    STUDY = "study"
    PASS_MARK = "pass-mark"  # noqa: S105 - percent, not a password
    ATTEMPTS = "attempts"
    EVALUATION = "evaluation"


FINAL = frozenset({Missing.ONCE, Missing.WITHDRAWN, Missing.EARLY, Missing.EXPIRED, Missing.LATE, Missing.ATTEMPTS})
"""What no learner can mend. All else can be made good, but a profession not after completion."""
OF_THE_CREDIT = frozenset({Missing.WITHDRAWN, Missing.NOT_YET, Missing.EXPIRED})
"""What closes a credit to everybody, whatever they did."""
OF_THE_PERSON = frozenset({Missing.PROFILE, Missing.PROFESSION, Missing.ONCE, Missing.NUMBER, Missing.IDENTIFIERS})
"""What is missing whatever is done in the course."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One thing that is missing, and what was seen: plain values by name, for the sentence that a page makes of it."""

    code: Missing
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_final(self) -> bool:
        """Whether the learner cannot mend it."""
        return self.code in FINAL or (self.code is Missing.PROFESSION and "completed_on" in self.data)


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The credit due, or all that is missing. Nothing is due while anything is missing."""

    due: Decimal
    """Self-claimed: the most that can be claimed. Otherwise: the amount that is awarded."""
    completed_on: dt.date | None
    """The day of completion, as soon as there is one, whatever else is missing (R55)."""
    attempt: int | None
    """The number of the attempt that met this credit's mark."""
    professions: frozenset[str] = frozenset()
    """The learner's professions that count: those held at completion, before it those held now."""
    shortfalls: tuple[Shortfall, ...]

    @property
    def is_due(self) -> bool:
        """Whether the credit can be claimed."""
        return not self.shortfalls


@dataclass(frozen=True, kw_only=True)
class Case:
    """Evidence beside the standard it is held to, at one moment; what follows from them is found once."""

    evidence: Evidence
    standard: Standard
    now: dt.datetime

    @cached_property
    def met(self) -> list[Attempt]:
        """The attempts that met this credit's own mark within its own number of attempts (R28, R31, R33)."""
        limit, mark = self.standard.attempt_limit, self.standard.pass_mark
        counted = [each for each in self.evidence.attempts if limit is None or each.number <= limit]
        return [each for each in counted if passes(each.right, each.total, mark)]

    @cached_property
    def passing(self) -> Attempt | None:
        """The first of them that counts: not dated ahead, and not from before a front matter was shown (R20)."""
        shown = [each.at for each in self.evidence.showings]
        counted = [each for each in self.met if each.at <= self.now and (not shown or min(shown) <= each.at)]
        return min(counted, key=lambda each: each.number, default=None)

    @cached_property
    def evaluated_at(self) -> dt.datetime | None:
        """When the evaluation was sent; one dated ahead does not count."""
        sent_at = self.evidence.evaluated_at
        return sent_at if sent_at and sent_at <= self.now else None

    @cached_property
    def completed_at(self) -> dt.datetime | None:
        """When everything was done: the later of attempt and evaluation where that is required, never chosen (R55)."""
        passed_at = self.passing.at if self.passing else None
        if passed_at is None or not self.standard.evaluation_required:
            return passed_at
        return self.evaluated_at and max(passed_at, self.evaluated_at)

    @cached_property
    def completed_on(self) -> dt.date | None:
        """The provider's day of completion."""
        return self.completed_at and self.standard.day_of(self.completed_at)

    @cached_property
    def held(self) -> list[Held]:
        """The professions that count: those held at completion, before it those held now (R41)."""
        moment = self.completed_at or self.now
        return [each for each in self.evidence.held if each.is_held(moment)]

    @cached_property
    def earning(self) -> list[Held]:
        """Those of them to whose holders this credit is given; none where the course serves one of them otherwise."""
        if any(each.profession in self.standard.served for each in self.held):
            return []
        return [each for each in self.held if each.profession in self.standard.professions]

    @cached_property
    def is_to_be_proved(self) -> bool:
        """Whether all of these began after the enrollment, and are practiced under a license."""
        begun, licensed = self.evidence.enrolled_at or self.now, self.standard.licensed
        return bool(self.earning) and all(each.since > begun and each.profession in licensed for each in self.earning)


def closed(case: Case) -> Shortfall | None:
    """R58, R68: a course whose money went back and an account that is closed earn nothing more. [PRV-7]"""
    since = case.evidence.closed_at
    if since is None or case.now < since:
        return None
    return Shortfall(Missing.CLOSED, {"since": case.standard.day_of(since)})


def profile(case: Case) -> Shortfall | None:
    """R48, R49: a certificate needs the legal name, and reports need the profile. [AMA-7]"""
    return None if case.evidence.profile_complete else Shortfall(Missing.PROFILE)


def profession(case: Case) -> Shortfall | None:
    """R40, R41: each credit type is for its own professions, as held at completion. [AMA-8] [ARRT-8]"""
    if case.earning:
        return None
    seen = {} if case.completed_on is None else {"completed_on": case.completed_on}
    wanted = case.standard.professions - case.standard.served
    return Shortfall(Missing.PROFESSION, {"professions": sorted(wanted), **seen})


def once(case: Case) -> Shortfall | None:
    """R44: one award for a learner, a credit type and a content, for ever or as is on record. [ARRT-14] [ARRT-15]"""
    return Shortfall(Missing.ONCE) if _is_held(case, case.evidence.prior) else None


def number(case: Case) -> Shortfall | None:
    """R44, R48: boards know one person by a number, so none gets a credit twice in two accounts. [MOC-2] [PHA-1]"""
    return Shortfall(Missing.NUMBER) if _is_held(case, case.evidence.under_number) else None


def _is_held(case: Case, awards: tuple[Prior, ...]) -> bool:
    """Return whether one of some awards stands in the way of the credit."""
    day = case.completed_on or case.standard.day_of(case.now)
    return stand_in_the_way(awards, case.standard.once, first=case.standard.first, completed_on=day)


def withdrawn(case: Case) -> Shortfall | None:
    """R18: a provider can withdraw credit from a course at once; claims stop. [ACC-7]"""
    since = case.standard.withdrawn_at
    if since is None or case.now < since:
        return None
    return Shortfall(Missing.WITHDRAWN, {"since": case.standard.day_of(since)})


def begun(case: Case) -> Shortfall | None:
    """R7, R19: nothing is earned before the credit is certified and its term begins. [AMA-1] [ARRT-12]

    What was completed before stays too early, however late it is claimed.
    """
    first, completed_on = case.standard.first, case.completed_on
    if completed_on is None:
        return Shortfall(Missing.NOT_YET, {"first": first}) if case.standard.day_of(case.now) < first else None
    return Shortfall(Missing.EARLY, {"completed_on": completed_on, "first": first}) if completed_on < first else None


def in_time(case: Case) -> Shortfall | None:
    """R42, R43: completed on or before the last day, and claimed by then or within the days after it. [ACC-3]

    The day ends at midnight in the provider's zone. What was completed later is late, whenever it is claimed. Who
    completed in time by an attempt that a wrong key had failed has days for the claim from its repair on.
    """
    last, completed_on = case.standard.valid_to, case.completed_on
    if completed_on is not None and completed_on > last:
        return Shortfall(Missing.LATE, {"completed_on": completed_on, "last": last})
    end = last + dt.timedelta(days=case.standard.claim_days if completed_on else 0)
    if completed_on and case.passing and case.passing.risen_at:
        end = max(end, case.standard.day_of(case.passing.risen_at) + AFTER_REPAIR)
    return Shortfall(Missing.EXPIRED, {"last": end}) if case.standard.day_of(case.now) > end else None


def identifiers(case: Case) -> Shortfall | None:
    """R45 to R48: some credit is accepted only with the numbers by which it is reported. [PHA-1] [MOC-2] [NUR-5]

    R41: a licensed profession that began after the enrollment is proved by the number of its license or an NPI.
    """
    needed = case.standard.required_identifiers + ((LICENSED_BY,) if case.is_to_be_proved else ())
    groups = [sorted(each) for each in needed if not each & case.evidence.identifiers]
    return Shortfall(Missing.IDENTIFIERS, {"groups": groups}) if groups else None


def front_matter(case: Case) -> Shortfall | None:
    """R20, R21: disclosures and all else that must be known was shown, in its present version. [ACC-14] [STD-3b]"""
    present = case.evidence.front_matter
    is_shown = any(each.front_matter == present and each.at <= case.now for each in case.evidence.showings)
    return None if is_shown else Shortfall(Missing.FRONT_MATTER)


def study(case: Case) -> Shortfall | None:
    """R26, R3: every chapter was studied as far as the course asks, and for as long. Its provider's policy. [ARRT-2]

    The least time follows from the credit that the course is designated for (`progress.rules.least_study_minutes`).
    """
    if case.evidence.studied:
        return None
    left = case.evidence.minutes_left
    return Shortfall(Missing.STUDY, {"minutes_left": left} if left else {})


def mark(case: Case) -> Shortfall | None:
    """R28, R29, R31, R33: this credit's own mark was met within its own number of attempts. [AMA-4] [ARRT-6]

    After the last attempt that counts this credit is locked; others follow their own limit. What was not seen is told.
    """
    if case.passing:
        return None
    limit, used = case.standard.attempt_limit, max((each.number for each in case.evidence.attempts), default=0)
    seen: dict[str, Any] = {"mark": case.standard.pass_mark} | ({"unseen": len(case.met)} if case.met else {})
    if (left := attempts_left(used, limit)) == 0:
        return Shortfall(Missing.ATTEMPTS, {**seen, "limit": limit})
    return Shortfall(Missing.PASS_MARK, {**seen, "attempts_left": left})


def evaluation(case: Case) -> Shortfall | None:
    """R37: the provider's evaluation comes before the certificate where the credit asks for it. [ACC-12] [ARRT-12]"""
    is_missing = case.standard.evaluation_required and case.evaluated_at is None
    return Shortfall(Missing.EVALUATION) if is_missing else None


Condition = Callable[[Case], Shortfall | None]
BEFORE_THE_WORK: tuple[Condition, ...] = (
    *(closed, profile, profession, once, number),
    *(withdrawn, begun, in_time, identifiers),
)
OF_THE_WORK: tuple[Condition, ...] = (front_matter, study, mark, evaluation)
CONDITIONS = BEFORE_THE_WORK + OF_THE_WORK


def judge(evidence: Evidence, standard: Standard, now: dt.datetime) -> Verdict:
    """Return the credit that `evidence` earns under `standard` at `now`, or all that is missing, in order."""
    case = Case(evidence=evidence, standard=standard, now=now)
    shortfalls = tuple(missing for condition in CONDITIONS if (missing := condition(case)))
    return Verdict(
        due=Decimal(0) if shortfalls else standard.amount,
        completed_on=case.completed_on,
        attempt=case.passing.number if case.passing else None,
        professions=frozenset(each.profession for each in case.held),
        shortfalls=shortfalls,
    )
