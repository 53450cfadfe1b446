"""No credit reaches past its provider's accreditation (R1)."""

import datetime as dt
from collections.abc import Iterable, Iterator

from credence.publishing.manuscript.flaws import Flaw, in_course, warning
from credence.publishing.manuscript.rules.submission import Placed, Submission
from credence.publishing.manuscript.shape.provider import Accreditation

DAY = dt.timedelta(days=1)
ON_RECORD = frozenset({"accredited", "provisional", "probation"})


def past_accreditation(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R1: where credit needs an accreditation, its provider has one on every day on which it can be earned.

    A provider that has no accreditations on record is only told so.
    """
    if not placed.type.accreditors or "accreditation" not in placed.type.needed_statements:
        return
    every = submission.known.accreditations.get(placed.provider, ())
    data = {"provider": placed.provider, "type": placed.offer.type}
    if not every:
        yield warning(in_course("R1", "accreditation-unrecorded", *placed.at, "provider", **data))
        return
    mine = [each for each in every if _is_for(each, placed) and each.status in ON_RECORD]
    gap = _first_day_without(mine, placed.offer.valid.from_, placed.offer.valid.to)
    if gap:
        yield in_course("R1", "accreditation-ended", *placed.at, "valid", "to", **data, gap=gap)


def joint_on_probation(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """A provider on probation begins no new jointly provided course (accreditation page 2.1)."""
    if not submission.course.is_joint or submission.previous:
        return
    for each in submission.known.accreditations.get(placed.provider, ()):
        is_now = each.from_ <= submission.today and (each.to is None or each.to >= submission.today)
        if each.status == "probation" and is_now and _is_for(each, placed):
            yield in_course(
                "R14", "joint-on-probation", *placed.at, "provider", provider=placed.provider, body=each.body
            )


def _is_for(accreditation: Accreditation, placed: Placed) -> bool:
    body = accreditation.body.casefold()
    return any(name.casefold() in body for name in placed.type.accreditors)


def _first_day_without(rows: Iterable[Accreditation], first: dt.date, last: dt.date) -> dt.date | None:
    """Return the first day from `first` to `last` that no row holds, if there is one."""
    day = first
    for row in sorted(rows, key=lambda each: each.from_):
        if row.from_ <= day and (row.to is None or row.to >= day):
            if row.to is None or row.to >= last:
                return None
            day = row.to + DAY
    return day if day <= last else None


OFFER_RULES = (past_accreditation, joint_on_probation)
