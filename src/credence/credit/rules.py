"""The rule of credit: what was done, what is asked, and whether credit is due.

Read from top to bottom. Nothing here knows a database, a clock or a page. R numbers are those of docs/rules.md.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo


@dataclass(frozen=True, kw_only=True)
class Try:
    """One attempt at the posttest: its number in the course, right answers of total, when (UTC)."""

    number: int
    right: int
    total: int
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What a learner did and is, as far as one credit cares. Moments are in UTC."""

    professions: frozenset[str]
    identifiers: frozenset[str]
    front_matter_shown: bool
    study_complete: bool
    tries: tuple[Try, ...]
    evaluated_at: dt.datetime | None
    already_awarded: bool


@dataclass(frozen=True, kw_only=True)
class Standard:
    """What one credit offer asks. Days are in `zone`, the provider's IANA time zone; the pass mark is in percent."""

    amount: Decimal
    professions: frozenset[str]
    identifiers: frozenset[str]
    certified_on: dt.date
    valid_from: dt.date
    valid_to: dt.date
    zone: str
    pass_mark: int
    attempt_limit: int | None
    evaluation_required: bool
    withdrawn: bool


class Lack(StrEnum):
    """What can be missing, in the order in which a learner meets it."""

    ALREADY_AWARDED = "already-awarded"
    WITHDRAWN = "withdrawn"
    PROFESSION = "profession"
    IDENTIFIER = "identifier"
    NOT_YET_VALID = "not-yet-valid"
    EXPIRED = "expired"
    FRONT_MATTER = "front-matter"
    STUDY = "study"
    POSTTEST = "posttest"
    ATTEMPTS_USED_UP = "attempts-used-up"
    EVALUATION = "evaluation"
    COMPLETED_TOO_EARLY = "completed-too-early"
    COMPLETED_TOO_LATE = "completed-too-late"


@dataclass(frozen=True, kw_only=True)
class Shortfall:
    """One thing that is missing, and what a sentence about it needs: a day, a mark, names."""

    lack: Lack
    day: dt.date | None = None
    mark: int | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The credit due, at most, and the day of completion; or everything that is missing."""

    due: Decimal | None
    completed_on: dt.date | None
    shortfalls: tuple[Shortfall, ...]


def judge(evidence: Evidence, standard: Standard, now: dt.datetime) -> Verdict:
    """Say what credit is due at `now`, or all that is missing, in the order in which a learner meets it."""
    found = (condition(evidence, standard, now) for condition in CONDITIONS)
    shortfalls = tuple(shortfall for shortfall in found if shortfall)
    completed_on = completion(evidence, standard)
    if shortfalls:
        return Verdict(due=None, completed_on=completed_on, shortfalls=shortfalls)
    return Verdict(due=standard.amount, completed_on=completed_on, shortfalls=())


def once(evidence: Evidence, _standard: Standard, _now: dt.datetime) -> Shortfall | None:
    """R44: one award per learner, course and credit type, for ever."""
    return Shortfall(lack=Lack.ALREADY_AWARDED) if evidence.already_awarded else None


def not_withdrawn(_evidence: Evidence, standard: Standard, _now: dt.datetime) -> Shortfall | None:
    """R18: once the provider withdraws the credit of a course, claims stop; earlier awards stay."""
    return Shortfall(lack=Lack.WITHDRAWN) if standard.withdrawn else None


def right_profession(evidence: Evidence, standard: Standard, _now: dt.datetime) -> Shortfall | None:
    """R40, R41: a credit type is for certain professions; who holds two may take the credit of both."""
    return Shortfall(lack=Lack.PROFESSION) if standard.professions.isdisjoint(evidence.professions) else None


def identified(evidence: Evidence, standard: Standard, _now: dt.datetime) -> Shortfall | None:
    """R45, R46, R47: some credit cannot be claimed without the number by which its board knows the learner."""
    missing = standard.identifiers - evidence.identifiers
    return Shortfall(lack=Lack.IDENTIFIER, names=tuple(sorted(missing))) if missing else None


def begun(_evidence: Evidence, standard: Standard, now: dt.datetime) -> Shortfall | None:
    """R7, R19: nothing is claimed before the credit is certified and valid."""
    first = max(standard.certified_on, standard.valid_from)
    return Shortfall(lack=Lack.NOT_YET_VALID, day=first) if day_of(now, standard) < first else None


def not_expired(_evidence: Evidence, standard: Standard, now: dt.datetime) -> Shortfall | None:
    """R42, R43: the last second for a claim is 23:59:59 of the last day, in the provider's time zone."""
    return Shortfall(lack=Lack.EXPIRED, day=standard.valid_to) if day_of(now, standard) > standard.valid_to else None


def informed(evidence: Evidence, _standard: Standard, _now: dt.datetime) -> Shortfall | None:
    """R20, R21: the learner was shown the front matter before the start."""
    return None if evidence.front_matter_shown else Shortfall(lack=Lack.FRONT_MATTER)


def studied(evidence: Evidence, _standard: Standard, _now: dt.datetime) -> Shortfall | None:
    """R26: every chapter is finished and the least time of study is reached."""
    return None if evidence.study_complete else Shortfall(lack=Lack.STUDY)


def passed(evidence: Evidence, standard: Standard, _now: dt.datetime) -> Shortfall | None:
    """R28, R29, R31, R33: this credit's own mark, within this credit's own number of attempts."""
    if passing_try(evidence, standard):
        return None
    limit = standard.attempt_limit
    used_up = limit is not None and len(evidence.tries) >= limit
    return Shortfall(lack=Lack.ATTEMPTS_USED_UP if used_up else Lack.POSTTEST, mark=standard.pass_mark)


def evaluated(evidence: Evidence, standard: Standard, _now: dt.datetime) -> Shortfall | None:
    """R37: where the credit demands it, the provider's evaluation is sent before the claim."""
    missing = standard.evaluation_required and evidence.evaluated_at is None
    return Shortfall(lack=Lack.EVALUATION) if missing else None


def completed_after_certification(evidence: Evidence, standard: Standard, _now: dt.datetime) -> Shortfall | None:
    """R7: what was completed before the credit was certified earns none."""
    day, first = completion(evidence, standard), max(standard.certified_on, standard.valid_from)
    return Shortfall(lack=Lack.COMPLETED_TOO_EARLY, day=first) if day and day < first else None


def completed_before_expiry(evidence: Evidence, standard: Standard, _now: dt.datetime) -> Shortfall | None:
    """R42: the completion lies on or before the last day, in the provider's time zone."""
    day = completion(evidence, standard)
    return Shortfall(lack=Lack.COMPLETED_TOO_LATE, day=standard.valid_to) if day and day > standard.valid_to else None


Condition = Callable[[Evidence, Standard, dt.datetime], Shortfall | None]
CONDITIONS: tuple[Condition, ...] = (
    once,
    not_withdrawn,
    right_profession,
    identified,
    begun,
    not_expired,
    informed,
    studied,
    passed,
    evaluated,
    completed_after_certification,
    completed_before_expiry,
)


def meets(right: int, total: int, mark: int) -> bool:
    """R28: whole numbers only, so that 79.5 % of 80 fails and 8 of 10 reaches 75."""
    return right * 100 >= mark * total


def passing_try(evidence: Evidence, standard: Standard) -> Try | None:
    """R31, R33: the first try that reaches this credit's mark, if its number is within this credit's limit."""
    for each in sorted(evidence.tries, key=lambda attempt: attempt.number):
        if standard.attempt_limit is not None and each.number > standard.attempt_limit:
            return None
        if meets(each.right, each.total, standard.pass_mark):
            return each
    return None


def completion(evidence: Evidence, standard: Standard) -> dt.date | None:
    """R42, R55: the day of the passing try or, if required, of the evaluation: the later, in the provider's zone."""
    first = passing_try(evidence, standard)
    if first is None or (standard.evaluation_required and evidence.evaluated_at is None):
        return None
    moments = [first.at]
    if standard.evaluation_required and evidence.evaluated_at:
        moments.append(evidence.evaluated_at)
    return day_of(max(moments), standard)


def day_of(moment: dt.datetime, standard: Standard) -> dt.date:
    """R42, R70: the calendar day of a moment in the provider's time zone."""
    return moment.astimezone(ZoneInfo(standard.zone)).date()


class BadClaim(StrEnum):
    """Why a number of credits cannot be claimed."""

    AMOUNT = "amount"
    ATTESTATION = "attestation"


def judge_claim(claimed: Decimal | None, *, attested: bool, maximum: Decimal, step: Decimal) -> BadClaim | None:
    """R38: a self-claimed amount is a positive multiple of `step` up to `maximum`, and the learner attests to it."""
    if claimed is None or not step <= claimed <= maximum or claimed % step:
        return BadClaim.AMOUNT
    return None if attested else BadClaim.ATTESTATION
