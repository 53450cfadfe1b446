"""What a course would give one learner, in words."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credence.accounts.models import Profile
from credence.catalog.queries.faculty import called_alike
from credence.credit.queries import PreflightLine, preflight, preflight_of
from credence.credit.rules import Missing
from credence.journey.queries.standing import standing_of
from credence.journey.queries.visits import Visit
from credence.learn.wording.credit import OWN_COURSE, shortfall_sentence
from credence.learn.wording.next import what_is_next
from credence.learn.wording.study import NextStep

SOON = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class CreditLine:
    """One credit for the learner's profession, with what must be known of it before the course."""

    line: PreflightLine
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class WhatYouGet:
    """What a learner would get, and what they can do: go on with what is `next`, complete the profile, or enroll.

    `next` is of who is enrolled. `note` is said to who bears the name of somebody who made the course.
    """

    lines: tuple[CreditLine, ...]
    others: tuple[PreflightLine, ...]
    next: NextStep | None
    has_profile: bool
    has_order: bool
    note: str


def what_you_get(visit: Visit, now: dt.datetime) -> WhatYouGet:
    """Return what a course gives a learner: who is enrolled, by the very verdicts of the claim page.

    Two queries, one more for the profile where the learner does not bring it. Without it no profession is known.
    """
    enrollment, version = visit.enrollment, visit.facts.version
    profile: Profile | None = getattr(visit.learner, "profile", None)
    standing = standing_of(enrollment, now) if enrollment else None
    found = what_is_next(standing) if standing else None
    lines = preflight_of(standing.results, now) if standing else preflight(visit.learner, version, now, visit.mark)
    return WhatYouGet(
        lines=tuple(_credit_line(line, found) for line in lines if line.for_me or line.awarded),
        others=tuple(line for line in lines if not (line.for_me or line.awarded)),
        next=found,
        has_profile=profile is not None and not any(_lacks_profile(line) for line in lines),
        has_order=bool(version.price) and visit.has_order,
        note=str(OWN_COURSE) if profile and called_alike(visit.facts.faculty, profile.full_name) else "",
    )


def _lacks_profile(line: PreflightLine) -> bool:
    return any(each.code is Missing.PROFILE for each in line.obstacles)


def _credit_line(line: PreflightLine, found: NextStep | None) -> CreditLine:
    """Return what is said of a credit; to who is enrolled, nothing that is said beside the button already."""
    notes = _notes(line)
    return CreditLine(line=line, notes=tuple(each for each in notes if not found or each not in found.sentence))


def _notes(line: PreflightLine) -> list[str]:
    if line.awarded:
        return [_("You hold this credit already. A course gives each credit once.")]
    return [shortfall_sentence(each) for each in line.obstacles] or [_time_left(line.days_left)]


def _time_left(days: int) -> str:
    if days == 0:
        return _("Today is the last day for it.")
    if days <= SOON:
        return ngettext("%(num)s day left to earn it.", "%(num)s days left to earn it.", days) % {"num": days}
    return _("For your profession.")
