"""Whoever controlled content has disclosed before the role began, and is free to take part (R12, R13)."""

import datetime as dt
import re
from collections.abc import Iterator

from credence.accounts.rules.professions import CODES
from credence.publishing.manuscript.flaws import Flaw, in_course, warning
from credence.publishing.manuscript.rules.dates import months_before
from credence.publishing.manuscript.rules.submission import Placed, Submission, ties_of
from credence.publishing.manuscript.shape.people import FacultyMember

DISCLOSURE_MONTHS = 24
PLANNERS = frozenset({"planner", "director"})
NURSE = re.compile(r"\b(?:RN|LPN|LVN|APRN|ARNP|NP|CRNA|CNM|CNS|BSN|MSN|DNP)\b")
"""Letters behind the name of a nurse."""


def began(submission: Submission, person: FacultyMember) -> dt.date:
    """Return the day on which a role began, where nobody said it the last that it can be: release or review."""
    return person.role_began_on or submission.reviewed


def roles_undated(submission: Submission) -> Iterator[Flaw]:
    """R12: the day on which each content role began is known, not to come, and not after release or review."""
    for index, person in enumerate(submission.course.faculty):
        at, day = ("faculty", index, "role_began_on"), person.role_began_on
        if day is None:
            yield warning(in_course("R12", "role-undated", *at, person=person.name))
        elif day > submission.today:
            yield in_course("R12", "role-ahead", *at, person=person.name)
        elif day > submission.reviewed:
            yield in_course("R12", "role-late", *at, person=person.name, reviewed=submission.reviewed)


def undisclosed(submission: Submission) -> Iterator[Flaw]:
    """R12: everybody disclosed in the 24 months before release or review, before the role began, and not ahead."""
    earliest = months_before(submission.reviewed, DISCLOSURE_MONTHS)
    for index, person in enumerate(submission.course.faculty):
        place, day = ("faculty", index, "disclosed_on"), person.disclosed_on
        if day > submission.today:
            yield in_course("R12", "disclosed-ahead", *place, person=person.name)
        elif day > began(submission, person):
            yield in_course("R12", "disclosed-late", *place, person=person.name, by=began(submission, person))
        if day < earliest:
            yield in_course("R12", "disclosure-old", *place, person=person.name, earliest=earliest)


def unmitigated(submission: Submission) -> Iterator[Flaw]:
    """R12: every relevant relationship is mitigated, and how and when is written down: before the role began."""
    for at, person, tie in ties_of(submission.course):
        data = {"person": person.name, "company": tie.company}
        if not tie.relevant:
            continue
        if not tie.mitigation:
            yield in_course("R12", "unmitigated", *at, "mitigation", **data)
        if tie.mitigated_on is None:
            yield warning(in_course("R12", "mitigation-undated", *at, "mitigated_on", **data))
        elif tie.mitigated_on > submission.today:
            yield in_course("R12", "mitigation-ahead", *at, "mitigated_on", **data)
        elif tie.mitigated_on > began(submission, person):
            yield in_course("R12", "mitigation-late", *at, "mitigated_on", **data, by=began(submission, person))


def owners_and_employees(submission: Submission) -> Iterator[Flaw]:
    """R13: owners of ineligible companies control no content; employees only under an exception."""
    for at, person, tie in ties_of(submission.course):
        data = {"person": person.name, "company": tie.company}
        if tie.company_kind != "ineligible":
            continue
        if tie.tie == "owner":
            yield in_course("R13", "owner", *at, **data)
        if tie.tie == "employee" and not tie.exception:
            yield in_course("R13", "employee", *at, "exception", **data)


def unknown_professions(submission: Submission) -> Iterator[Flaw]:
    """A profession is one of those that learners may have."""
    for index, person in enumerate(submission.course.faculty):
        if person.profession and person.profession not in CODES:
            data = {"profession": person.profession, "professions": ", ".join(CODES)}
            yield in_course("", "no-profession", "faculty", index, "profession", **data)


def no_nurse_planned(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """Contact hours for nurses are planned by a nurse (accreditation page 4).

    Where nobody is named as planner or director at all, that is only told.
    """
    if not placed.type.planned_by:
        return
    planners = [person for person in submission.course.faculty if person.role in PLANNERS]
    if any(_is(person, placed.type.planned_by) for person in planners):
        return
    found = in_course("", "no-planner", "faculty", type=placed.offer.type)
    yield found if planners else warning(found)


def _is(person: FacultyMember, profession: str) -> bool:
    if person.profession:
        return person.profession == profession
    return profession == "nurse" and NURSE.search(person.credentials) is not None


RULES = (roles_undated, undisclosed, unmitigated, owners_and_employees, unknown_professions)
OFFER_RULES = (no_nurse_planned,)
