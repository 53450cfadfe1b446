"""Whoever controlled content has disclosed, and is free to take part (R12, R13)."""

from collections.abc import Iterator

from credence.publishing.manuscript.flaws import Flaw, in_course
from credence.publishing.manuscript.rules.dates import months_before
from credence.publishing.manuscript.rules.submission import Submission, ties_of

DISCLOSURE_MONTHS = 24


def undisclosed(submission: Submission) -> Iterator[Flaw]:
    """R12: everybody disclosed in the 24 months before release or review, and not after it."""
    earliest = months_before(submission.reviewed, DISCLOSURE_MONTHS)
    for index, person in enumerate(submission.course.faculty):
        place = ("faculty", index, "disclosed_on")
        if person.disclosed_on > submission.reviewed:
            yield in_course("R12", "disclosed-late", *place, person=person.name, by=submission.reviewed)
        if person.disclosed_on < earliest:
            yield in_course("R12", "disclosure-old", *place, person=person.name, earliest=earliest)


def unmitigated(submission: Submission) -> Iterator[Flaw]:
    """R12: every relevant relationship is mitigated, and how is written down."""
    for at, person, tie in ties_of(submission.course):
        if tie.relevant and not tie.mitigation:
            yield in_course("R12", "unmitigated", *at, "mitigation", person=person.name, company=tie.company)


def owners_and_employees(submission: Submission) -> Iterator[Flaw]:
    """R13: owners of ineligible companies control no content; employees only under an exception."""
    for at, person, tie in ties_of(submission.course):
        data = {"person": person.name, "company": tie.company}
        if tie.tie == "owner":
            yield in_course("R13", "owner", *at, **data)
        if tie.tie == "employee" and not tie.exception:
            yield in_course("R13", "employee", *at, "exception", **data)


RULES = (undisclosed, unmitigated, owners_and_employees)
