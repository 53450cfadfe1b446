"""Which terms of a credit hold for one learner, of all that its line has had. Pure.

Terms are rows that are never changed: one for each version of a line, the oldest first. What a learner was promised on
enrolling stays theirs. Later terms are added to it where they are meant for the enrolled and last longer; they never
take a day away, and never give one back that was between two terms (R7, R42). What ends credit earlier is a withdrawal
(R18) and no term.
"""

import datetime as dt
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Dated(Generic[T]):
    """The terms of one credit since a publication. `asks` and `approval` are whatever else they say, to be compared."""

    row: T
    version: int
    """The number of the version with which they came."""
    since: dt.date
    """The day of its publication, in the zone of the credit."""
    first: dt.date
    last: dt.date
    asks: Hashable
    approval: Hashable
    for_enrolled: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Held(Generic[T]):
    """Terms that hold for a learner: from `not_before` on where they came after the enrollment, else from their first
    day on. `is_added` says that the learner was not promised the credit on enrolling.
    """

    terms: Dated[T]
    not_before: dt.date | None = None
    is_added: bool = False


def is_for_enrolled(former: Dated[T] | None, terms: Dated[T]) -> bool:
    """Return whether terms that come after `former` ones of the same credit are for those who are enrolled, too.

    A credit that is new is, and so is a later last day, and another number of the same approval. Whatever else is
    another is for new learners.
    """
    if former is None or terms.last > former.last:
        return True
    return _are_as_good(former, terms) and former.last == terms.last


def held(offered: Iterable[Dated[T]], began_with: int) -> tuple[Held[T], ...]:
    """Return the terms of one credit that hold for who began with the version of a number, the oldest first.

    Args:
        offered: the terms of the credit in each version of the line.
        began_with: the number of the version that there was on enrolling.
    """
    found: list[Held[T]] = []
    for terms in sorted(offered, key=lambda each: each.version):
        if terms.version == began_with:
            found = [Held(terms=terms)]
        elif terms.version > began_with:
            found = _with(found, terms)
    return tuple(found)


def _with(found: list[Held[T]], terms: Dated[T]) -> list[Held[T]]:
    """Return what holds once `terms` were published."""
    if not found:
        return [Held(terms=terms, not_before=terms.since, is_added=True)] if terms.for_enrolled else []
    latest = found[-1]
    if _takes_the_place(latest.terms, terms):
        return [*found[:-1], replace(latest, terms=terms)]
    if terms.for_enrolled and terms.last > latest.terms.last:
        return [*found, replace(latest, terms=terms, not_before=terms.since)]
    return found


def _takes_the_place(former: Dated[T], terms: Dated[T]) -> bool:
    """Return whether terms are the former ones gone on: the same, told otherwise, or longer without a gap."""
    if not _are_as_good(former, terms):
        return False
    if former.last == terms.last:
        return terms.for_enrolled or former.approval == terms.approval
    is_longer = terms.last > former.last >= terms.since
    return terms.for_enrolled and is_longer and former.approval == terms.approval


def _are_as_good(former: Dated[T], terms: Dated[T]) -> bool:
    return former.asks == terms.asks and former.first == terms.first
