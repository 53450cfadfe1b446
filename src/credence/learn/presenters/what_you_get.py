"""What a course would give one learner, in words."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credence.accounts.models import Profile
from credence.catalog.queries.faculty import called_alike
from credence.credit.queries import PreflightLine, preflight, preflight_of
from credence.credit.rules import Missing
from credence.journey.queries.visits import Visit
from credence.learn.wording.credit import OWN_COURSE, shortfall_sentence

IN_PROFILE = frozenset({Missing.PROFILE, Missing.IDENTIFIERS})
SOON = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class CreditLine:
    """One credit for the learner's profession. `fix` says that the profile is where to mend what is missing."""

    line: PreflightLine
    notes: tuple[str, ...]
    fix: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class WhatYouGet:
    """What a learner would get, and what they can do: go on, complete the profile, enroll, or nothing.

    `note` is said to who bears the name of somebody who made the course.
    """

    lines: tuple[CreditLine, ...]
    others: tuple[PreflightLine, ...]
    is_enrolled: bool
    has_profile: bool
    has_order: bool
    note: str


def what_you_get(visit: Visit, now: dt.datetime) -> WhatYouGet:
    """Return what a course gives a learner: who is enrolled, by the very verdicts of the claim page.

    Two queries, one more for the profile where the learner does not bring it. Without it no profession is known.
    """
    enrollment, version = visit.enrollment, visit.facts.version
    profile: Profile | None = getattr(visit.learner, "profile", None)
    lines = preflight_of(enrollment, now) if enrollment else preflight(visit.learner, version, now, visit.mark)
    return WhatYouGet(
        lines=tuple(_credit_line(line) for line in lines if line.for_me or line.awarded),
        others=tuple(line for line in lines if not (line.for_me or line.awarded)),
        is_enrolled=enrollment is not None,
        has_profile=profile is not None,
        has_order=bool(version.price) and visit.has_order,
        note=str(OWN_COURSE) if profile and called_alike(visit.facts.faculty, profile.full_name) else "",
    )


def _credit_line(line: PreflightLine) -> CreditLine:
    codes = {each.code for each in line.obstacles}
    return CreditLine(line=line, notes=tuple(_notes(line)), fix=not line.awarded and not codes.isdisjoint(IN_PROFILE))


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
