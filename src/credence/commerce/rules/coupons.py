"""When a coupon counts."""

import datetime as dt
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class CouponFault(StrEnum):
    """Why a coupon does not count. The public is told one sentence for all of them; staff are told which."""

    INACTIVE = "inactive"
    NOT_YET = "not-yet"
    OVER = "over"
    OTHER_COURSE = "other-course"
    TOO_CHEAP = "too-cheap"
    EXHAUSTED = "exhausted"
    USED_BEFORE = "used-before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a coupon asks for. Without courses and topics it holds for all; `until` is the first moment it does not."""

    is_active: bool
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    courses: frozenset[int] = frozenset()
    topics: frozenset[int] = frozenset()
    minimum_price: Decimal = Decimal(0)
    max_uses: int | None = None
    max_per_person: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What somebody wants to use a coupon for, and how often it is held or used already."""

    course: int
    topics: frozenset[int]
    price: Decimal
    uses: int
    uses_by_person: int


def normal_form(code: str) -> str:
    """Return a coupon code as it is stored and compared: upper case, without spaces and hyphens.

    >>> normal_form(" abc-d 23 ")
    'ABCD23'
    """
    plain = unicodedata.normalize("NFKC", code).upper()
    return "".join(each for each in plain if unicodedata.category(each)[0] in "LN")


def faults_of(terms: Terms, use: Use, now: dt.datetime) -> tuple[CouponFault, ...]:
    """Return all reasons for which a coupon does not count for `use`, in the order of `CouponFault`."""
    found = {
        CouponFault.INACTIVE: not terms.is_active,
        CouponFault.NOT_YET: terms.since is not None and now < terms.since,
        CouponFault.OVER: terms.until is not None and now >= terms.until,
        CouponFault.OTHER_COURSE: not _covers(terms, use),
        CouponFault.TOO_CHEAP: use.price < terms.minimum_price,
        CouponFault.EXHAUSTED: terms.max_uses is not None and use.uses >= terms.max_uses,
        CouponFault.USED_BEFORE: terms.max_per_person is not None and use.uses_by_person >= terms.max_per_person,
    }
    return tuple(fault for fault, is_so in found.items() if is_so)


def _covers(terms: Terms, use: Use) -> bool:
    if not terms.courses and not terms.topics:
        return True
    return use.course in terms.courses or not terms.topics.isdisjoint(use.topics)
